// The people of whole histories: who is asked, and what is known of their authority.
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import { DEFAULT_REVIEW } from '../../lib/policy/default-review.ts';
import type { OpenRequirement } from '../../lib/policy/policy.ts';
import type { Revocation, ReviewPointer } from '../../lib/ports.ts';
import type { Chance } from './schedule.ts';

const MINUTE = 60_000;

export const iamUser = (id: string): string => `arn:aws:iam::111122223333:user/${id}`;
const person = (id: string) => ({
  id,
  name: id,
  email: `${id}@example.com`,
  slack: null,
  iamUsers: [iamUser(id)],
  studioProfiles: [],
  ssoSessions: [],
});
export const PEOPLE = ['amara', 'jonas', 'mei', 'ines', 'tomas'];
/** Asked, and kept out by nothing: Ines trained the model, Tomas is in no group. */
export const ELIGIBLE: readonly string[] = ['amara', 'jonas', 'mei'];
export const DIRECTORY: ReviewerDirectory = {
  people: PEOPLE.map(person),
  groups: [
    { name: 'risk', people: ['amara', 'jonas', 'mei', 'ines'] },
    { name: 'leads', people: ['mei', 'tomas'] },
  ],
};
export const AUTHORS = { registrant: null, changedBy: [], metadata: [{ key: 'trained_by', value: 'ines' }] };

/** What happened to people's authority, and what a worker had read of it when it wrote. */
export type ReviewersState = {
  readonly requirement: OpenRequirement;
  readonly pointers: Map<string, ReviewPointer>;
  readonly revoked: Map<string, Revocation>;
  /** From when to when somebody had none; until null: to the end. */
  readonly spans: { readonly person: string; readonly from: number; until: number | null }[];
};

/** Draws how many are asked, and for how long. */
export function drawReviewers(chance: Chance, count: number): ReviewersState {
  const requirement: OpenRequirement = {
    ...DEFAULT_REVIEW,
    name: 'risk-review',
    reviewers: { groups: ['risk'], people: [] },
    count,
    notFrom: ['metadata:trained_by'],
    onUnknownAuthor: 'Allow',
    invalidateOn: ['EvidenceChange', 'PolicyChange'],
    expiresAfter: chance.pick([null, null, 15 * MINUTE, 40 * MINUTE]),
    onExpiry: chance.pick(['Reject', 'Hold', 'Escalate'] as const),
    escalateTo: 'leads',
    remindEvery: chance.pick([null, 10 * MINUTE]),
    policy: 'policy',
    because: [],
  };
  return { requirement, pointers: new Map(), revoked: new Map(), spans: [] };
}
