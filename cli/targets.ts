// modelgate targets: how each registration target stands, and closed ones tried again.
import type { Lanes } from '../lib/lane-ports.ts';
import { reopened, type Lane } from '../lib/ledger/lane.ts';
import { ConditionFailedError } from '../lib/ports.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless } from './frame/terminal.ts';
import { dateText } from './frame/times.ts';
import type { World } from './frame/world.ts';

export const targets: Command = {
  name: 'targets',
  group: 'operate',
  summary: 'groups that versions are registered in, and what keeps them closed',
  usage: '[TARGET] [flags]',
  about: [
    'Lists registration targets with their copies; closed ones with reason and fix. --retry tries those again with the next sweep, at most 15 minutes later.',
  ],
  examples: ['modelgate targets', 'modelgate targets 444455556666 --retry'],
  options: [{ name: 'retry', about: 'have closed targets tried again' }, ...PLACE_OPTIONS],
  formats: ['text', 'json'],
  words: { least: 0, most: 1 },
  run: runTargets,
};

type Row = {
  readonly target: string;
  readonly version: string;
  readonly state: 'Registered' | 'Wanted' | 'Blocked' | 'GivenUp';
  readonly copies: readonly string[];
  readonly reason: string | null;
  readonly message: string | null;
  readonly fix: string | null;
  readonly nextAttemptAt: string | null;
};

async function runTargets({ words: [part = ''], flags }: Call, world: World): Promise<Answer> {
  const { makeLanes } = await import('../lib/aws/lanes.ts');
  const { tableName, region } = await (await connectBy(flags, world)).table();
  const lanes = makeLanes({ tableName, client: { region } });
  const found = (await allLanes(lanes)).filter(({ target }) => target.toLowerCase().includes(part.toLowerCase()));
  const retried = flags.is('retry') ? await retry(lanes, found, world.clock()) : 0;
  const rows = found.map(rowOf);
  const isClosed = rows.some(({ state }) => state === 'Blocked' || state === 'GivenUp');
  return {
    exitCode: isClosed && !flags.is('retry') ? EXIT.otherVerdict : EXIT.good,
    document: { targets: rows, retried },
    text: () => linesOf(rows, flags.is('retry') ? retried : null),
  };
}

async function allLanes(lanes: Lanes): Promise<readonly Lane[]> {
  const found: Lane[] = [];
  let nextToken: string | null = null;
  do {
    const page: Awaited<ReturnType<Lanes['listLanes']>> = await lanes.listLanes('registration', nextToken);
    found.push(...page.lanes);
    ({ nextToken } = page);
  } while (nextToken !== null);
  return found;
}

/** A lane that another moves at this moment is left to it. */
async function retry(lanes: Lanes, found: readonly Lane[], now: number): Promise<number> {
  let count = 0;
  for (const lane of found) {
    if (!lane.blocked) continue;
    const again = lane.wanted ? { ...lane, revision: lane.revision + 1, nextAttemptAt: now } : reopened(lane, now);
    if (!again) continue;
    try {
      await lanes.putLane(lane, { ...again, blocked: null });
      count += 1;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  return count;
}

function rowOf(lane: Lane): Row {
  const { blocked, wanted, attempt, outcome, copies = [], nextAttemptAt } = lane;
  const about = wanted ?? attempt?.wanted ?? outcome?.wanted ?? null;
  const closed = wanted || attempt ? 'Blocked' : 'GivenUp';
  return {
    target: lane.target,
    version: about ? `${about.subject.modelPackageGroupName}/${about.version}` : lane.laneId,
    state: blocked ? closed : wanted || attempt ? 'Wanted' : 'Registered',
    copies: copies.map(({ copyArn, approvalStatus }) => `${copyArn} ${approvalStatus}`),
    reason: blocked?.reason ?? null,
    message: blocked?.message ?? null,
    fix: blocked?.fix ?? null,
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString(),
  };
}

function linesOf(rows: readonly Row[], retried: number | null): readonly string[] {
  const said = retried === null ? [] : [`${retried} tried again with the next sweep.`];
  if (rows.length === 0) return ['No version was wanted in a registration target yet.', ...said];
  const lines = rows.flatMap(({ target, version, state, copies, reason, message, fix, nextAttemptAt }) => [
    `${harmless(version)} in ${harmless(target)}: ${state}`,
    ...copies.map((copy) => `  copy ${harmless(copy)}`),
    ...(reason === null ? [] : [`  ${reason}: ${harmless(message ?? '')}`]),
    ...(fix === null ? [] : [`  to do: ${harmless(fix)}`]),
    ...(reason === null || nextAttemptAt === null ? [] : [`  tried again ${dateText(Date.parse(nextAttemptAt))}`]),
  ]);
  return [...lines, ...said];
}
