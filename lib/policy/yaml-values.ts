// Readers of YAML nodes: each says what it expected and where, and answers with a plain value or a default.
import { isMap, isScalar, isSeq, type Pair } from 'yaml';
import { parseDuration } from './duration.ts';
import type { Place } from './policy.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, rangeOf, type Source } from './yaml-source.ts';

/** Members of a YAML map by key; `node` is the map itself, for faults about what is missing. */
export type Members = { readonly node: unknown; readonly what: string; readonly at: ReadonlyMap<string, Pair> };

/** A scalar with the text it was written as: 0.90 stays "0.90". */
export type Written = { readonly value: string | number | boolean; readonly text: string; readonly node: unknown };

/** Place of a node or pair. */
export const placeOf = (source: Source, node: unknown): Place => source.placeAt(rangeOf(node)[0]);

/** How many characters a node covers, for the carets below it. */
export function rangeWidth(node: unknown): number {
  const [start, end] = rangeOf(node);
  return Math.max(1, end - start);
}

/** Reads a map; with `keys`, any other key is a fault. Null where it is no map. */
export function readMap(source: Source, node: unknown, what: string, keys: readonly string[] | null): Members | null {
  if (!isMap(node)) {
    faultAt(source, node, `${what} has to be a map${keys ? ` of ${keys.join(', ')}` : ''}`);
    return null;
  }
  const at = new Map<string, Pair>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (keys && !keys.includes(key)) {
      faultAt(
        source,
        pair.key,
        `unknown key "${key}" in ${what}`,
        didYouMean(key, keys) ?? `${what} knows ${keys.join(', ')}.`,
      );
    } else at.set(key, pair);
  }
  return { node, what, at };
}

/** The node under a key; undefined where it is not there, a fault where it is there and empty. */
export function member(source: Source, members: Members, key: string): unknown {
  const pair = members.at.get(key);
  if (!pair) return undefined;
  const isEmpty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
  if (!isEmpty) return pair.value;
  faultAt(source, pair.key, `${key} in ${members.what} is empty`);
  return undefined;
}

/** The node under a key that has to be there. */
export function needed(source: Source, members: Members, key: string): unknown {
  if (!members.at.has(key)) faultAt(source, members.node, `${members.what} needs ${key}`);
  return member(source, members, key);
}

/** A text, or null with a fault. Numbers and booleans are no texts: quote them. */
export function readText(source: Source, node: unknown, what: string): string | null {
  if (node === undefined) return null;
  if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value;
  faultAt(source, node, `${what} has to be a text; put it in quotes`);
  return null;
}

/** A text, number or boolean, with the text it was written as; infinities and NaN are refused. */
export function readWritten(source: Source, node: unknown, what: string): Written | null {
  if (node === undefined) return null;
  const value = isScalar(node) ? node.value : undefined;
  const isPlain =
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  if (isScalar(node) && isPlain) return { value, text: node.source ?? String(value), node };
  faultAt(source, node, `${what} has to be a text, a finite number, true or false`);
  return null;
}

/** The items of a list; with a fault and empty where it is none. */
export function readItems(source: Source, node: unknown, what: string): readonly unknown[] {
  if (node === undefined) return [];
  if (isSeq(node)) return node.items;
  faultAt(source, node, `${what} has to be a list`);
  return [];
}

/** A list of texts. */
export const readTexts = (source: Source, node: unknown, what: string): readonly string[] =>
  readItems(source, node, what).flatMap((item) => readText(source, item, `each of ${what}`) ?? []);

/** One of the given words, or the default where it is not there. */
export function readChoice<T extends string>(
  source: Source,
  node: unknown,
  what: string,
  choices: readonly T[],
  fallback: T,
): T {
  if (node === undefined) return fallback;
  const value = isScalar(node) ? String(node.value) : '';
  const choice = choices.find((one) => one === value);
  if (choice === undefined) faultAt(source, node, `${what} has to be ${listed(choices)}`, didYouMean(value, choices));
  return choice ?? fallback;
}

/** A whole number within bounds, or the default. */
export function readWhole(
  source: Source,
  node: unknown,
  what: string,
  bounds: { min: number; max: number },
  fallback: number,
): number {
  if (node === undefined) return fallback;
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
  faultAt(source, node, `${what} has to be a whole number from ${bounds.min} to ${bounds.max}`);
  return fallback;
}

/** true or false, or the default. */
export function readBoolean(source: Source, node: unknown, what: string, fallback: boolean): boolean {
  if (node === undefined) return fallback;
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  faultAt(source, node, `${what} has to be true or false`);
  return fallback;
}

/** A duration such as 15m in milliseconds, or the default. */
export function readDuration<T extends number | null>(
  source: Source,
  node: unknown,
  what: string,
  fallback: T,
): number | T {
  if (node === undefined) return fallback;
  const duration = isScalar(node) && typeof node.value === 'string' ? parseDuration(node.value) : null;
  if (duration === null) faultAt(source, node, `${what} has to be a duration such as 90s, 15m, 24h or 3d`);
  return duration ?? fallback;
}

const listed = (choices: readonly string[]): string =>
  `${choices.slice(0, -1).join(', ')}${choices.length > 1 ? ' or ' : ''}${choices.at(-1)}`;
