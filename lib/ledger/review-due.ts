// When an open review has to be looked at again: an answer nobody has been told of, the next reminder, the next expiry. Pure.
import type { OpenRequirement } from '../policy/policy.ts';
import type { Head, OpenReview } from './head.ts';

/** When a requirement expires (milliseconds): counted from its escalation, from when it was asked, or from the opening. */
export const expiryOf = ({ expiresAfter, escalatedAt, askedAt }: OpenRequirement, openedAt: number): number | null =>
  expiresAfter === null ? null : (escalatedAt ?? askedAt ?? openedAt) + expiresAfter;

/** The first expiry after `after`; null where none is to come. */
export function nextExpiry(requirements: readonly OpenRequirement[], openedAt: number, after = 0): number | null {
  const times = requirements.map((one) => expiryOf(one, openedAt)).filter((time) => time !== null);
  return earliest(times.filter((time) => time > after));
}

const earliest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.min(...times));

/** Milliseconds between reminders: the shortest that a requirement asks for. */
const remindEvery = ({ requirements }: Pick<OpenReview, 'requirements'>): number | null =>
  earliest(requirements.map((one) => one.remindEvery).filter((time) => time !== null));

/** How many reminders have fallen due by `now`; missed ones are not sent one after another. */
export function remindersBy(review: OpenReview, now: number): number {
  const every = remindEvery(review);
  return every === null ? 0 : Math.max(0, Math.floor((now - review.openedAt) / every));
}

/** What an open review waits for after `after`. It is always in the index, so that the open ones can be listed. */
export function reviewDue(review: OpenReview, after: number): NonNullable<Head['due']> {
  const untold = review.answers.at(review.announced);
  if (untold) return { kind: 'answered', at: untold.answeredAt };
  const every = remindEvery(review);
  const reminder = every === null ? null : review.openedAt + (review.reminded + 1) * every;
  const expiry = nextExpiry(review.requirements, review.openedAt, after);
  if (reminder !== null && (expiry === null || reminder < expiry)) return { kind: 'reminder', at: reminder };
  return expiry === null ? { kind: 'review', at: review.openedAt } : { kind: 'expiry', at: expiry };
}

/** Whether something about the review is to be told or settled by now. */
export const isReviewDue = ({ due }: Pick<Head, 'due'>, now: number): boolean =>
  due !== null && due.kind !== 'review' && due.kind !== 'evidence' && due.at <= now;
