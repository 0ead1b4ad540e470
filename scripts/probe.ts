// `npm run probe`: what SageMaker does in your account where its documentation says nothing. `-- --yes` makes what it says, and removes it.
import { parseArgs } from 'node:util';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SQSClient } from '@aws-sdk/client-sqs';
import { InvalidError } from '../lib/errors.ts';
import { probe } from './probe/probe.ts';
import { readArguments } from './stack/arguments.ts';
import { requireCredentials } from './stack/refusals.ts';

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    region: { type: 'string' },
    wait: { type: 'string', default: '30' },
    image: { type: 'string' },
  },
});

try {
  const { region } = readArguments(values.region === undefined ? [] : [`--region=${values.region}`], process.env);
  const caller = await requireCredentials(region);
  const account = caller.split(':')[4] ?? '';
  const settings = { region };
  const clients = {
    sagemaker: new SageMakerClient(settings),
    eventbridge: new EventBridgeClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  };
  process.stdout.write(`as ${caller}, ${region}\n`);
  // It is never pulled: nothing is deployed.
  const image = values.image ?? `${account}.dkr.ecr.${region}.amazonaws.com/modelgate-probe:1`;
  const others = await probe(clients, { wait: Number(values.wait) * 1000, image, isMeant: values.yes }, (line) =>
    process.stdout.write(`${line}\n`),
  );
  process.exitCode = others > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof InvalidError)) throw error;
  process.stdout.write(`error     ${error.message}\n`);
  process.exitCode = 1;
}
