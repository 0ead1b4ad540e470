// Readers of YAML maps by key: each says what it expected under which key, and answers with a plain value or a default.
import { isMap, isScalar, type Pair } from 'yaml';
import { parseDuration } from './duration.ts';
import type { Place } from './policy.ts';
import { suggestion } from './suggest.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readChoice, readItems, readText, readTexts } from './yaml-values.ts';

/** Members of a YAML map by key; `node` is the map itself, for faults about what is missing, `what` its name in sentences. */
export type Members = {
  readonly source: Source;
  readonly node: unknown;
  readonly what: string;
  readonly at: ReadonlyMap<string, Pair>;
};

/** Reads a map; with `keys`, any other key is a fault. Null where it is not there, and with a fault where it is no map. */
export function readMap(source: Source, node: unknown, what: string, keys: readonly string[] | null): Members | null {
  if (node === undefined) return null;
  if (!isMap(node)) {
    faultAt(source, node, `${what} has to be a map${keys ? ` of ${keys.join(', ')}` : ''}`);
    return null;
  }
  const at = new Map<string, Pair>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : '';
    if (!keys || keys.includes(key)) at.set(key, pair);
    else faultAt(source, pair.key, `unknown key "${key}" in ${what}`, suggestion(key, keys, `${what} knows`));
  }
  return { source, node, what, at };
}

/** The node under a key; undefined where it is not there, a fault where it is there and empty. */
export function member({ source, what, at }: Members, key: string): unknown {
  const pair = at.get(key);
  if (!pair) return undefined;
  const isEmpty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
  if (!isEmpty) return pair.value;
  faultAt(source, pair.key, `${key} in ${what} is empty`);
  return undefined;
}

/** The node under a key that has to be there. */
export function needed(members: Members, key: string): unknown {
  if (!members.at.has(key)) faultAt(members.source, members.node, `${members.what} needs ${key}`);
  return member(members, key);
}

/** Notes a fault at the value under a key. */
export const faultIn = ({ source, at }: Members, key: string, message: string, hint: string | null = null): void =>
  faultAt(source, at.get(key)?.value, message, hint);

/** Place of the value under a key. */
export const placeIn = ({ source, at }: Members, key: string): Place => placeOf(source, at.get(key)?.value);

/** The map under a key; see readMap. */
export const mapIn = (members: Members, key: string, keys: readonly string[] | null): Members | null =>
  readMap(members.source, member(members, key), key, keys);

/** The map under a key that has to be there. */
export const neededMap = (members: Members, key: string, keys: readonly string[] | null): Members | null =>
  readMap(members.source, needed(members, key), key, keys);

/** The text under a key, or null. */
export const textIn = (members: Members, key: string): string | null =>
  readText(members.source, member(members, key), key);

/** The text under a key that has to be there. `what` is its name in sentences. */
export const neededText = (members: Members, key: string, what = key): string | null =>
  readText(members.source, needed(members, key), what);

/** The items of the list under a key; none where it is not there. */
export const itemsIn = (members: Members, key: string): readonly unknown[] =>
  readItems(members.source, member(members, key), key);

/** The texts of the list under a key. */
export const textsIn = (members: Members, key: string): readonly string[] =>
  readTexts(members.source, member(members, key), key);

/** One of the given words under a key, or the default where it is not there. */
export const choiceIn = <T extends string, F extends T | null>(
  members: Members,
  key: string,
  choices: readonly T[],
  fallback: F,
): T | F => readChoice(members.source, member(members, key), key, choices, fallback);

/** The given words in the list under a key, or the default where it is not there. */
export function choicesIn<T extends string>(
  members: Members,
  key: string,
  choices: readonly [T, ...T[]],
  fallback: readonly T[],
): readonly T[] {
  const node = member(members, key);
  if (node === undefined) return fallback;
  return readItems(members.source, node, key).map((item) =>
    readChoice(members.source, item, `each of ${key}`, choices, choices[0]),
  );
}

/** A whole number within bounds, or the default. */
export function wholeIn<T extends number | null>(
  members: Members,
  key: string,
  { min, max }: { readonly min: number; readonly max: number },
  fallback: T,
): number | T {
  const node = member(members, key);
  if (node === undefined) return fallback;
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  faultAt(members.source, node, `${key} has to be a whole number from ${min} to ${max}`);
  return fallback;
}

/** true or false, or the default. */
export function booleanIn(members: Members, key: string, fallback: boolean): boolean {
  const node = member(members, key);
  if (node === undefined) return fallback;
  if (isScalar(node) && typeof node.value === 'boolean') return node.value;
  faultAt(members.source, node, `${key} has to be true or false`);
  return fallback;
}

/** A duration such as 15m in milliseconds, or the default. */
export function durationIn<T extends number | null>(members: Members, key: string, fallback: T): number | T {
  const node = member(members, key);
  if (node === undefined) return fallback;
  const duration = isScalar(node) && typeof node.value === 'string' ? parseDuration(node.value) : null;
  if (duration === null) faultAt(members.source, node, `${key} has to be a duration such as 90s, 15m, 24h or 3d`);
  return duration ?? fallback;
}
