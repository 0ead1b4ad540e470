// --once: what is printed when the world is at rest, and the exit code.
import { lastDecisions, type Printing, summaryLine, tableLines } from './print.ts';
import { EXIT } from './refusal.ts';
import type { Seen } from './seen.ts';

/** What one run came to. `calls` per operation (`SageMaker.DescribeModelPackage`), without those of the seed; `dlq` messages by queue name. */
export type Outcome = {
  readonly decisions: readonly Seen[];
  readonly calls: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  readonly events: number;
  readonly left: number;
  readonly dlq: Readonly<Record<string, number>>;
  /** Sentences about what was asked for and did not lead to a decision. */
  readonly notes: readonly string[];
  /** What approvals set in motion, as sentences. */
  readonly projects?: readonly string[];
};

const inDlq = (dlq: Outcome['dlq']): readonly (readonly [string, number])[] =>
  Object.entries(dlq).filter(([, depth]) => depth > 0);

/** 0, or 70 where a message ended in a dead letter queue. */
export const exitCodeOf = ({ dlq }: Pick<Outcome, 'dlq'>): number => (inDlq(dlq).length === 0 ? 0 : EXIT.failed);

const sageMakerCalls = (calls: Outcome['calls']): number =>
  Object.entries(calls).reduce((sum, [name, count]) => (name.startsWith('SageMaker.') ? sum + count : sum), 0);

/** The table, its summary line, and a sentence per dead letter queue that is not empty. */
export function outcomeLines(outcome: Outcome, printing: Printing): readonly string[] {
  const shown = lastDecisions(outcome.decisions).filter((seen) => seen.origin !== 'External');
  const totals = { ...outcome, decided: shown.length, sageMakerCalls: sageMakerCalls(outcome.calls) };
  const dead = inDlq(outcome.dlq).map(
    ([queue, depth]) => `  ${depth} ${depth === 1 ? 'message is' : 'messages are'} in dead letter queue ${queue}`,
  );
  const after = (outcome.projects ?? []).map((line) => `  ${line}`);
  const table = shown.length === 0 ? [] : [...tableLines(shown, printing), ''];
  return [...table, ...outcome.notes.map((note) => `  ${note}`), summaryLine(totals), ...after, ...dead];
}

/** The last line of --once --json: the decisions, calls per operation, milliseconds and dead letters as one document. */
export function outcomeJson(outcome: Outcome): string {
  const decisions = lastDecisions(outcome.decisions).map((seen) => ({ ...seen, at: new Date(seen.at).toISOString() }));
  return JSON.stringify({ type: 'result', ...outcome, decisions });
}
