// What becomes of the open review when a new revision is claimed: it ends, is void, goes on, or a new one is opened. Pure.
import type { ClosedReview, Head, OpenReview } from './head.ts';
import type { Draft, Look } from './look.ts';
import { nextExpiry } from './review-due.ts';

type Claiming = {
  readonly draft: Draft;
  readonly seen: Look;
  readonly decisionId: string;
  /** The review that this revision asks for, as composed; null where it asks for none. */
  readonly review: OpenReview | null;
  readonly now: number;
};

/** The two slots of HEAD after the claim. */
export type Reviews = Pick<Head, 'review' | 'lastReview'>;

/** Moves the reviews of `before` along with the claim of the next revision. */
export function reviewsAfter(before: Head | null, claiming: Claiming): Reviews {
  const { draft, review: asked } = claiming;
  const open = before?.review ?? null;
  if (!before || !open) return { review: asked, lastReview: before && withdrawn(before, claiming) };
  if (wasNeverAsked(before, open)) return { review: asked, lastReview: before.lastReview ?? null };
  if (draft.keepsReview) return { review: open, lastReview: before.lastReview ?? null };
  if (asked && goesOn(open, claiming)) return { review: continued(open, asked), lastReview: before.lastReview ?? null };
  // An escalation asks more people the same: what was said stands.
  const next = asked && draft.end ? { ...asked, answers: open.answers, announced: open.answers.length } : asked;
  return { review: next, lastReview: closedReview(open, before, claiming) };
}

/** Its revision was abandoned before anybody heard of it. */
const wasNeverAsked = (before: Head, open: OpenReview): boolean =>
  before.state === 'applying' && open.decisionId === before.decisionId && open.answers.length === 0;

/** A policy change that no requirement lists in invalidateOn leaves the answers standing; changed evidence never does. */
function goesOn(open: OpenReview, { draft, seen }: Claiming): boolean {
  const isListed = open.requirements.some(({ invalidateOn }) => invalidateOn.includes('PolicyChange'));
  const isPolicyChange = seen.policyDigest !== open.policyDigest && !isListed;
  return isPolicyChange && seen.packageDigest === open.packageDigest && !draft.end && !draft.voidedBecause;
}

function continued(open: OpenReview, asked: OpenReview): OpenReview {
  const { reviewId, decisionId, answers, announced, openedAt, reminded } = open;
  const expiresAt = nextExpiry(asked.requirements, openedAt);
  return { ...asked, reviewId, decisionId, answers, announced, openedAt, reminded, expiresAt };
}

function closedReview(open: OpenReview, before: Head, claiming: Claiming): ClosedReview {
  const { draft, decisionId, review, now } = claiming;
  const { reviewId, requirements, answers, announced } = open;
  return {
    reviewId,
    requirements,
    answers,
    announced,
    decisionId,
    outcome: draft.end?.outcome ?? 'voided',
    because: draft.end?.because ?? voidedBecause(open, before, claiming),
    closedAt: now,
    nextReviewId: review?.reviewId ?? null,
  };
}

function voidedBecause(open: OpenReview, before: Head, { draft, seen }: Claiming): string {
  if (draft.voidedBecause) return draft.voidedBecause;
  if (seen.packageDigest !== open.packageDigest) return 'the evidence changed after the review was opened';
  if (seen.policyDigest !== open.policyDigest) return 'the policies changed after the review was opened';
  if (draft.reason !== null) return draft.reason;
  return before.verdict === draft.verdict ? 'the review was opened again' : `the policies now say ${draft.verdict}`;
}

/** An end whose revision was never carried out has not been told: the review was void by then. */
function withdrawn(before: Head, { draft, seen, decisionId, review, now }: Claiming): ClosedReview | null {
  const last = before.lastReview ?? null;
  const isUntold = before.state === 'applying' && last?.decisionId === before.decisionId;
  if (!last || !isUntold) return last;
  const what = seen.packageDigest === before.packageDigest ? 'what the policies say' : 'the evidence';
  const why = draft.voidedBecause ?? `${what} changed`;
  return {
    ...last,
    outcome: 'voided',
    because: `${why} before the review's outcome was written (${last.because})`,
    decisionId,
    closedAt: now,
    nextReviewId: review?.reviewId ?? null,
  };
}
