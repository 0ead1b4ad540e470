// Readers of YAML scalars and lists: each says what it expected and where, and answers with a plain value or a default.
import { isMap, isScalar, isSeq } from 'yaml';
import { listed } from '../counted.ts';
import type { Place } from './policy.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, markOf, type Source } from './yaml-source.ts';

/** A scalar with the text it was written as: 0.90 stays "0.90". */
export type Written = { readonly value: string | number | boolean; readonly text: string };

/** Place of a node or pair. */
export const placeOf = (source: Source, node: unknown): Place => markOf(source, node).place;

/** Where each map of a list is written, by the text under a key of it. */
export const placesOf = (source: Source, node: unknown, key: 'id' | 'name'): ReadonlyMap<string, Place> =>
  new Map(
    (isSeq(node) ? node.items : []).map((item) => [isMap(item) ? String(item.get(key)) : '', placeOf(source, item)]),
  );

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
  if (isScalar(node) && isPlain) return { value, text: node.source ?? String(value) };
  faultAt(source, node, `${what} has to be a text, a finite number, true or false`);
  return null;
}

/** An account: 12 digits in quotes. Null with a fault where it is none. */
export function readAccount(source: Source, node: unknown, what: string): string | null {
  if (node === undefined) return null;
  if (isScalar(node) && typeof node.value === 'string' && /^\d{12}$/u.test(node.value)) return node.value;
  faultAt(source, node, `${what} has to be 12 digits in quotes`);
  return null;
}

/** The items of a list; with a fault and empty where it is none. */
export function readItems(source: Source, node: unknown, what: string): readonly unknown[] {
  if (node === undefined) return [];
  if (isSeq(node)) return node.items;
  faultAt(source, node, `${what} has to be a list`);
  return [];
}

/** The items of a list that have names of their own; a name that is there twice is a fault. `one` is what an item is called. */
export function readNamedItems<T extends { readonly name: string }>(
  source: Source,
  items: readonly unknown[],
  one: string,
  read: (item: unknown) => T | null,
): readonly T[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const value = read(item);
    if (value && seen.has(value.name)) faultAt(source, item, `${one} ${value.name} is there twice`);
    if (value) seen.add(value.name);
    return value ?? [];
  });
}

/** A list of texts. */
export const readTexts = (source: Source, node: unknown, what: string): readonly string[] =>
  readItems(source, node, what).flatMap((item) => readText(source, item, `each of ${what}`) ?? []);

/** One of the given words, or the default where it is not there. */
export function readChoice<T extends string, F extends T | null>(
  source: Source,
  node: unknown,
  what: string,
  choices: readonly T[],
  fallback: F,
): T | F {
  if (node === undefined) return fallback;
  const value = isScalar(node) ? String(node.value) : '';
  const choice = choices.find((one) => one === value);
  if (choice === undefined)
    faultAt(source, node, `${what} has to be ${listed(choices, 'or')}`, didYouMean(value, choices));
  return choice ?? fallback;
}
