// Reads the reviews that a policy may ask for.
import { DEFAULT_REVIEW } from './default-review.ts';
import type { ReviewRequirement } from './policy.ts';
import {
  booleanIn,
  choiceIn,
  choicesIn,
  durationIn,
  faultIn,
  itemsIn,
  mapIn,
  neededText,
  readMap,
  textIn,
  textsIn,
  wholeIn,
  type Members,
} from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readNamedItems } from './yaml-values.ts';

const KEYS = `name reviewers count notFrom onUnknownAuthor requireComment invalidateOn remindEvery expiresAfter onExpiry
 escalateTo rejectedBy`.split(/\s+/u);
const CHANGES = ['EvidenceChange', 'PolicyChange', 'ChampionChange'] as const;

/** The list under `reviews`. */
export const readReviews = (spec: Members): readonly ReviewRequirement[] =>
  readNamedItems(spec.source, itemsIn(spec, 'reviews'), 'review', (item) => readReview(spec.source, item));

function readReview(source: Source, node: unknown): ReviewRequirement | null {
  const members = readMap(source, node, 'review', KEYS);
  const name = members && neededText(members, 'name', 'name of a review');
  if (!members || name === null) return null;
  const people = { min: 1, max: 100 };
  const onExpiry = choiceIn(members, 'onExpiry', ['Reject', 'Escalate', 'Hold'], 'Hold');
  const escalateTo = textIn(members, 'escalateTo');
  if (onExpiry === 'Escalate' && escalateTo === null)
    faultAt(source, node, 'onExpiry Escalate needs escalateTo, the group that is asked then');
  return {
    name,
    reviewers: readReviewers(members),
    count: wholeIn(members, 'count', people, 1),
    notFrom: members.at.has('notFrom') ? readNotFrom(members) : DEFAULT_REVIEW.notFrom,
    onUnknownAuthor: choiceIn(members, 'onUnknownAuthor', ['Hold', 'RequireOneMore', 'Allow'], 'Hold'),
    requireComment: booleanIn(members, 'requireComment', false),
    invalidateOn: choicesIn(members, 'invalidateOn', CHANGES, DEFAULT_REVIEW.invalidateOn),
    remindEvery: durationIn(members, 'remindEvery', null),
    expiresAfter: durationIn(members, 'expiresAfter', null),
    onExpiry,
    escalateTo,
    rejectedBy: wholeIn(members, 'rejectedBy', people, 1),
    place: placeOf(source, members.at.get('notFrom') ?? node),
  };
}

function readReviewers(members: Members): ReviewRequirement['reviewers'] {
  const reviewers = mapIn(members, 'reviewers', ['groups', 'people']);
  const texts = (key: string): readonly string[] => (reviewers ? textsIn(reviewers, key) : []);
  return { groups: texts('groups'), people: texts('people') };
}

function readNotFrom(members: Members): readonly string[] {
  const texts = textsIn(members, 'notFrom');
  const isKnown = (text: string): boolean =>
    text === 'registrant' || text === 'lastModifier' || /^metadata:./u.test(text);
  const unknown = texts.find((text) => !isKnown(text));
  if (unknown !== undefined)
    faultIn(members, 'notFrom', `notFrom doesn't know "${unknown}"; expected registrant, lastModifier or metadata:KEY`);
  return texts;
}
