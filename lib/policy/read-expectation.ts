// Reads `expect` of a policy test: the part of the outcome that has to be so.
import { isMap, isScalar, isSeq } from 'yaml';
import { VERDICTS } from './policy.ts';
import { REVIEW_STATES, type Expectation, type ExpectedReview, type ExpectedResult, type Placed } from './test-file.ts';
import {
  choiceIn,
  itemsIn,
  mapIn,
  member,
  placeIn,
  readMap,
  textIn,
  textsIn,
  wholeIn,
  type Members,
} from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readChoice, readText } from './yaml-values.ts';

const CASE_KEYS = ['verdict', 'validations', 'messages', 'errors', 'reviews', 'exceptions'];
const STEP_KEYS = ['verdict', 'reviews', 'refused'];
const RESULTS: readonly ExpectedResult[] = ['pass', 'fail', 'error', 'skip', 'warn', 'exception'];
const COUNTS = { min: 0, max: 10_000 };

/** Reads an expectation; that of a step knows only what an answer can change. Null with faults where it is none. */
export function readExpectation(source: Source, node: unknown, of: 'case' | 'step'): Expectation | null {
  const members = readMap(source, node, 'expect', of === 'case' ? CASE_KEYS : STEP_KEYS);
  if (!members) return null;
  if (members.at.size === 0) faultAt(source, node, 'expect needs something to expect, such as verdict: Approve');
  const placed = <T>(key: string, value: T | null): Placed<T> | null =>
    value === null ? null : { value, place: placeIn(members, key) };
  return {
    place: placeOf(source, node),
    verdict: placed('verdict', choiceIn(members, 'verdict', VERDICTS, null)),
    validations: readValidations(members),
    messages: placedTextsIn(members, 'messages'),
    errors: placed('errors', wholeIn(members, 'errors', COUNTS, null)),
    reviews: members.at.has('reviews') ? readReviews(source, member(members, 'reviews')) : null,
    exceptions: placed('exceptions', members.at.has('exceptions') ? textsIn(members, 'exceptions') : null),
    refused: placed('refused', textIn(members, 'refused')),
  };
}

/** The texts of the list under a key, each with its place. */
export const placedTextsIn = (members: Members, key: string): readonly Placed<string>[] =>
  placedTexts(members.source, itemsIn(members, key), key);

const placedTexts = (source: Source, items: readonly unknown[], what: string): readonly Placed<string>[] =>
  items.flatMap((item) => {
    const value = readText(source, item, `each of ${what}`);
    return value === null ? [] : { value, place: placeOf(source, item) };
  });

/** `name: pass`, or `name: { result: pass, message: part of the sentence }`. */
function readValidations(members: Members): Expectation['validations'] {
  const { source } = members;
  return [...(mapIn(members, 'validations', null)?.at ?? [])].flatMap(([name, pair]) => {
    const place = placeOf(source, pair.key);
    const result = (inner: unknown): ExpectedResult => readChoice(source, inner, `result of ${name}`, RESULTS, 'pass');
    if (!isMap(pair.value)) return { name, result: result(pair.value ?? null), message: null, place };
    const one = readMap(source, pair.value, `validation ${name}`, ['result', 'message']);
    if (!one) return [];
    const inner = member(one, 'result');
    const message = textIn(one, 'message');
    return { name, result: inner === undefined ? null : result(inner), message, place };
  });
}

/** A list of names, exactly those that are asked for; or a map of names with a state, or with state, count and given answers. */
function readReviews(source: Source, node: unknown): readonly ExpectedReview[] {
  const bare = { state: null, count: null, given: null };
  if (isSeq(node))
    return placedTexts(source, node.items, 'reviews').map(({ value: name, place }) => ({ name, ...bare, place }));
  return [...(readMap(source, node, 'reviews', null)?.at ?? [])].flatMap(([name, pair]) => {
    const at = { name, place: placeOf(source, pair.key) };
    const stateOf = (inner: unknown) => readChoice(source, inner, `state of ${name}`, REVIEW_STATES, null);
    if (isScalar(pair.value)) return { ...at, ...bare, state: stateOf(pair.value) };
    const one = readMap(source, pair.value, `review ${name}`, ['state', 'count', 'given']);
    if (!one) return [];
    const [count, given] = [wholeIn(one, 'count', COUNTS, null), wholeIn(one, 'given', COUNTS, null)];
    return { ...at, state: stateOf(member(one, 'state')), count, given };
  });
}
