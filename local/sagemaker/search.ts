// Search over model packages: filters on their properties, whole objects as answers, 100 a page at most.
import { type Caller, invalid } from '../service.ts';
import type { PackageRecord } from './package.ts';
import { pageOf, type Place } from './paging.ts';
import { describePackage } from './read-packages.ts';
import type { Shelf } from './shelf.ts';

type Filter = { readonly Name: string; readonly Operator?: string; readonly Value?: string };
type Expression = {
  readonly Filters?: readonly Filter[];
  readonly NestedFilters?: readonly unknown[];
  readonly SubExpressions?: readonly Expression[];
  readonly Operator?: string;
};

/** Input of Search. */
export type SearchInput = {
  readonly Resource: string;
  readonly SearchExpression?: Expression;
  readonly SortBy?: string;
  readonly SortOrder?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
};

type Found = { readonly record: PackageRecord; readonly shown: Readonly<Record<string, unknown>> };

/** Times, which the service shows as epoch seconds and filters by as ISO texts. */
const TIMES: ReadonlySet<string> = new Set(['CreationTime', 'LastModifiedTime']);
/** AWS's bound on filters and expressions in one call, nested ones included. */
const MOST_CONDITIONS = 50;

/** Search. Throws ValidationException for another resource than ModelPackage and for filters that can't be read. */
export const search = (shelf: Shelf, input: SearchInput, caller: Caller): unknown => {
  if (input.Resource !== 'ModelPackage')
    throw invalid(`this stand-in searches ModelPackage only, not ${input.Resource}`);
  if (sizeOf(input.SearchExpression) > MOST_CONDITIONS)
    throw invalid(`SearchExpression has over ${MOST_CONDITIONS} conditions`);
  const isWanted = testOf(input.SearchExpression ?? {});
  const all = [...shelf.registry.at(caller).packages.values()].map((entry): Found => {
    const record = shelf.seen(entry);
    const shown = describePackage(shelf, { ModelPackageName: record.fields.ModelPackageArn }, caller);
    return { record, shown: { ...(shown as Record<string, unknown>), Tags: record.tags } };
  });
  const found = all.filter(({ shown }) => isWanted(shown));
  const by = input.SortBy ?? 'LastModifiedTime';
  const page = pageOf(found, placeBy(by), { ...input, SortBy: by, SortOrder: input.SortOrder ?? 'Descending' });
  return {
    Results: page.items.map(({ shown }) => ({ ModelPackage: shown })),
    TotalHits: { Value: found.length, Relation: 'EqualTo' },
    ...(page.NextToken !== undefined && { NextToken: page.NextToken }),
  };
};

const placeBy =
  (name: string) =>
  ({ record, shown }: Found): Place => {
    const value = propertyOf(shown, name);
    return [typeof value === 'number' || typeof value === 'string' ? value : '', record.sequence];
  };

const sizeOf = ({ Filters = [], NestedFilters = [], SubExpressions = [] }: Expression = {}): number =>
  Filters.length + NestedFilters.length + SubExpressions.reduce((sum, one) => sum + 1 + sizeOf(one), 0);

type Test = (shown: Readonly<Record<string, unknown>>) => boolean;

function testOf({ Filters = [], NestedFilters, SubExpressions = [], Operator = 'And' }: Expression): Test {
  if (NestedFilters !== undefined) throw invalid('this stand-in does not know NestedFilters of a ModelPackage');
  const tests = [...Filters.map(filterOf), ...SubExpressions.map(testOf)];
  return Operator === 'Or'
    ? (shown) => tests.some((test) => test(shown))
    : (shown) => tests.every((test) => test(shown));
}

/** A property by its dotted name; a name with further dots may be one key of a map. */
function propertyOf(shown: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(shown, name)) return shown[name];
  const dot = name.indexOf('.');
  const owner = dot < 0 ? undefined : shown[name.slice(0, dot)];
  const isMap = typeof owner === 'object' && owner !== null;
  return isMap ? propertyOf(owner as Record<string, unknown>, name.slice(dot + 1)) : undefined;
}

const ORDERED: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  GreaterThan: (one, other) => one > other,
  GreaterThanOrEqualTo: (one, other) => one >= other,
  LessThan: (one, other) => one < other,
  LessThanOrEqualTo: (one, other) => one <= other,
};

function filterOf({ Name, Operator = 'Equals', Value }: Filter): Test {
  if (Operator === 'Exists' || Operator === 'NotExists')
    return (shown) => (propertyOf(shown, Name) !== undefined) === (Operator === 'Exists');
  if (Value === undefined) throw invalid(`filter on ${Name} has no Value`);
  const ordered = ORDERED[Operator];
  if (ordered) {
    const limit = TIMES.has(Name) ? Date.parse(Value) / 1000 : Number(Value);
    if (Number.isNaN(limit)) throw invalid(`Value '${Value}' of the filter on ${Name} is no number and no time`);
    return (shown) => {
      const value = propertyOf(shown, Name);
      return typeof value === 'number' && ordered(value, limit);
    };
  }
  const textOf = (shown: Parameters<Test>[0]): string | undefined => {
    const value = propertyOf(shown, Name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' ? value : undefined;
  };
  if (Operator === 'NotEquals') return (shown) => textOf(shown) !== Value;
  if (Operator === 'Contains') return (shown) => textOf(shown)?.includes(Value) ?? false;
  if (Operator === 'In') return (shown) => Value.split(',').includes(textOf(shown) ?? '\0');
  return (shown) => textOf(shown) === Value;
}
