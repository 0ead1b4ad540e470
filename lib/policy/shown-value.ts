// Values of CEL as people see them, rounded and shortened, and as JSON keeps them.
import { isCelList, isCelMap } from '@bufbuild/cel';
import { timeText } from './cel-time.ts';
import { shownNumber } from './numbers.ts';
import type { JsonValue } from './policy.ts';

const LONGEST = 200;
const MOST_ITEMS = 20;

/** A value for a sentence or a trace: numbers with at most six significant digits, long texts and lists cut. */
export function shownValue(value: unknown, longest = LONGEST): string {
  if (typeof value === 'number') return shownNumber(value, 6);
  return shortened(textOf(value, 0), longest);
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(shortened(value));
  if (typeof value === 'number') return shownNumber(value, 6);
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth > 2) return '…';
  if (isCelList(value) || Array.isArray(value)) return `[${firstOf(value, (item) => textOf(item, depth + 1))}]`;
  if (isCelMap(value) || value instanceof Map)
    return `{${firstOf(value, ([key, item]) => `${String(key)}: ${textOf(item, depth + 1)}`)}}`;
  return timeText(value) ?? 'a value';
}

function firstOf<T>(items: Iterable<T>, shown: (item: T) => string): string {
  const texts: string[] = [];
  for (const item of items) {
    if (texts.length === MOST_ITEMS) return `${texts.join(', ')}, …`;
    texts.push(shown(item));
  }
  return texts.join(', ');
}

const shortened = (text: string, longest = LONGEST): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

/** The value as JSON, unrounded; undefined where JSON can't say it or it is too long to keep. Whole numbers beyond 2^53 are texts. */
export function rawValue(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'string') return value.length > LONGEST ? undefined : value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (!isCelList(value) || value.size > MOST_ITEMS) return undefined;
  const items = [...value].map(rawValue);
  return items.every((item) => item !== undefined) ? items : undefined;
}
