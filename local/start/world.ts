// Brings the world up: embedded AWS, what was there before the gate, and the functions as serverless.yml wires them.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Aws, startAws } from '../aws.ts';
import { type Clock, makeClock } from '../clock.ts';
import type { AwsEvent } from '../eventbridge/eventbridge.ts';
import { type Runtime, startRuntime } from '../runtime/runtime.ts';
import { withRateLimit } from '../front/rate-limit.ts';
import { type Lambda, makeLambda } from '../lambda/lambda.ts';
import { makeNastyEvents } from '../sagemaker/nasty-events.ts';
import type { ProjectControl } from '../sagemaker/project-control.ts';
import { makeSageMaker } from '../sagemaker/sagemaker.ts';
import type { SageMakerEvent } from '../sagemaker/state-change.ts';
import type { World } from '../service.ts';
import { makeSeedAws, type SeedAws } from '../seed/clients.ts';
import { SPOKE_ACCOUNT } from '../seed/package.ts';
import { seedHistory } from '../seed/seed.ts';
import type { SeedPlace } from '../seed/write.ts';
import type { GoodPolicies } from './check-policies.ts';
import { followDecisions, type Feed } from './feed.ts';
import { readFaultsFile } from './faults-file.ts';
import type { Flags } from './flags.ts';
import { type PeopleSide, startPeopleSide } from './people-side.ts';
import { EXIT, StartRefused } from './refusal.ts';
import type { Seen } from './seen.ts';
import { makeSnapshots } from './snapshot.ts';
import { forwardEvents } from './spoke.ts';

