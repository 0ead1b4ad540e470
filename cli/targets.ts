// modelgate targets: how each registration target stands, and closed ones tried again.
import type { Lanes, WakeLane } from '../lib/lane-ports.ts';
import type { Lane } from '../lib/ledger/lane.ts';
import { retryLanes } from '../lib/promotion/retry-lanes.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
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
    'Lists registration targets: how many versions are registered there, and each one that is not, with reason and fix where the target is closed. --retry tries those again at once, and those that were given up after 24 hours.',
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
  /** `Dropped`: it was no longer wanted before there was a copy. */
  readonly state: 'Registered' | 'Wanted' | 'Blocked' | 'GivenUp' | 'Dropped';
  readonly copies: readonly string[];
  readonly reason: string | null;
  readonly message: string | null;
  readonly fix: string | null;
  readonly nextAttemptAt: string | null;
};

async function runTargets({ words: [part = ''], flags }: Call, world: World): Promise<Answer> {
  const { makeLanes } = await import('../lib/aws/lanes.ts');
  const connection = await connectBy(flags, world);
  const { tableName, region } = await connection.table();
  const lanes = makeLanes({ tableName, client: { region } });
  const found = (await allLanes(lanes)).filter(({ target }) => target.toLowerCase().includes(part.toLowerCase()));
  const rows = found.map(rowOf);
  const isClosed = rows.some(({ state }) => state === 'Blocked' || state === 'GivenUp');
  if (!flags.is('retry'))
    return {
      exitCode: isClosed ? EXIT.otherVerdict : EXIT.good,
      document: { targets: rows, retried: 0 },
      text: () => linesOf(rows),
    };
  const wakeLane = await openWaker(connection, world);
  const retried = await retryLanes({ lanes, wakeLane, clock: world.clock }, found);
  const when = wakeLane ? 'now' : 'with the next sweep (modelgate reconcile starts one)';
  const said = retried === 0 ? 'No target is closed.' : `${retried} tried again ${when}.`;
  return {
    exitCode: EXIT.good,
    document: { targets: rows, retried },
    text: () => [...linesOf(rows), said],
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

/** Wakes lanes over the queue of this stack; null where that queue can't be found with these rights. */
async function openWaker({ stack, region }: Connection, world: World): Promise<WakeLane | null> {
  const [{ listStackResources }, { makeLaneWaker }] = await Promise.all([
    import('../lib/aws/find-stack.ts'),
    import('../lib/aws/lane-waker.ts'),
  ]);
  const place = { region, endpoint: world.environment['AWS_ENDPOINT_URL'] || null };
  const registration = await listStackResources(stack, place).then(
    (resources) => resources.get('RegisterQueue') ?? null,
    () => null,
  );
  return registration === null ? null : makeLaneWaker({ registration, client: { region } });
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
function linesOf(rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return ['No version was wanted in a registration target yet.'];
  return [...Map.groupBy(rows, ({ target }) => target)].flatMap(([target, own]) => {
    const counts = Map.groupBy(own, ({ state }) => state);
    const shown = [...counts].map(([state, some]) => `${some.length} ${state}`).join(', ');
    const [newest] = own.flatMap(({ copies }) => copies).toSorted((one, other) => versionIn(other) - versionIn(one));
    return [
      `${harmless(target)}: ${shown}`,
      ...(newest === undefined ? [] : [`  newest copy ${harmless(newest.replace(' ', ', set by the gate to '))}`]),
      ...linesOfOpen(own.filter(({ state }) => state !== 'Registered' && state !== 'Dropped')),
    ];
  });
}

/** Of a copy as a row tells it: its ARN and status. */
const versionIn = (copy: string): number => Number(/\/(\d+) /u.exec(copy)?.[1] ?? 0);

const linesOfOpen = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ version, state, copies, reason, message, fix, nextAttemptAt }) => [
    `  ${harmless(version)}: ${state}`,
    ...copies.map((copy) => `    copy ${harmless(copy)}`),
    ...(reason === null ? [] : [`    ${reason}: ${harmless(message ?? '')}`]),
    ...(fix === null ? [] : [`    to do: ${harmless(fix)}`]),
    ...(reason === null || nextAttemptAt === null ? [] : [`    tried again ${dateText(Date.parse(nextAttemptAt))}`]),
  ]);
