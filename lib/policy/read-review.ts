// Reads the reviews that a policy may ask for.
import { DEFAULT_REVIEW } from './default-review.ts';
import { isMap, isSeq } from 'yaml';
import type { Place, ReviewRequirement } from './policy.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  needed,
  placeOf,
  readBoolean,
  readChoice,
  readDuration,
  readItems,
  readMap,
  readText,
  readTexts,
  readWhole,
} from './yaml-values.ts';

const KEYS = [
  'name',
  'reviewers',
  'count',
  'notFrom',
  'onUnknownAuthor',
  'requireComment',
  'invalidateOn',
  'remindEvery',
  'expiresAfter',
  'onExpiry',
  'escalateTo',
  'rejectedBy',
];
const CHANGES = ['EvidenceChange', 'PolicyChange', 'ChampionChange'] as const;

/** The list under `reviews`. */
export function readReviews(source: Source, node: unknown): readonly ReviewRequirement[] {
  const seen = new Set<string>();
  return readItems(source, node, 'reviews').flatMap((item) => {
    const review = readReview(source, item);
    if (review && seen.has(review.name)) faultAt(source, item, `review ${review.name} is there twice`);
    if (review) seen.add(review.name);
    return review ?? [];
  });
}

/** Where each review of the list is written, by its name. */
export function reviewPlaces(source: Source, node: unknown): ReadonlyMap<string, Place> {
  const items = isSeq(node) ? node.items : [];
  return new Map(items.map((item) => [isMap(item) ? String(item.get('name')) : '', placeOf(source, item)]));
}

function readReview(source: Source, node: unknown): ReviewRequirement | null {
  const members = readMap(source, node, 'review', KEYS);
  const name = members && readText(source, needed(source, members, 'name'), 'name of a review');
  if (!members || name === null) return null;
  const at = (key: string): unknown => member(source, members, key);
  const invalidateOn = at('invalidateOn');
  const people = { min: 1, max: 100 };
  const onExpiry = readChoice(source, at('onExpiry'), 'onExpiry', ['Reject', 'Escalate', 'Hold'], 'Hold');
  const escalateTo = readText(source, at('escalateTo'), 'escalateTo');
  if (onExpiry === 'Escalate' && escalateTo === null)
    faultAt(source, node, 'onExpiry Escalate needs escalateTo, the group that is asked then');
  return {
    name,
    reviewers: readReviewers(source, at('reviewers')),
    count: readWhole(source, at('count'), 'count', people, 1),
    notFrom: members.at.has('notFrom') ? readNotFrom(source, at('notFrom')) : DEFAULT_REVIEW.notFrom,
    onUnknownAuthor: readChoice(
      source,
      at('onUnknownAuthor'),
      'onUnknownAuthor',
      ['Hold', 'RequireOneMore', 'Allow'],
      'Hold',
    ),
    requireComment: readBoolean(source, at('requireComment'), 'requireComment', false),
    invalidateOn:
      invalidateOn === undefined
        ? DEFAULT_REVIEW.invalidateOn
        : readItems(source, invalidateOn, 'invalidateOn').map((item) =>
            readChoice(source, item, 'invalidateOn', CHANGES, 'EvidenceChange'),
          ),
    remindEvery: readDuration(source, at('remindEvery'), 'remindEvery', null),
    expiresAfter: readDuration(source, at('expiresAfter'), 'expiresAfter', null),
    onExpiry,
    escalateTo,
    rejectedBy: readWhole(source, at('rejectedBy'), 'rejectedBy', people, 1),
    place: placeOf(source, members.at.get('notFrom') ?? node),
  };
}

function readReviewers(source: Source, node: unknown): ReviewRequirement['reviewers'] {
  const reviewers = node === undefined ? null : readMap(source, node, 'reviewers', ['groups', 'people']);
  const texts = (key: string): readonly string[] =>
    reviewers ? readTexts(source, member(source, reviewers, key), key) : [];
  return { groups: texts('groups'), people: texts('people') };
}

function readNotFrom(source: Source, node: unknown): readonly string[] {
  const texts = readTexts(source, node, 'notFrom');
  const isKnown = (text: string): boolean =>
    text === 'registrant' || text === 'lastModifier' || /^metadata:./u.test(text);
  const unknown = texts.find((text) => !isKnown(text));
  if (unknown !== undefined)
    faultAt(source, node, `notFrom doesn't know "${unknown}"; expected registrant, lastModifier or metadata:KEY`);
  return texts;
}
