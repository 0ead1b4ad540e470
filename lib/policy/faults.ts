// Faults of policy files: where they are, what is wrong, and how they are shown with the source line and a caret.
import { InvalidError } from '../errors.ts';
import { harmless } from '../harmless.ts';
import { compareText } from '../in-order.ts';
import type { Place } from './policy.ts';

/** One fault: `width` is how many characters the carets underline, `hint` the line that helps, such as "Did you mean min?". */
export type Fault = {
  readonly place: Place;
  readonly width: number;
  readonly message: string;
  readonly hint: string | null;
  /** Advice stops nothing; without it the fault is an error. */
  readonly severity?: 'error' | 'hint';
};

/** A fault that covers `width` characters from its place. */
export const faultOf = (place: Place, message: string, hint: string | null, width = 1): Fault => ({
  place,
  width,
  message,
  hint,
});

/** Orders faults by file and place. */
export const byPlace = ({ place: a }: Fault, { place: b }: Fault): number =>
  compareText(a.file, b.file) || a.line - b.line || a.column - b.column;

/** The fault as lint prints it: `file:line:column error message` (or `hint`), the source line, carets, and the hint below. */
export function showFault(fault: Fault, text: string): string {
  const { file, line, column } = fault.place;
  const source = harmless((text.split(/\r?\n/u)[line - 1] ?? '').slice(0, 200));
  const head = `${file}:${line}:${column} ${fault.severity ?? 'error'} ${harmless(fault.message)}`;
  const prefix = `${String(line).padStart(5)} | `;
  const shown = [head];
  if (source.trim() !== '' && column <= source.length + 1) {
    const room = Math.max(1, source.length - column + 1);
    const carets = '^'.repeat(Math.max(1, Math.min(fault.width, room)));
    const before = source.slice(0, column - 1).replaceAll(/[^\t]/gu, ' ');
    shown.push(`${prefix}${source}`, `${' '.repeat(5)} | ${before}${carets}`);
  }
  if (fault.hint !== null) shown.push(`      ${harmless(fault.hint)}`);
  return shown.join('\n');
}

/** Faults told in one message; a broken file can have thousands, and nobody reads those. */
export const TOLD_AT_ONCE = 100;

/** The error that tells the faults of all files, in the order of file and place: the first hundred, and how many more there are. */
export function badPolicy(faults: readonly Fault[], texts: ReadonlyMap<string, string>): InvalidError {
  const sorted = faults.toSorted(byPlace);
  const shown = sorted.slice(0, TOLD_AT_ONCE).map((fault) => showFault(fault, texts.get(fault.place.file) ?? ''));
  if (sorted.length > TOLD_AT_ONCE) shown.push(`and ${sorted.length - TOLD_AT_ONCE} more faults`);
  return new InvalidError('BadPolicy', shown.join('\n\n'), { faults: shown });
}
