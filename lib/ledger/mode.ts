// MODE items: what the stack and single groups were switched to, by whom, when and why. Pure.
import type { Mode } from '../policy/policy.ts';

/** One switch. Times in milliseconds; `by` is the identity that the write was signed with. */
export type ModeChange = {
  /** Counts the switches of one scope from 1, by 1. */
  readonly number: number;
  readonly mode: Mode;
  /** What held before by this item; null where nobody had switched. */
  readonly previousMode: Mode | null;
  readonly by: string;
  readonly at: number;
  readonly reason: string;
};

/** The switches of one scope, oldest first; the last one holds. `group` is a lower-case name, null the stack itself. */
export type ModeItem = { readonly group: string | null; readonly changes: readonly ModeChange[] };

/** Switches kept in the item; what was announced stays in the events. */
const KEPT = 50;

/** The switch that holds. */
export const lastChange = ({ changes }: ModeItem): ModeChange | null => changes.at(-1) ?? null;

/** The item with one more switch. */
export function switched(
  before: ModeItem,
  { mode, by, at, reason }: Pick<ModeChange, 'mode' | 'by' | 'at' | 'reason'>,
): ModeItem {
  const last = lastChange(before);
  const change = { number: (last?.number ?? 0) + 1, mode, previousMode: last?.mode ?? null, by, at, reason };
  return { ...before, changes: [...before.changes, change].slice(-KEPT) };
}

/** Switches that nobody has been told of: those after number `told`. */
export const untold = ({ changes }: ModeItem, told: number): readonly ModeChange[] =>
  changes.filter(({ number }) => number > told);

/** The weakest of what was said about a group: Enforce > Audit. null says nothing. */
export const weakestMode = (said: readonly (Mode | null | undefined)[]): Mode =>
  said.includes('Audit') ? 'Audit' : 'Enforce';
