// The review where a policy asks people and names none.
import type { ReviewRequirement } from './policy.ts';

/** The review that is asked for where a policy names none: one person, anybody who may review but the registrant. */
export const DEFAULT_REVIEW: ReviewRequirement = {
  name: 'review',
  reviewers: { groups: [], people: [] },
  count: 1,
  notFrom: ['registrant'],
  onUnknownAuthor: 'RequireOneMore',
  requireComment: false,
  invalidateOn: ['EvidenceChange', 'PolicyChange'],
  remindEvery: null,
  expiresAfter: null,
  onExpiry: 'Hold',
  escalateTo: null,
  rejectedBy: 1,
};
