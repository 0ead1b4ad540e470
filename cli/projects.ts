// modelgate projects: SageMaker projects of the place by name, status and time of creation, with what the gate put there; failed ones tried again.
import { eachPage } from '../lib/each-page.ts';
import { PROJECT_STATUSES, type ProjectRow } from '../lib/lane-ports.ts';
import type { Lane } from '../lib/ledger/lane.ts';
import { PROJECT_NAME } from '../lib/promotion/find-project.ts';
import { groupOf } from '../lib/promotion/lane-standing.ts';
import { retryLanes } from '../lib/promotion/retry-lanes.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { timeFlag } from './frame/times.ts';
import type { World } from './frame/world.ts';
import { allLanes, openLanes, openWaker } from './packages/lanes.ts';
import { linesOf, standingRow } from './projects/rows.ts';

export const projects: Command = {
  name: 'projects',
  group: 'operate',
  summary: 'SageMaker projects, what they serve, and what failed there',
  usage: '[flags]',
  about: [
    'Lists SageMaker projects, newest first, with the version that the gate put there last, what waits, and what failed or was refused. Groups whose project is not known come last. --retry tries again what failed or was refused, and what waits, at once.',
  ],
  examples: ['modelgate projects --status UpdateFailed --name serving --since 30d', 'modelgate projects --retry'],
  options: [
    { name: 'status', takes: 'LIST', about: 'ProjectStatus, such as UpdateFailed; with commas' },
    { name: 'name', takes: 'TEXT', about: 'whose name contains this' },
    { name: 'since', takes: 'TIME', about: 'created since 7d, 12h or 2026-11-01' },
    { name: 'retry', about: 'have what failed, was refused or waits tried again now' },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runProjects,
};

async function runProjects({ flags }: Call, world: World): Promise<Answer> {
  const asked = askedBy(flags, world);
  const connection = await connectBy(flags, world);
  const { account, region } = connection;
  const [found, known] = await Promise.all([listProjects(connection, asked), knownLanes(connection)]);
  const laneOf = new Map(known.lanes.map((lane) => [lane.laneId, lane]));
  const idOf = ({ name }: ProjectRow): string => `project/${account}/${region}/${name.toLowerCase()}`;
  const own = found.flatMap((row) => laneOf.get(idOf(row)) ?? []);
  // A status or time of creation is SageMaker's word on a project: what is not on its list has none.
  const others = asked.statuses || asked.createdAfter !== null ? [] : known.lanes.filter((lane) => !own.includes(lane));
  const beside = others.filter((lane) => isNamed(lane.target || groupOf(lane), asked.name));
  const rows = found.map((row) => ({ ...row, gate: standingOrNull(laneOf.get(idOf(row))) }));
  const besideRows = beside.map(standingRow);
  const lines = (): readonly string[] => [...linesOf(rows, besideRows), ...known.notes];
  const document = { projects: rows, beside: besideRows };
  if (!flags.is('retry')) {
    const isClosed = [...own, ...beside].some((lane) => standingRow(lane).isClosed);
    const exitCode = isClosed ? EXIT.otherVerdict : EXIT.good;
    return { exitCode, document: { ...document, retried: 0 }, text: lines };
  }
  const wakeLane = await openWaker(connection, world, 'project');
  const lanes = await openLanes(connection);
  const retried = await retryLanes({ lanes, wakeLane, clock: world.clock }, [...own, ...beside]);
  const when = wakeLane ? 'now' : 'with the next sweep (modelgate reconcile starts one)';
  const said = retried === 0 ? 'Nothing failed, was refused or waits.' : `${retried} tried again ${when}.`;
  return { exitCode: EXIT.good, document: { ...document, retried }, text: () => [...lines(), said] };
}

const standingOrNull = (lane: Lane | undefined) => (lane ? standingRow(lane) : null);

type Asked = {
  readonly name: string | null;
  readonly statuses: readonly string[] | null;
  readonly createdAfter: number | null;
};

/** The filters of the flags. Throws CliError 64. */
function askedBy(flags: Call['flags'], world: World): Asked {
  const statuses = flags.text('status')?.split(',') ?? null;
  const unknown = statuses?.find((one) => !PROJECT_STATUSES.some((status) => status === one));
  if (unknown !== undefined)
    throw misuse(
      'projects',
      `--status is \`${unknown}\`; expected ${PROJECT_STATUSES.join(', ')}, with commas between.`,
    );
  return { name: flags.text('name'), statuses, createdAfter: timeFlag('projects', flags, 'since', world.clock()) };
}

const isNamed = (name: string, part: string | null): boolean => name.toLowerCase().includes((part ?? '').toLowerCase());

async function listProjects({ account, region }: Connection, asked: Asked): Promise<readonly ProjectRow[]> {
  const { makeProjects } = await import('../lib/aws/projects.ts');
  const port = makeProjects({ accounts: [], ownAccount: account, region })(account, region);
  const { name, statuses, createdAfter } = asked;
  // SageMaker takes as a filter only what could be a whole name; the rest is looked for here.
  const nameContains = name !== null && PROJECT_NAME.test(name) ? name : null;
  const pages = await Array.fromAsync(eachPage((nextToken) => port.list({ nameContains, createdAfter, nextToken })));
  return pages
    .flatMap(({ projects: rows }) => rows)
    .filter((row) => (statuses?.includes(row.status) ?? true) && isNamed(row.name, name));
}

const NO_LEDGER = 'What the gate put there is not shown: its ledger was not found (--stack, --table).';

/** The lanes of projects; without a ledger none, and a note that says so. */
async function knownLanes(
  connection: Connection,
): Promise<{ readonly lanes: readonly Lane[]; readonly notes: readonly string[] }> {
  try {
    return { lanes: await allLanes(await openLanes(connection), 'project'), notes: [] };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { lanes: [], notes: [NO_LEDGER] };
  }
}
