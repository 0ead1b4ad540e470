// The `numeric` operator of event patterns: one comparison or a range.
import { invalidPattern } from './pattern-error.ts';

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

// The range EventBridge can compare, with five decimals of precision (user guide, "Numeric matching").
const LIMIT = 5_000_000_000;

const readPair = (operator: unknown, operand: unknown, path: string): ((value: number) => boolean) => {
  const compare =
    typeof operator === 'string' && Object.hasOwn(comparisons, operator) ? comparisons[operator] : undefined;
  if (compare === undefined) throw invalidPattern(path, `has the unknown comparison ${JSON.stringify(operator)}`);
  if (typeof operand !== 'number' || Math.abs(operand) > LIMIT) {
    throw invalidPattern(path, `needs a number between -${LIMIT} and ${LIMIT} after ${JSON.stringify(operator)}`);
  }
  return (value) => compare(value, operand);
};

/** Reads `["=", 1]`, `[">", 0, "<=", 5]`. Throws InvalidEventPatternException for any other form or an empty range. */
export const numericTest = (value: unknown, path: string): ((value: unknown) => boolean) => {
  const list: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [];
  if (list.length !== 2 && list.length !== 4) {
    throw invalidPattern(path, 'must be an array of one or two comparisons, each an operator and a number');
  }
  const tests = [readPair(list[0], list[1], path)];
  if (list.length === 4) {
    tests.push(readPair(list[2], list[3], path));
    const from = String(list[0]).startsWith('>') && String(list[2]).startsWith('<');
    if (!from) throw invalidPattern(path, 'must name the lower bound (> or >=) first and then the upper (< or <=)');
    if (Number(list[1]) >= Number(list[3])) throw invalidPattern(path, 'must have a lower bound below the upper');
  }
  return (found) => typeof found === 'number' && tests.every((test) => test(found));
};