/** The running world. `isFresh`: nothing was kept from an earlier run, so it may be seeded. */
export type StartedWorld = {
  readonly aws: Aws;
  /** How changes of SageMaker projects go: held, let go, failed. */
  readonly projects: ProjectControl;
  /** Pages, Slack and mailboxes. */
  readonly people: PeopleSide;
  readonly runtime: Runtime;
  readonly feed: Feed;
  readonly seedPlace: SeedPlace;
  readonly isFresh: boolean;
  /** Calls per operation since the start, without those of the seed. */
  readonly calls: () => Record<string, number>;
  /** The time of services and functions (ms). */
  readonly now: () => number;
  /** Puts the clock of services and functions forward, in milliseconds; what became due is delivered. */
  readonly advance: (milliseconds: number) => void;
  /** Puts checked policies into force as the next build. */
  readonly deploy: (policies: GoodPolicies) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Who hears of decisions and of the functions' log lines; `bundlesDir`: the functions bundled, where they do not run from their sources. */
export type WorldOptions = {
  readonly onDecision: (seen: Seen) => void;
  readonly onLog: (line: string) => void;
  readonly bundlesDir?: string;
};

const isEmptyFolder = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

const isInUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

const asAwsEvent = (event: SageMakerEvent): AwsEvent => ({
  id: event.id,
  account: event.account,
  region: event.region,
  source: event.source,
  detailType: event['detail-type'],
  time: Date.parse(event.time),
  resources: event.resources,
  detail: event.detail,
});

/** Listens; a port in use is said in a sentence that names the flag. */
async function bound<Started>(port: number, flag: string, start: () => Promise<Started>): Promise<Started> {
  try {
    return await start();
  } catch (error) {
    if (!isInUse(error)) throw error;
    throw new StartRefused(
      EXIT.unavailable,
      `port ${port} is in use by another program. Choose another one: npm start -- --${flag} ${port + 1}`,
    );
  }
}

async function startStandIn(
  flags: Flags,
  world: World,
  { ses, secrets }: PeopleSide,
): Promise<Pick<Ground, 'aws' | 'projects' | 'lambda'>> {
  const late: { aws?: Aws } = {};
  const deliver = (event: SageMakerEvent): void => late.aws?.eventbridge.putFromAws(asAwsEvent(event));
  const sagemaker = makeSageMaker({ world, emit: makeNastyEvents(flags.events, world, deliver) });
  const lambda = makeLambda();
  const { port, account, region, latencyMs, dataDir } = flags;
  late.aws = await bound(port, 'port', () =>
    startAws({
      port,
      account,
      region,
      world,
      services: [withRateLimit(sagemaker, world, flags.rateLimit), secrets],
      restServices: [ses, lambda],
      latencyMs,
      ...(dataDir !== null && { dataDir }),
    }),
  );
  return { aws: late.aws, projects: sagemaker.projects, lambda };
}

type Counts = Readonly<Record<string, number>>;

const minus = (all: Counts, less: Counts): Record<string, number> => {
  const rest = Object.entries(all).map(([name, count]) => [name, count - (less[name] ?? 0)] as const);
  return Object.fromEntries(rest.filter(([, count]) => count > 0));
};

/** Calls from now on, without those of the seed. */
function countCalls(aws: Aws, seed: SeedAws): () => Record<string, number> {
  const count = (): Counts => minus(aws.calls.counts(), seed.counts());
  const before = count();
  return () => minus(count(), before);
}

const PROJECT = resolve(import.meta.dirname, '../..');

function runFunctions(
  flags: Flags,
  endpoint: string,
  environment: Record<string, string>,
  clock: Clock,
  { onLog, bundlesDir }: WorldOptions,
) {
  const { account, region } = flags;
  return startRuntime({
    serverlessFile: resolve(PROJECT, 'serverless.yml'),
    projectDir: PROJECT,
    ...(bundlesDir && { bundlesDir }),
    endpoint,
    account,
    region,
    environment,
    random: Math.random,
    params: {
      mode: 'Enforce',
      paceSeconds: '0.5',
      deployedAt: new Date().toISOString(),
      // A stand-in without a limit need not be spared.
      registryRate: String(flags.rateLimit || 10_000),
      ...flags.params,
    },
    clockOffset: clock.offset,
    onLog,
  });
}

type Ground = Pick<StartedWorld, 'aws' | 'projects' | 'people'> & { readonly clock: Clock; readonly lambda: Lambda };

/** Both ports, or none: what is open already is closed where the other is in use. */
async function openGround(flags: Flags): Promise<Ground> {
  const clock = makeClock();
  const world = { now: clock.now, random: Math.random };
  const people = await bound(flags.pagesPort, 'pages-port', () => startPeopleSide(flags.pagesPort, world));
  const standIn = await startStandIn(flags, world, people).catch(async (error: unknown) => {
    await people.close();
    throw error;
  });
  return { ...standIn, people, clock };
}

type Gate = {
  readonly runtime: Runtime;
  readonly deploy: StartedWorld['deploy'];
  readonly close: () => Promise<void>;
};

/** The functions on the ground, with their policies; `deploy` puts others into force. */
async function runGate(flags: Flags, ground: Ground, policies: GoodPolicies, options: WorldOptions): Promise<Gate> {
  const { aws, people, clock } = ground;
  const { account, region } = flags;
  const snapshots = await makeSnapshots();
  // Grows over restarts too: an older build never supersedes what a newer one decided.
  let build = Math.floor(Date.now() / 1000);
  const environmentOf = async (good: GoodPolicies): Promise<Record<string, string>> => ({
    POLICIES_DIR: await snapshots.write(build, flags.policies, good.files),
    BUILD: String(build),
    ...people.environment,
  });
  const runtime = await runFunctions(flags, aws.url, await environmentOf(policies), clock, options);
  aws.cloudformation.announce(runtime.nameOf('AWS::StackName') ?? '', { HttpApiUrl: people.url }, runtime.resources);
  ground.lambda.open((name, event) => {
    const block = runtime.functionNames.find((one) => `${runtime.nameOf('AWS::StackName')}-${one}` === name);
    return block === undefined ? null : runtime.invoke(block, event);
  });
  aws.permissions.set(runtime.rights);
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

/** Starts everything up to the point where versions may be registered. Throws StartRefused (69) where a port is in use. */
export async function startWorld(flags: Flags, policies: GoodPolicies, options: WorldOptions): Promise<StartedWorld> {
  const { account, region } = flags;
  const isFresh = flags.dataDir === null || isEmptyFolder(flags.dataDir);
  const faults = flags.faultsFile === null ? [] : await readFaultsFile(flags.faultsFile);
  const ground = await openGround(flags);
  const { aws, projects, people, clock } = ground;
  const seed = makeSeedAws(aws.url, region);
  const seedPlace = { aws: seed, account, region };
  if (flags.isSeeded && isFresh) await seedHistory(seedPlace, aws.s3.share);
  const { runtime, deploy, close } = await runGate(flags, ground, policies, options);
  await forwardEvents({ endpoint: aws.url, region, hub: account, account: SPOKE_ACCOUNT });
  const feed = followDecisions(aws.eventbridge, clock.now, options.onDecision);
  aws.faults.set(faults);
  const stop = async (): Promise<void> => {
    feed.stop();
    seed.close();
    await close();
  };
  const advance = (milliseconds: number): void => {
    clock.advance(milliseconds);
    aws.sqs.wakeAll();
  };
  const calls = countCalls(aws, seed);
  const { now } = clock;
  return { aws, projects, people, runtime, feed, seedPlace, isFresh, calls, now, advance, deploy, stop };
}
