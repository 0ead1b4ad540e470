// modelgate reconcile: a sweep now: finds what events missed or what was left half done, and wakes whoever must act.
import type { SweepReport } from '../lib/decisions/sweep.ts';
import { CliError } from './frame/cli-error.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import type { World } from './frame/world.ts';
import { printSweep, type Sweeps } from './reconcile/print.ts';

export const reconcile: Command = {
  name: 'reconcile',
  group: 'operate',
  summary: 'a sweep now: what events missed, what was left half done',
  usage: '[flags]',
  about: [
    'Does at once what the gate does every 15 minutes: reads the lists of the registry against the ledger and wakes whoever must act. It decides nothing itself, and it is safe beside the schedule and beside itself.',
    'A long sweep is taken up again until it has seen everything. Versions older than their group’s adoption stay untouched: modelgate adopt --include-backlog lets them in, 20 a sweep.',
  ],
  examples: ['modelgate reconcile --dry-run', 'modelgate reconcile --group fraud-card --full'],
  options: [
    { name: 'group', takes: 'NAME', about: 'only versions of this group; lanes are left alone' },
    { name: 'full', about: 'read the list of all versions too, as is done once a day' },
    { name: 'dry-run', about: 'say what would be woken, and wake nobody' },
    ...PLACE_OPTIONS.filter(({ name }) => ['local', 'region', 'stage', 'stack'].includes(name)),
  ],
  formats: ['text', 'json'],
  words: { least: 0, most: 0 },
  run: runReconcile,
};

/** A sweep takes five minutes at most; a registry of millions of versions is read within so many. */
const MOST_ROUNDS = 50;

async function runReconcile({ flags }: Call, world: World): Promise<Answer> {
  const connection = await connectBy(flags, world);
  const group = flags.text('group');
  const isDryRun = flags.is('dry-run');
  const event = { sweep: { group, isFull: flags.is('full'), isDryRun } };
  const reports: SweepReport[] = [];
  // What keeps no cursor would begin at the beginning again.
  const rounds = isDryRun || group !== null ? 1 : MOST_ROUNDS;
  for (let round = 0; round < rounds && reports.at(-1)?.isWhole !== true; round++) {
    world.progress(progressOf(reports));
    reports.push(await sweep(connection, event, world));
  }
  world.progress('');
  const { stack, region } = connection;
  const sweeps: Sweeps = { stack, region, group, isDryRun, ...summed(reports) };
  return { exitCode: EXIT.good, document: sweeps, text: () => printSweep(sweeps) };
}

async function sweep({ stack, region }: Connection, event: unknown, { environment }: World): Promise<SweepReport> {
  const { invokeFunction } = await import('../lib/aws/invoke-function.ts');
  const name = `${stack}-reconcile`;
  const answer = await invokeFunction(name, event, { region, endpoint: environment['AWS_ENDPOINT_URL'] || null });
  if (answer.outcome === 'answered') return answer.value as SweepReport;
  if (answer.outcome === 'notFound')
    throw new CliError(
      EXIT.notFound,
      `Not found: ${region} has no function ${name}.\nAnother stack or region: --stage, --stack, --region`,
    );
  if (answer.outcome === 'refused')
    throw new CliError(
      EXIT.refused,
      `Refused by AWS: this identity may not start a sweep.\nIt needs lambda:InvokeFunction on ${name}.`,
    );
  throw new CliError(EXIT.unavailable, `The sweep failed: ${answer.message}\nThe log of ${name} has the rest.`);
}

const progressOf = (reports: readonly SweepReport[]): string => {
  const { listed, woken } = summed(reports);
  return reports.length === 0 ? 'sweeping' : `${listed} entries read, ${woken} versions woken, going on`;
};

/** Several rounds of one sweep as one. */
function summed(reports: readonly SweepReport[]): SweepReport {
  const counts = new Map<string, number>();
  for (const { reason, count } of reports.flatMap(({ found }) => found))
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  const sum = (of: (report: SweepReport) => number): number => reports.reduce((all, one) => all + of(one), 0);
  return {
    listed: sum(({ listed }) => listed),
    woken: sum(({ woken }) => woken),
    backlog: sum(({ backlog }) => backlog),
    backlogLeft: reports.some(({ backlogLeft }) => backlogLeft),
    isWhole: reports.at(-1)?.isWhole ?? false,
    oldestPending: reports.at(-1)?.oldestPending ?? null,
    reviewsOpen: reports.at(-1)?.reviewsOpen ?? 0,
    found: [...counts].map(([reason, count]) => ({ reason, count })),
    first: reports.flatMap(({ first }) => first),
    lanes: sum(({ lanes }) => lanes),
    modes: sum(({ modes }) => modes),
    archived: sum(({ archived }) => archived),
  };
}
