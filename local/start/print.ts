// What `npm start` prints of decisions: a line as each is made, and the table of --once.
import { type Terminal, verdictText } from './marks.ts';
import { nameOf, type Seen, whyOf } from './seen.ts';

/** What is needed to print decisions: the terminal, and the account that is not named because it is the gate's own. */
export type Printing = { readonly terminal: Terminal; readonly ownAccount: string };

const clock = (at: number): string => new Date(at).toTimeString().slice(0, 8);
const NAME_WIDTH = 20;
const VERDICT_WIDTH = 15;

/** `  09:41:12  churn-winback v8       ✗ Reject          accuracy 0.87 is under 0.90.  31 ms` (local time). */
export function decisionLine(seen: Seen, { terminal, ownAccount }: Printing): string {
  const name = nameOf(seen, ownAccount).padEnd(NAME_WIDTH);
  const took = seen.milliseconds === null ? '' : `  ${seen.milliseconds} ms`;
  const verdict =
    seen.origin === 'External'
      ? `– ${seen.registry ?? ''} by hand`.padEnd(VERDICT_WIDTH)
      : verdictText(seen.verdict, terminal, VERDICT_WIDTH);
  return `  ${clock(seen.at)}  ${name}   ${verdict}   ${whyOf(seen)}${took}`;
}

/** `  09:41:15  project search-serving: UpdateCompleted with v57` (local time). */
export const followedLine = (line: string, at: number): string => `  ${clock(at)}  ${line}`;

/** The decision as one JSON object of --json. */
export const decisionJson = (seen: Seen): string =>
  JSON.stringify({ type: 'decision', ...seen, at: new Date(seen.at).toISOString() });

const orderOf = (seen: Seen): string => `${seen.group}\n${seen.account}\n${String(seen.version ?? 0).padStart(9, '0')}`;

/** The last decision per package, in the order of group, account and version. */
export function lastDecisions(all: readonly Seen[]): readonly Seen[] {
  const last = new Map(all.map((seen) => [seen.arn, seen]));
  return [...last.values()].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

/** The table of --once, as lines: model package, verdict, what the registry says, why. */
export function tableLines(decisions: readonly Seen[], { terminal, ownAccount }: Printing): readonly string[] {
  const names = decisions.map((seen) => nameOf(seen, ownAccount));
  const nameWidth = Math.max('model package'.length, ...names.map((name) => name.length));
  const registryWidth = 'PendingManualApproval'.length;
  const head = `  ${'model package'.padEnd(nameWidth)}   ${'verdict'.padEnd(VERDICT_WIDTH)}   ${'registry'.padEnd(registryWidth)}    why`;
  const rows = decisions.map((seen, index) => {
    const verdict = verdictText(seen.verdict, terminal, VERDICT_WIDTH);
    const registry = (seen.registry ?? 'no status').padEnd(registryWidth);
    return `  ${(names[index] ?? '').padEnd(nameWidth)}   ${verdict}   ${registry}    ${whyOf(seen)}`;
  });
  return [head, ...rows];
}

/** What one run cost. `sageMakerCalls` are the gate's own, without those of the seed; `left` are messages left in queues. */
export type Totals = {
  readonly decided: number;
  readonly milliseconds: number;
  readonly sageMakerCalls: number;
  readonly events: number;
  readonly left: number;
};

/** `6 decided in 1.2 s with 9 SageMaker calls (1.50 each), 18 events, 0 left in queues`. */
export function summaryLine(totals: Totals): string {
  const each = totals.decided === 0 ? '' : ` (${(totals.sageMakerCalls / totals.decided).toFixed(2)} each)`;
  const seconds = (totals.milliseconds / 1000).toFixed(1);
  return `  ${totals.decided} decided in ${seconds} s with ${totals.sageMakerCalls} SageMaker calls${each}, ${totals.events} ${totals.events === 1 ? 'event' : 'events'}, ${totals.left} left in queues`;
}
