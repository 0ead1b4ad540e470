// npm start without --once: prints the block to copy, keeps the policies fresh, and runs until Ctrl-C.
import { peopleOf } from '../inbox/people.ts';
import { seededWorld } from '../seed/seed.ts';
import { modeOf } from './check-params.ts';
import { checkPolicies, type GoodPolicies } from './check-policies.ts';
import type { FileEvent } from './event-file.ts';
import { feedEvent } from './feed-event.ts';
import type { Flags } from './flags.ts';
import { keepState } from './keep-state.ts';
import { readyLines } from './ready-block.ts';
import { untilRest } from './rest.ts';
import { registerCandidates } from './run-once.ts';
import { tryRecorded } from './try-recorded.ts';
import { makeReload, watchFolder } from './watch-policies.ts';
import type { StartedWorld } from './world.ts';

/** What serving needs besides the world. `started` is when the process began, in milliseconds; `say` prints a line for people. */
export type Serving = {
  readonly flags: Flags;
  readonly policies: GoodPolicies;
  readonly event: FileEvent | null;
  readonly started: number;
  readonly say: (line: string) => void;
  readonly stopped: Promise<void>;
};

function printReady(world: StartedWorld, { flags, policies, started, say }: Serving): void {
  const { account, region, isSeeded, dataDir } = flags;
  const { groups, accounts } = seededWorld;
  const ready = {
    url: world.aws.url,
    pagesUrl: world.people.url,
    signInAs: peopleOf(policies.files)[0]?.email ?? null,
    account,
    region,
    mode: modeOf(flags.params),
    isSeeded: isSeeded && world.isFresh,
    dataDir,
    groups,
    accounts,
    milliseconds: Date.now() - started,
    policiesDir: flags.policies,
    policies: policies.policies,
  };
  for (const line of readyLines(ready)) say(line);
}

/** After this a reload is reported, whatever still moves. */
const LONGEST_REST_MS = 5_000;

function watchPolicies(world: StartedWorld, { flags, policies, say }: Serving): () => void {
  const deploy = async (good: GoodPolicies): Promise<void> => {
    await world.deploy(good);
    await world.runtime.runSchedule('reconcile');
    // What waits for its time may wait for minutes; the word on a saved policy is not kept back for it.
    await untilRest(world, LONGEST_REST_MS);
  };
  const reload = makeReload({
    folder: flags.policies,
    ownAccount: flags.account,
    digest: policies.digest,
    check: checkPolicies,
    deploy,
    verdicts: world.feed.verdicts,
    tryRecorded: () =>
      tryRecorded({ folder: flags.policies, url: world.aws.url, account: flags.account, region: flags.region }),
    say,
  });
  return watchFolder(flags.policies, reload, say);
}

async function work(world: StartedWorld, { flags, event, say }: Serving): Promise<void> {
  await registerCandidates(world, flags);
  const note = event ? await feedEvent(world, event, flags.eventFile ?? '') : null;
  if (note !== null) say(`  ${note}`);
}

/** Serves until `stopped` resolves, then stops in order: functions first, then the state is saved. */
export async function serve(world: StartedWorld, serving: Serving): Promise<void> {
  const { flags, say, stopped } = serving;
  printReady(world, serving);
  const unwatch = watchPolicies(world, serving);
  const endKeeping = flags.dataDir === null ? null : keepState(world.aws, say);
  // Ctrl-C is heard during the seed too.
  await Promise.race([work(world, serving), stopped]);
  await stopped;
  say('');
  say(flags.dataDir === null ? '  Stopping.' : `  Stopping. State is kept in ${flags.dataDir}.`);
  unwatch();
  await endKeeping?.();
  await world.stop();
}
