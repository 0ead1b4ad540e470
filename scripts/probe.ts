// `npm run probe`: what SageMaker does in your account where its documentation says nothing. `-- --yes` makes what it says, and removes it.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SQSClient } from '@aws-sdk/client-sqs';
import { probe } from './probe/probe.ts';
import { makeUpdater, projectQuestion } from './probe/project-question.ts';
import { badValue, runScript } from './script.ts';
import { regionOf } from './stack/arguments.ts';
import { requireCredentials } from './stack/refusals.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const SCRIPT = {
  call: 'npm run probe',
  does: [
    'Asks SageMaker, EventBridge and SQS of your account what their documentation',
    'leaves open. Without --yes it says what it would make.',
  ],
  options: {
    yes: { about: 'make what it says, and remove it again' },
    region: { takes: 'NAME', about: 'region of AWS (AWS_REGION, else us-east-1)' },
    wait: { takes: 'SECONDS', about: 'how long an event is waited for (30)' },
    image: { takes: 'URI', about: 'image that a version names; it is never pulled' },
    project: { takes: 'NAME', about: 'asks one thing more of a project that may be updated' },
    role: { takes: 'ARN', about: 'with --project: a role that may update it' },
  },
} as const;

await runScript(SCRIPT, async (given) => {
  const wait = given.whole('wait', 30) * 1000;
  const region = regionOf(given.text('region'), process.env);
  const [project, role] = [given.text('project'), given.text('role')];
  if ((project === null) !== (role === null))
    throw badValue('project', project ?? '', 'to be given with --role, or neither');
  const caller = await requireCredentials(region);
  const account = caller.split(':')[4] ?? '';
  const settings = { region };
  const clients = {
    sagemaker: new SageMakerClient(settings),
    eventbridge: new EventBridgeClient(settings),
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
  };
  print(`as ${caller}, ${region}`);
  // It is never pulled: nothing is deployed.
  const image = given.text('image') ?? `${account}.dkr.ecr.${region}.amazonaws.com/modelgate-probe:1`;
  const more = project === null || role === null ? [] : [projectQuestion(project, makeUpdater(role, settings))];
  if (project !== null) print(`updates project ${project} with the parameters that it has`);
  const others = await probe(clients, { wait, image, isMeant: given.is('yes'), more }, print);
  return others > 0 ? 1 : 0;
});
