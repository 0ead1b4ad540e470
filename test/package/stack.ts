// The embedded AWS with the resources of serverless.yml and none of its functions: what takes their place is a packaged one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAws } from '../../local/aws.ts';
import { deploy, makeClients } from '../../local/runtime/deploy.ts';
import { environmentOf } from '../../local/runtime/function-setup.ts';
import { makeNames } from '../../local/runtime/names.ts';
import { rightsOf } from '../../local/runtime/rights.ts';
import { readTemplate } from '../../local/runtime/template.ts';
import { makeSageMaker } from '../../local/sagemaker/sagemaker.ts';
import { makeSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';
import type { SageMakerEvent } from '../../local/sagemaker/state-change.ts';
import { bundle } from '../../scripts/bundle.ts';
import { packPolicies } from '../../scripts/pack-policies.ts';
import { writeZip } from '../../scripts/zip.ts';
import { unzip } from './unzip.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const STAGE = 'dev';

/** Starts it. `environmentFor` is what Lambda would give the function of that name. */
export async function startStack(params: Readonly<Record<string, string>>) {
  const world = { now: Date.now, random: Math.random };
  const deliver = (event: SageMakerEvent): void =>
    aws.eventbridge.putFromAws({ ...event, detailType: event['detail-type'], time: Date.parse(event.time) });
  const sagemaker = makeSageMaker({ world, emit: deliver });
  const secrets = makeSecretsManager(world);
  const aws = await startAws({ port: 0, account: ACCOUNT, region: REGION, world, services: [sagemaker, secrets] });
  const place = { endpoint: aws.url, account: ACCOUNT, region: REGION, stage: STAGE };
  const template = await readTemplate('serverless.yml', { stage: STAGE, region: REGION, params });
  const names = makeNames(template, place);
  const clients = makeClients(place);
  await deploy(template, place, names, clients);
  aws.permissions.set(rightsOf(template));
  return {
    aws,
    names,
    clients,
    environmentFor: (name: string): Record<string, string> => {
      const block = template.functions.find((one) => one.name === name);
      if (!block) throw new Error(`serverless.yml has no function ${name}`);
      return environmentOf({ template, block, names, place }, {});
    },
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await aws.close();
    },
  };
}

/** Packages a function as `npm run package` does and unpacks it as Lambda does; answers the folder and how to remove it. */
export async function unpackedFunction(
  name: string,
  policies: readonly { readonly path: string; readonly text: string }[],
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), `modelgate-${name}-`));
  const zip = join(folder, `${name}.zip`);
  const task = join(folder, 'task');
  const { files } = await bundle(name);
  await writeZip(zip, new Map([...packPolicies(policies).contents, ...files]));
  await unzip(zip, task);
  return { folder: task, remove: () => rm(folder, { recursive: true }) };
}
