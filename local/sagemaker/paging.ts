// What SageMaker's lists have in common: their filters, and pages with tokens that a caller cannot read anything into.
import { invalid } from '../service.ts';

/** A place in an order: the sort value, then the order of creation, which makes places distinct. */
export type Place = readonly [value: string | number, sequence: number];

/** What every list is asked by; times in epoch seconds. */
export type ListInput = {
  readonly CreationTimeAfter?: number;
  readonly CreationTimeBefore?: number;
  readonly NameContains?: string;
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
};

/** A page and the token of the next one, if there is one. */
export type Page<T> = { readonly items: readonly T[]; readonly NextToken?: string };

/** The filters on the name, in any letter case, and on the creation; `createdAt` in epoch milliseconds. */
export const isListed = (input: ListInput, name: string, createdAt: number): boolean =>
  name.toLowerCase().includes(input.NameContains?.toLowerCase() ?? '') &&
  createdAt > (input.CreationTimeAfter ?? Number.NEGATIVE_INFINITY) * 1000 &&
  createdAt < (input.CreationTimeBefore ?? Number.POSITIVE_INFINITY) * 1000;

const compare = ([a, i]: Place, [b, j]: Place): number => {
  if (a === b) return i - j;
  return a < b ? -1 : 1;
};

const readToken = (token: string, order: string): Place => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3 || parsed[0] !== order) {
    throw invalid('Invalid pagination token given.');
  }
  const [, value, sequence] = parsed as [string, string | number, number];
  return [value, sequence];
};

/**
 * One page of items in the order asked for (SageMaker's default: Ascending, 10 items). A token names the last place,
 * not an offset, so items that come or go between pages shift nothing. Throws ValidationException for a bad token.
 */
export const pageOf = <T>(items: readonly T[], placeOf: (item: T) => Place, query: ListInput): Page<T> => {
  const sign = query.SortOrder === 'Descending' ? -1 : 1;
  const order = `${query.SortBy ?? 'CreationTime'} ${sign}`;
  const placed = items.map((item) => ({ item, place: placeOf(item) }));
  placed.sort((a, b) => sign * compare(a.place, b.place));
  const last = query.NextToken === undefined ? undefined : readToken(query.NextToken, order);
  const left = last === undefined ? placed : placed.filter(({ place }) => sign * compare(place, last) > 0);
  const size = query.MaxResults ?? 10;
  const page = left.slice(0, size);
  const end = page.at(-1);
  const shown = page.map(({ item }) => item);
  if (end === undefined || left.length <= size) return { items: shown };
  return { items: shown, NextToken: Buffer.from(JSON.stringify([order, ...end.place])).toString('base64url') };
};
