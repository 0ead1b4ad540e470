// The trace of a structured check: the comparison it stands for, written as an expression, and the values that went into it.
import type { CheckOutcome } from './check-outcome.ts';
import type { Check, Limit } from './document.ts';
import type { TraceNode } from './policy.ts';

type StructuredCheck = Exclude<Check, { kind: 'expression' }>;

/** The comparison first, then each value that was read for it. */
export function structuredTrace(
  check: StructuredCheck,
  { result, message, values }: CheckOutcome,
): readonly TraceNode[] {
  const parts = values.map(({ label, value, source }): TraceNode => {
    return { text: label, depth: 1, value, raw: value, state: 'value', because: source };
  });
  const text = textOf(check).slice(0, 160);
  if (result === 'error') return [{ text, depth: 0, value: null, state: 'error', because: message }, ...parts];
  if (result === 'skip') return [{ text, depth: 0, value: null, state: 'notEvaluated', because: message }, ...parts];
  const isTrue = result !== 'fail';
  return [{ text, depth: 0, value: String(isTrue), raw: isTrue, state: 'value', because: null }, ...parts];
}

function textOf(check: StructuredCheck): string {
  switch (check.kind) {
    case 'range': {
      const value = check.value.text;
      const limits = [
        check.min && `${value} >= ${limitText(check.min)}`,
        check.max && `${value} <= ${limitText(check.max)}`,
      ];
      return limits.filter((limit) => limit !== null).join(' && ');
    }
    case 'compare': {
      const [symbol, sign] = check.direction === 'HigherIsBetter' ? ['>=', '-'] : ['<=', '+'];
      const room = check.tolerance ? ` ${sign} ${check.tolerance.text}` : '';
      return `${check.value.text} ${symbol} ${check.baseline.text}${room}`;
    }
    case 'present':
      return check.values.map(({ text }) => `has(${text})`).join(' && ');
    case 'oneOf':
      return `${check.value.text} in [${check.values.map((value) => JSON.stringify(value)).join(', ')}]`;
    case 'glob':
      return check.patterns.map((pattern) => `glob(${check.value.text}, ${JSON.stringify(pattern)})`).join(' || ');
    default:
      return check satisfies never;
  }
}

const limitText = (limit: Limit): string => (limit.kind === 'number' ? limit.text : limit.path.text);
