// Readers of plain values (what JSON.parse or a YAML document gives): each notes what it expected, and where, and goes on.
import { parseTime } from '../policy/deadline.ts';
import { didYouMean } from '../policy/suggest.ts';

/** What is wrong, and the keys that lead there from the outermost value. */
export type PlainFault = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string | null;
};

/** A value, where it stands, and where its faults go. Values that are not there are undefined. */
export type Plain = {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly faults: PlainFault[];
};

export type PlainMap = ReadonlyMap<string, Plain>;

/** Notes a fault at a value. */
export function faultIn(plain: Plain, message: string, hint: string | null = null): void {
  plain.faults.push({ path: plain.path, message, hint });
}

const nameOf = ({ path }: Plain): string => (path.length === 0 ? 'evidence' : path.join('.'));

/** The members of a map; with `keys`, any other key is a fault. Hostile keys are keys like any other. */
export function membersOf(plain: Plain, keys: readonly string[] | null): PlainMap {
  if (plain.value === undefined) return new Map();
  if (typeof plain.value !== 'object' || plain.value === null || Array.isArray(plain.value)) {
    faultIn(plain, `${nameOf(plain)} has to be a map`);
    return new Map();
  }
  const members = new Map<string, Plain>();
  for (const [key, value] of Object.entries(plain.value)) {
    const inner: Plain = { value, path: [...plain.path, key], faults: plain.faults };
    if (!keys || keys.includes(key)) members.set(key, inner);
    else
      faultIn(
        inner,
        `unknown key "${key}" in ${nameOf(plain)}`,
        didYouMean(key, keys) ?? `${nameOf(plain)} knows ${keys.join(', ')}.`,
      );
  }
  return members;
}

/** A member, which may not be there. */
export const memberOf = (owner: Plain, members: PlainMap, key: string): Plain =>
  members.get(key) ?? { value: undefined, path: [...owner.path, key], faults: owner.faults };

/** The items of a list; none where it is not there. */
export function itemsOf(plain: Plain): readonly Plain[] {
  if (plain.value === undefined) return [];
  if (Array.isArray(plain.value))
    return plain.value.map((value: unknown, index) => ({ value, path: [...plain.path, index], faults: plain.faults }));
  faultIn(plain, `${nameOf(plain)} has to be a list`);
  return [];
}

/** A text, or null where it is null or not there. */
export function textOf(plain: Plain): string | null {
  if (plain.value === undefined || plain.value === null || typeof plain.value === 'string') return plain.value ?? null;
  faultIn(plain, `${nameOf(plain)} has to be a text; put it in quotes`);
  return null;
}

/** A map of texts, as CustomerMetadataProperties are. */
export const textsOf = (plain: Plain): ReadonlyMap<string, string> =>
  new Map([...membersOf(plain, null)].map(([key, inner]) => [key, textOf(inner) ?? '']));

/** One of the given words, or the default where it is not there. */
export function choiceOf<T extends string>(plain: Plain, choices: readonly T[], fallback: T): T {
  if (plain.value === undefined) return fallback;
  const choice = choices.find((one) => one === plain.value);
  if (choice === undefined)
    faultIn(
      plain,
      `${nameOf(plain)} has to be ${choices.join(', ')}`,
      didYouMean(typeof plain.value === 'string' ? plain.value : '', choices),
    );
  return choice ?? fallback;
}

/** A time in RFC 3339, in milliseconds, or the default where it is not there. */
export function timeOf(plain: Plain, fallback: number): number {
  if (plain.value === undefined) return fallback;
  const time = typeof plain.value === 'string' ? parseTime(plain.value) : null;
  if (time === null) faultIn(plain, `${nameOf(plain)} has to be a time such as 2026-11-18T16:20:00Z`);
  return time ?? fallback;
}

/** A whole number from 1, or the default where it is not there. */
export function countOf(plain: Plain, fallback: number): number {
  const { value } = plain;
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  faultIn(plain, `${nameOf(plain)} has to be a whole number from 1`);
  return fallback;
}
