// Brings the world up: embedded AWS, what was there before the gate, and the functions as serverless.yml wires them.
import type { Aws } from '../aws.ts';
import { makeSeedAws, type SeedAws } from '../seed/clients.ts';
import { SPOKE_ACCOUNT } from '../seed/package.ts';
import { seedHistory } from '../seed/seed.ts';
import type { SeedPlace } from '../seed/write.ts';
import type { GoodPolicies } from './check-policies.ts';
import { type DataFolder, takeDataFolder } from './data-folder.ts';
import { followDecisions, type Feed } from './feed.ts';
import { readFaultsFile } from './faults-file.ts';
import type { Flags } from './flags.ts';
import { type Ground, openGround } from './ground.ts';
import { beginBundling, type Code, type Gate, type Hosting, runGate } from './run-gate.ts';
import type { Seen } from './seen.ts';
import { forwardEvents, rolesOfSpoke } from './spoke.ts';

/** The running world. `isFresh`: nothing was kept from an earlier run, so it may be seeded. */
export type StartedWorld = Pick<Ground, 'aws' | 'projects' | 'people'> &
  Pick<Gate, 'runtime' | 'deploy'> & {
    readonly feed: Feed;
    readonly seedPlace: SeedPlace;
    readonly isFresh: boolean;
    /** Calls per operation since the start, without those of the seed. */
    readonly calls: () => Record<string, number>;
    /** Whether nothing moves: no event is on its way or to come by itself, no message in a queue of the stack, no function at work. */
    readonly isResting: () => boolean;
    /** The same, but messages may be there that wait for their time. */
    readonly isWaiting: () => boolean;
    /** The time of services and functions (ms). */
    readonly now: () => number;
    /** Puts the clock of services and functions forward, in milliseconds; what became due is delivered. */
    readonly advance: (milliseconds: number) => void;
    readonly stop: () => Promise<void>;
  };

/** Who hears of decisions. `bundlesDir`: the functions, where somebody bundled them already; `code`: where somebody began to. */
export type WorldOptions = Hosting & {
  readonly onDecision: (seen: Seen) => void;
  /** Hears of what a decision set in motion, as one line. */
  readonly onFollowed?: (line: string) => void;
  readonly bundlesDir?: string;
  readonly code?: Code;
};

/** What is not kept. */
const NO_FOLDER: Promise<DataFolder> = Promise.resolve({ isFresh: true, release: async () => undefined });

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

/** Starts everything up to the point where versions may be registered. Throws StartRefused (69) where a port is in use. */
export async function startWorld(flags: Flags, policies: GoodPolicies, options: WorldOptions): Promise<StartedWorld> {
  const { account, region } = flags;
  const { code, isFresh, release, faults, ground } = await begin(flags, options);
  const { aws, projects, people, clock } = ground;
  const seed = makeSeedAws(aws.url, region);
  const seedPlace = { aws: seed, account, region };
  if (flags.isSeeded) for (const role of rolesOfSpoke({ hub: account, account: SPOKE_ACCOUNT })) aws.sts.trust(role);
  if (flags.isSeeded && isFresh) await seedHistory(seedPlace, aws.s3.share);
  const { runtime, deploy, close } = await runGate(flags, ground, policies, code, options);
  await forwardEvents({ endpoint: aws.url, region, hub: account, account: SPOKE_ACCOUNT });
  const feed = followDecisions(aws.eventbridge, clock.now, options);
  aws.faults.set(faults);
  const stop = async (): Promise<void> => {
    feed.stop();
    seed.close();
    await close();
    await release();
  };
  const advance = (milliseconds: number): void => {
    clock.advance(milliseconds);
    aws.sqs.wakeAll();
  };
  const calls = countCalls(aws, seed);
  const isEventDue = (): boolean => ground.later.waiting() > 0 || !aws.eventbridge.isIdle();
  const isResting = (): boolean => !isEventDue() && runtime.isIdle();
  const isWaiting = (): boolean => !isEventDue() && runtime.isWaiting();
  const parts = { aws, projects, people, runtime, feed, seedPlace, isFresh, calls, now: clock.now };
  return { ...parts, isResting, isWaiting, advance, deploy, stop };
}

/** What stands before the gate runs. Where a part of it fails, nothing of the others is left behind. */
async function begin(flags: Flags, options: WorldOptions) {
  await using undo = new AsyncDisposableStack();
  const code = options.code ?? (await beginBundling(options.bundlesDir));
  undo.defer(async () => code.discard());
  const { isFresh, release } = await (flags.dataDir === null ? NO_FOLDER : takeDataFolder(flags.dataDir));
  undo.defer(release);
  const faults = flags.faultsFile === null ? [] : await readFaultsFile(flags.faultsFile);
  const ground = await openGround(flags);
  // All is there: nothing is undone.
  undo.move();
  return { code, isFresh, release, faults, ground };
}
