// Every part of a check's expression with its value, indented as it is nested: what --why shows.
import type { ValidationResult } from '../../lib/policy/policy.ts';
import { harmless } from '../../lib/harmless.ts';
import { columnsOf, markOf, type Terminal } from '../frame/terminal.ts';

/** The lines of the trace; a check without an expression has none. */
export function traceLines({ trace = [], cost }: ValidationResult, terminal: Terminal): readonly string[] {
  if (trace.length === 0) return [];
  const rows = trace.map(({ text, depth, value, state, because }) => {
    const left = `${'  '.repeat(depth)}${harmless(text.length > 60 ? `${text.slice(0, 57)}...` : text)}`;
    if (state === 'value') return { left, right: harmless(value ?? 'null') };
    const mark = markOf(state === 'error' ? 'error' : 'skip', terminal);
    return { left, right: `${mark} ${harmless(because ?? (state === 'error' ? 'error' : 'not evaluated'))}` };
  });
  const width = Math.min(44, Math.max(...rows.map(({ left }) => columnsOf(left)))) + 2;
  return ['', ...rows.map(({ left, right }) => `${left.padEnd(width)}= ${right}`), `${cost} steps`];
}
