// The sections of the table that set several measurements side by side.
import type { Burst, BurstOptions } from './burst/burst.ts';
import { burstOfGate } from './burst/gate.ts';
import { burstOfNaive } from './burst/naive.ts';
import { EVENTS_EACH, type Measured, type PerDecision } from './calls/calls.ts';
import { evaluationsPerSecond, importAndCompile, largestDecision } from './evaluations.ts';
import type { Row, Section } from './table.ts';

const startsWith = (prefix: string) => (name: string) => name.startsWith(prefix);
/** A champion is looked up once a group and batch, tags once a group; both have lines of their own. */
const LOOK_UPS = ['SageMaker.ListModelPackages', 'SageMaker.ListTags'];
const isDecision = (name: string): boolean => startsWith('SageMaker.')(name) && !LOOK_UPS.includes(name);
const callsOf = ({ counts }: PerDecision, isCounted: (name: string) => boolean = () => true): number =>
  Object.entries(counts).reduce((total, [name, count]) => (isCounted(name) ? total + count : total), 0);

/** Budgets on calls, then each operation. */
export function callsSections({ once, thrice }: Measured, versions: number): readonly Section[] {
  const names = new Set(Object.values(thrice).flatMap(({ counts }) => Object.keys(counts)));
  return [
    {
      title: `calls for one decision, ${versions} versions registered at once, batches of 100 one after the other, counted`,
      note: `three designs on the same embedded AWS, in turn; naive: batches of 10, its own writes do not wake it`,
      columns: ['ours', 'naive', 'with table'],
      rows: [
        budgetRow('SageMaker, full description', once, 'described', isDecision, 2.05),
        budgetRow('SageMaker, summary only', once, 'summaryOnly', isDecision, 1.15),
        budgetRow('all, full description', once, 'described', (name) => !LOOK_UPS.includes(name), 5.3),
        budgetRow('all, summary only', once, 'summaryOnly', (name) => !LOOK_UPS.includes(name), 4.3),
        budgetRow('look-ups of champions and tags', once, 'described', (name) => LOOK_UPS.includes(name)),
        budgetRow(`SageMaker, events ${EVENTS_EACH} times, shuffled`, thrice, 'described', isDecision),
        budgetRow(`all, events ${EVENTS_EACH} times, shuffled`, thrice, 'described'),
      ],
    },
    {
      title: 'the same by operation',
      columns: ['once', `${EVENTS_EACH} times`, 'summary', 'naive 3x', 'table 3x'],
      rows: [...names].toSorted().map((what) => ({
        what,
        figures: [once.described, thrice.described, once.summaryOnly, thrice.naive, thrice.idempotent].map(
          ({ counts }) => counts[what] ?? 0,
        ),
      })),
    },
    cpuSection(once, thrice),
  ];
}

function budgetRow(
  what: string,
  measured: Measured['once'],
  ours: 'described' | 'summaryOnly',
  isCounted?: (name: string) => boolean,
  limit?: number,
): Row {
  const figures = [measured[ours], measured.naive, measured.idempotent].map((one) => callsOf(one, isCounted));
  return { what, figures, ...(limit !== undefined && { limit }) };
}

function cpuSection(once: Measured['once'], thrice: Measured['thrice']): Section {
  const row = (what: string, { described, naive, idempotent }: Measured['once'], isHeld: boolean): readonly Row[] => [
    { what: `${what}: ours, a part of naive`, figures: [described.cpu / naive.cpu], ...(isHeld && { limit: 0.5 }) },
    {
      what: `${what}: ours, a part of naive with a table`,
      figures: [described.cpu / idempotent.cpu],
      ...(isHeld && { limit: 0.25 }),
    },
  ];
  return {
    title: 'CPU of the function for one decision',
    note: 'bundled, each in a process of its own; medians of the rounds',
    columns: ['ratio'],
    rows: [...row(`events ${EVENTS_EACH} times`, thrice, true), ...row('events once', once, false)],
  };
}

/** One burst at several limits: ours, and naive beside it. */
export async function burstSection(versions: number, limit: number): Promise<Section> {
  const gate = await burstOfGate({ versions, limit });
  const naive = await burstOfNaive({ versions, limit });
  return {
    title: `a burst of ${versions.toLocaleString('en')} versions at ${limit} calls a second for each operation, virtual time`,
    columns: ['ours', 'naive'],
    rows: [
      { what: 'refused for rate, percent of calls', figures: percentOf([gate, naive]), limit: 1 },
      { what: 'undecided', figures: [gate.undecided, naive.undecided], limit: 0 },
      { what: 'dead letters', figures: [gate.deadLetters, naive.deadLetters], limit: 0 },
      {
        what: 'drained, as a multiple of what the limit asks for',
        figures: [gate, naive].map(({ drained, bound }) => drained / bound),
        limit: 1.15,
      },
    ],
  };
}

const percentOf = (bursts: readonly Burst[]): readonly number[] =>
  bursts.map(({ throttledShare }) => 100 * throttledShare);

const SAGEMAKER = ['BatchDescribeModelPackage', 'DescribeModelPackage', 'UpdateModelPackage'];

/** Calls for one decision in a burst with two functions at once, and the time they are paid for. */
export async function pacedCallsSection(options: BurstOptions): Promise<{ section: Section; busySeconds: number }> {
  const bursts = {
    once: await burstOfGate({ ...options, copies: 1 }),
    thrice: await burstOfGate({ ...options, copies: EVENTS_EACH }),
    summary: await burstOfGate({ ...options, copies: 1, isDescribed: false }),
  };
  const perDecision = ({ calls }: Burst, names: readonly string[] = [...calls.keys()]): number =>
    names.reduce((total, name) => total + (calls.get(name) ?? 0), 0) / options.versions;
  const [once, thrice, summary] = [bursts.once, bursts.thrice, bursts.summary].map((one) =>
    perDecision(one, SAGEMAKER),
  );
  const section = {
    title: `calls for one decision in that burst, two functions at once, each at half of ${options.limit} calls a second`,
    columns: ['ours'],
    rows: [
      { what: 'SageMaker, full description', figures: [once ?? null], limit: 2.05 },
      { what: 'SageMaker, summary only', figures: [summary ?? null], limit: 1.15 },
      {
        what: `SageMaker, more when every event comes ${EVENTS_EACH} times, shuffled`,
        figures: [(thrice ?? Number.NaN) - (once ?? Number.NaN)],
        limit: 0.03,
      },
      { what: 'all, full description', figures: [perDecision(bursts.once)], limit: 5.3 },
      { what: 'all, summary only', figures: [perDecision(bursts.summary)], limit: 4.3 },
      { what: `all, events ${EVENTS_EACH} times`, figures: [perDecision(bursts.thrice)] },
    ],
  };
  return { section, busySeconds: bursts.once.busy / options.versions };
}

/** What evaluation alone takes. */
export function evaluationSection(): Section {
  const { imported, compiled } = importAndCompile();
  return {
    title: 'policy evaluation',
    columns: ['ours'],
    rows: [
      { what: 'checks a second, traced', figures: [evaluationsPerSecond(true)], limit: 20_000, isFloor: true },
      { what: 'checks a second, untraced', figures: [evaluationsPerSecond(false)] },
      { what: 'one decision under 200 validations, traced', figures: [largestDecision()], unit: 'ms' },
      { what: 'policy code imported, from source', figures: [imported], unit: 'ms' },
      { what: '50 expressions loaded, from source', figures: [compiled], unit: 'ms' },
    ],
  };
}
