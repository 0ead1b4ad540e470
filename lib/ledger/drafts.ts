// The revisions that a plan can lead to, before they have documents.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Mode, Verdict } from '../policy/policy.ts';
import type { Bypass, Head } from './head.ts';
import type { Draft } from './look.ts';
import type { ReviewEnd } from './review-rules.ts';

/** A revision to be claimed. */
export type Decide = { readonly step: 'decide'; readonly draft: Draft; readonly wasReset: boolean };

/** The reason recorded where a person has set a decided version back. */
export const RESET_REASON =
  'a person set this version back to PendingManualApproval, and its evidence and policies have not changed since the last decision';

const TARGETS: Readonly<Record<Verdict, ApprovalStatus | null>> = {
  Approve: 'Approved',
  Reject: 'Rejected',
  Hold: null,
  RequireReview: null,
  NoOpinion: null,
};

/** A revision of the gate or of the reviewers. NoOpinion and Audit write nothing; Hold and RequireReview leave the status alone. */
export function decide(
  head: Head | null,
  origin: Draft['origin'],
  verdict: Verdict,
  mode: Mode,
  more: Partial<Draft> = {},
): Decide {
  const writes = mode === 'Enforce' && verdict !== 'NoOpinion';
  const target = writes ? TARGETS[verdict] : null;
  const supersedes = head?.decisionId ?? null;
  const draft: Draft = { origin, verdict, target, writes, cause: null, reason: null, supersedes, ...more };
  return { step: 'decide', draft, wasReset: draft.reason === RESET_REASON };
}

/** What happened around the gate is a revision of its own, with an event and without a registry write. */
export const note = (
  head: Head | null,
  target: ApprovalStatus,
  cause: NonNullable<Head['cause']>,
  reason: string,
  more: Partial<Draft> = {},
): Decide =>
  decide(head, 'External', target === 'Approved' ? 'Approve' : 'Reject', 'Audit', { target, cause, reason, ...more });

/** The revision that carries a review's end out. Whom time has decided for, nobody decided: that is the gate's own. */
export function ended(head: Head, end: ReviewEnd, mode: Mode): Decide {
  const origin = end.outcome === 'expired' ? 'Gate' : 'Reviewer';
  const step = decide(head, origin, verdictOf(head, end), mode, { reason: end.because, end });
  return { ...step, wasReset: end.outcome === 'expired' && (head.wasReset ?? false) };
}

/** By itself the gate sets a status once on the same inputs: what has expired, was set back by a person and expires again is held. */
function verdictOf(head: Head, end: ReviewEnd): Verdict {
  const isAgain = head.wasReset === true && head.lastReview?.outcome === 'expired';
  return end.outcome === 'expired' && end.verdict === 'Reject' && isAgain ? 'Hold' : end.verdict;
}

/** Break-glass: approved past the policies. */
export const bypassed = (head: Head, bypass: Bypass, mode: Mode): Decide =>
  decide(head, 'Bypass', 'Approve', mode, {
    reason: `${bypass.person} approved this version past its policies: ${bypass.comment}`,
    voidedBecause: `${bypass.person} approved this version past its policies`,
    bypass,
  });

/** The draft of a claimed revision once more, to send it again. */
export const draftOf = (head: Head, supersedes: string | null): Draft => ({
  origin: head.origin,
  verdict: head.verdict,
  target: head.target,
  writes: head.writes,
  cause: head.cause ?? null,
  reason: endsReview(head) ? (head.lastReview?.because ?? null) : head.wasReset ? RESET_REASON : null,
  supersedes,
});

/** Whether this revision carries out what a review came to. */
export const endsReview = ({ lastReview, decisionId }: Head): boolean =>
  lastReview?.decisionId === decisionId && lastReview.outcome !== 'voided';
