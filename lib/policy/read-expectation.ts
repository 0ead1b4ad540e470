// Reads `expect` of a policy test: the part of the outcome that has to be so.
import { isMap, isScalar, isSeq } from 'yaml';
import { REVIEW_STATES, type Expectation, type ExpectedReview, type ExpectedResult, type Placed } from './test-file.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  placeOf,
  readChoice,
  readItems,
  readMap,
  readText,
  readTexts,
  readWhole,
  type Members,
} from './yaml-values.ts';

const CASE_KEYS = ['verdict', 'validations', 'messages', 'errors', 'reviews', 'exceptions'];
const STEP_KEYS = ['verdict', 'reviews', 'refused'];
const VERDICTS = ['Reject', 'Hold', 'RequireReview', 'Approve', 'NoOpinion'] as const;
const RESULTS: readonly ExpectedResult[] = ['pass', 'fail', 'error', 'skip', 'warn', 'exception'];
const COUNTS = { min: 0, max: 10_000 };

/** Reads an expectation; that of a step knows only what an answer can change. Null with faults where it is none. */
export function readExpectation(source: Source, node: unknown, of: 'case' | 'step'): Expectation | null {
  const members = readMap(source, node, 'expect', of === 'case' ? CASE_KEYS : STEP_KEYS);
  if (!members) return null;
  if (members.at.size === 0) faultAt(source, node, 'expect needs something to expect, such as verdict: Approve');
  const at = (key: string): unknown => member(source, members, key);
  const placed = <T>(key: string, read: (inner: unknown) => T | null): Placed<T> | null => {
    const inner = at(key);
    const value = inner === undefined ? null : read(inner);
    return value === null ? null : { value, place: placeOf(source, inner) };
  };
  return {
    place: placeOf(source, node),
    verdict: placed('verdict', (inner) => readChoice(source, inner, 'verdict', VERDICTS, 'NoOpinion')),
    validations: readValidations(source, members),
    messages: readItems(source, at('messages'), 'messages').flatMap((item) => {
      const value = readText(source, item, 'each of messages');
      return value === null ? [] : { value, place: placeOf(source, item) };
    }),
    errors: placed('errors', (inner) => readWhole(source, inner, 'errors', COUNTS, 0)),
    reviews: members.at.has('reviews') ? readReviews(source, at('reviews')) : null,
    exceptions: placed('exceptions', (inner) => readTexts(source, inner, 'exceptions')),
    refused: placed('refused', (inner) => readText(source, inner, 'refused')),
  };
}

/** `name: pass`, or `name: { result: pass, message: part of the sentence }`. */
function readValidations(source: Source, members: Members): Expectation['validations'] {
  const node = member(source, members, 'validations');
  const all = node === undefined ? null : readMap(source, node, 'validations', null);
  return [...(all?.at ?? [])].flatMap(([name, pair]) => {
    const place = placeOf(source, pair.key);
    const result = (inner: unknown): ExpectedResult => readChoice(source, inner, `result of ${name}`, RESULTS, 'pass');
    if (!isMap(pair.value)) return { name, result: result(pair.value ?? null), message: null, place };
    const one = readMap(source, pair.value, `validation ${name}`, ['result', 'message']);
    if (!one) return [];
    const inner = member(source, one, 'result');
    const message = readText(source, member(source, one, 'message'), 'message');
    return { name, result: inner === undefined ? null : result(inner), message, place };
  });
}

/** A list of names, exactly those that are asked for; or a map of names with a state, or with state, count and given answers. */
function readReviews(source: Source, node: unknown): readonly ExpectedReview[] {
  const bare = { state: null, count: null, given: null };
  if (isSeq(node))
    return node.items.flatMap((item) => {
      const name = readText(source, item, 'each of reviews');
      return name === null ? [] : { name, ...bare, place: placeOf(source, item) };
    });
  const all = node === undefined ? null : readMap(source, node, 'reviews', null);
  return [...(all?.at ?? [])].flatMap(([name, pair]) => {
    const at = { name, place: placeOf(source, pair.key) };
    if (isScalar(pair.value))
      return { ...at, ...bare, state: readChoice(source, pair.value, `state of ${name}`, REVIEW_STATES, 'Open') };
    const one = readMap(source, pair.value, `review ${name}`, ['state', 'count', 'given']);
    if (!one) return [];
    const whole = (key: string): number | null => {
      const inner = member(source, one, key);
      return inner === undefined ? null : readWhole(source, inner, key, COUNTS, 0);
    };
    const state = member(source, one, 'state');
    return {
      ...at,
      state: state === undefined ? null : readChoice(source, state, `state of ${name}`, REVIEW_STATES, 'Open'),
      count: whole('count'),
      given: whole('given'),
    };
  });
}
