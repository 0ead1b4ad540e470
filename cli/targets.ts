// modelgate targets: how each registration target stands, and closed ones tried again.
import type { Lane } from '../lib/ledger/lane.ts';
import { retryLanes } from '../lib/promotion/retry-lanes.ts';
import { longTime } from '../lib/times.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { allLanes, openLanes, openWaker } from './packages/lanes.ts';
import { harmless } from '../lib/harmless.ts';
import type { World } from './frame/world.ts';

export const targets: Command = {
  name: 'targets',
  group: 'operate',
  summary: 'groups that versions are registered in, and what keeps them closed',
  usage: '[TARGET] [flags]',
  about: [
    'Lists registration targets: how many versions are registered there, and each one that is not, with reason and fix where the target is closed. --retry tries those again at once, those that wait, and those that were given up after 24 hours.',
  ],
  examples: ['modelgate targets', 'modelgate targets 444455556666 --retry'],
  options: [{ name: 'retry', about: 'have closed targets, and what waits, tried again now' }, ...PLACE_OPTIONS],
  formats: ['text', 'json'],
  words: { least: 0, most: 1 },
  run: runTargets,
};

type Row = {
  readonly target: string;
  readonly version: string;
  /** `Dropped`: it was no longer wanted before there was a copy. */
  readonly state: 'Registered' | 'Wanted' | 'Blocked' | 'GivenUp' | 'Dropped';
  readonly copies: readonly string[];
  readonly reason: string | null;
  readonly message: string | null;
  readonly fix: string | null;
  readonly nextAttemptAt: string | null;
};

async function runTargets({ words: [part = ''], flags }: Call, world: World): Promise<Answer> {
  const connection = await connectBy(flags, world);
  const lanes = await openLanes(connection);
  const all = await allLanes(lanes, 'registration');
  const found = all.filter(({ target }) => target.toLowerCase().includes(part.toLowerCase()));
  const rows = found.map(rowOf);
  const none =
    all.length === 0 ? 'No version was wanted in a registration target yet.' : `No target's name contains \`${part}\`.`;
  const isClosed = rows.some(({ state }) => state === 'Blocked' || state === 'GivenUp');
  if (!flags.is('retry'))
    return {
      exitCode: isClosed ? EXIT.otherVerdict : EXIT.good,
      document: { targets: rows, retried: 0 },
      text: () => (rows.length === 0 ? [none] : linesOf(rows)),
    };
  const wakeLane = await openWaker(connection, world, 'registration');
  const retried = await retryLanes({ lanes, wakeLane, clock: world.clock }, found);
  const when = wakeLane ? 'now' : 'with the next sweep (modelgate reconcile starts one)';
  const said = retried === 0 ? 'No target is closed, and nothing waits.' : `${retried} tried again ${when}.`;
  return {
    exitCode: EXIT.good,
    document: { targets: rows, retried },
    text: () => (rows.length === 0 ? [none] : [...linesOf(rows), said]),
  };
}

function rowOf(lane: Lane): Row {
  const { blocked, wanted, attempt, outcome, copies = [], nextAttemptAt } = lane;
  const about = wanted ?? attempt?.wanted ?? outcome?.wanted ?? null;
  const closed = blocked?.isGivenUp ? 'GivenUp' : 'Blocked';
  return {
    target: lane.target,
    version: about ? `${about.subject.modelPackageGroupName}/${about.version}` : lane.laneId,
    state: blocked ? closed : wanted || attempt ? 'Wanted' : copies.length > 0 ? 'Registered' : 'Dropped',
    copies: copies.map(({ copyArn, approvalStatus }) => `${copyArn} ${approvalStatus}`),
    reason: blocked?.reason ?? null,
    message: blocked?.message ?? null,
    fix: blocked?.fix ?? null,
    nextAttemptAt: nextAttemptAt === null || blocked?.isGivenUp ? null : new Date(nextAttemptAt).toISOString(),
  };
}

/** Targets one after the other: how many versions stand how, and each one that is not registered. */
const linesOf = (rows: readonly Row[]): readonly string[] =>
  [...Map.groupBy(rows, ({ target }) => target)].flatMap(([target, own]) => {
    const counts = Map.groupBy(own, ({ state }) => state);
    const shown = [...counts].map(([state, some]) => `${some.length} ${state}`).join(', ');
    const [newest] = own.flatMap(({ copies }) => copies).toSorted((one, other) => versionIn(other) - versionIn(one));
    return [
      `${harmless(target)}: ${shown}`,
      ...(newest === undefined ? [] : [`  newest copy ${harmless(newest.replace(' ', ', set by the gate to '))}`]),
      ...linesOfOpen(own.filter(({ state }) => state !== 'Registered' && state !== 'Dropped')),
    ];
  });

/** Of a copy as a row tells it: its ARN and status. */
const versionIn = (copy: string): number => Number(/\/(\d+) /u.exec(copy)?.[1] ?? 0);

const linesOfOpen = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ version, state, copies, reason, message, fix, nextAttemptAt }) => [
    `  ${harmless(version)}: ${state}`,
    ...copies.map((copy) => `    copy ${harmless(copy)}`),
    ...(reason === null ? [] : [`    ${reason}: ${harmless(message ?? '')}`]),
    ...(fix === null ? [] : [`    to do: ${harmless(fix)}`]),
    ...(reason === null || nextAttemptAt === null ? [] : [`    tried again ${longTime(nextAttemptAt)}`]),
  ]);
