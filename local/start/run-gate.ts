// The functions on the ground, bundled as a deployment bundles them, with the policies in force.
import { join, resolve } from 'node:path';
import { bundledFunctions } from '../runtime/bundle-cache.ts';
import { bundleForThreads } from '../runtime/bundle-functions.ts';
import { type Runtime, startRuntime } from '../runtime/runtime.ts';
import type { Threads } from '../runtime/threads.ts';
import { modeOf } from './check-params.ts';
import type { GoodPolicies } from './check-policies.ts';
import type { Flags } from './flags.ts';
import type { Ground } from './ground.ts';
import { makeSnapshots, type Snapshots } from './snapshot.ts';

/** The functions' code, being bundled; `bundled` is the folder. `discard` waits for that and takes away what was written for this start alone. */
export type Code = {
  readonly snapshots: Snapshots;
  readonly bundled: Promise<string>;
  readonly discard: () => Promise<void>;
};

/** Kept where Node keeps what it compiles; for this start alone where it keeps nothing, or nothing can be written. */
async function bundle(folder: string): Promise<string> {
  const { NODE_COMPILE_CACHE: compiled } = process.env;
  const kept = compiled && (await bundledFunctions(PROJECT, join(compiled, 'functions')).catch(() => null));
  if (kept) return kept;
  await bundleForThreads(PROJECT, folder);
  return folder;
}

/** Begins to bundle the functions, unless somebody did already: it takes a second, in which other things can start. */
export async function beginBundling(bundlesDir: string | undefined): Promise<Code> {
  const snapshots = await makeSnapshots();
  const bundled = bundlesDir === undefined ? bundle(snapshots.functions) : Promise.resolve(bundlesDir);
  // Whoever awaits it hears of a failure; nobody does where a port is in use.
  bundled.catch(() => undefined);
  const discard = async (): Promise<void> => {
    await Promise.allSettled([bundled]);
    await snapshots.remove();
  };
  return { snapshots, bundled, discard };
}

const PROJECT = resolve(import.meta.dirname, '../..');

/** Who hears of the functions' log lines; `threads`: those that earlier gates of the process left; `patience`: how many times its limit a function may take. */
export type Hosting = {
  readonly onLog: (line: string) => void;
  readonly threads?: Threads;
  readonly patience?: number;
};

function runFunctions(
  flags: Flags,
  { aws, clock, logs }: Ground,
  environment: Record<string, string>,
  code: { readonly bundlesDir: string } & Hosting,
) {
  const { account, region } = flags;
  return startRuntime({
    serverlessFile: resolve(PROJECT, 'serverless.yml'),
    projectDir: PROJECT,
    endpoint: aws.url,
    queues: aws.sqs,
    account,
    region,
    environment,
    random: Math.random,
    params: {
      paceSeconds: '0.5',
      deployedAt: new Date().toISOString(),
      // A stand-in without a limit need not be spared.
      registryRate: String(flags.rateLimit || 10_000),
      mailFrom: 'modelgate <gate@example.com>',
      ...flags.params,
      mode: modeOf(flags.params),
    },
    clockOffset: clock.offset,
    ...code,
    onLog: (line, functionName) => {
      logs.add(`/aws/lambda/${functionName}`, line);
      code.onLog(line);
    },
  });
}

/** The running functions. */
export type Gate = {
  readonly runtime: Runtime;
  /** Puts checked policies into force as the next build. */
  readonly deploy: (policies: GoodPolicies) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What AWS then knows of the stack: its resources and outputs, its roles and their rights, its functions. */
function announce(runtime: Runtime, { aws, people, lambda }: Ground): void {
  const stack = runtime.nameOf('AWS::StackName') ?? '';
  aws.cloudformation.announce(stack, { HttpApiUrl: people.url }, runtime.resources, runtime.templateBody);
  for (const role of runtime.roles) aws.iam.put(role);
  aws.permissions.set(runtime.rights);
  const functionArn = (name: string): string =>
    `arn:aws:lambda:${runtime.nameOf('AWS::Region')}:${runtime.nameOf('AWS::AccountId')}:function:${stack}-${name}`;
  lambda.open(
    (name, event) => {
      const block = runtime.functionNames.find((one) => `${stack}-${one}` === name);
      return block === undefined ? null : runtime.invoke(block, event);
    },
    runtime.eventSources.map(({ functionName, mapping, ...one }) => ({
      ...one,
      ...mapping,
      functionArn: functionArn(functionName),
    })),
  );
}

/** The functions on the ground, with their policies; `deploy` puts others into force. */
export async function runGate(
  flags: Flags,
  ground: Ground,
  policies: GoodPolicies,
  { snapshots, bundled }: Code,
  { onLog, threads, patience = 1 }: Hosting,
): Promise<Gate> {
  const { aws, people } = ground;
  const { account, region } = flags;
  // Grows over restarts too: an older build never supersedes what a newer one decided.
  let build = Math.floor(Date.now() / 1000);
  const environmentOf = async (good: GoodPolicies): Promise<Record<string, string>> => ({
    POLICIES_DIR: await snapshots.write(build, flags.policies, [...good.files, ...(good.built ? [good.built] : [])]),
    BUILD: String(build),
    ...people.environment,
  });
  const runtime = await runFunctions(flags, ground, await environmentOf(policies), {
    bundlesDir: await bundled,
    onLog,
    patience,
    ...(threads && { threads }),
  });
  announce(runtime, ground);
  await people.open(runtime, { endpoint: aws.url, account, region });
  people.follow(policies);
  const deploy = async (good: GoodPolicies): Promise<void> => {
    build += 1;
    people.follow(good);
    await runtime.redeploy(await environmentOf(good));
  };
  const close = async (): Promise<void> => {
    await people.close();
    await runtime.stop();
    await aws.close();
    await snapshots.remove();
  };
  return { runtime, deploy, close };
}
