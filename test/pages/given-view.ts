// The page of a review as Mei sees it, with the chain of v8 and the plan of its approval, for the tests of pages.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { LogContent } from '../../lib/ledger/log.ts';
import type { PlanStep } from '../../lib/pages/pages-ports.ts';
import type { ReviewView } from '../../lib/pages/review-page.ts';
import { doneHeadOf } from '../ledger/heads.ts';
import { hash } from './given-policies.ts';
import { arnOf, COMMENT, decisionOf, identityOf, NOW, OPENED, openReviewOf, othersOf, reviewStateOf } from './given.ts';

/** What the chain of v8 holds, newest first. */
export const chainOf = (decision: Decision): readonly LogContent[] => {
  const shared = { identity: identityOf(8), previous: null };
  const held = {
    ...decision,
    verdict: 'Hold' as const,
    createdAt: '2026-11-17T09:41:20.000Z',
    revision: 2,
    reasons: ['waiting for evidence: report quality is not there yet'],
  };
  const answer = {
    person: 'amara',
    choice: 'Approve' as const,
    comment: COMMENT,
    door: 'Slack' as const,
    packageDigest: hash('7f3a90'),
    answeredAt: Date.UTC(2026, 10, 17, 15, 10, 33),
  };
  return [
    { kind: 'answered', ...shared, revision: 3, answer },
    { kind: 'decided', ...shared, revision: 3, before: { revision: 2, outcome: 'done' }, decision },
    { kind: 'decided', ...shared, revision: 2, before: null, decision: held },
  ];
};

/** A nonce as long as a true one. */
const nonce = (): string => `v1.1a2b3c4d.mi4v8q1c.${hash('0f')}${hash('9e').slice(0, 32)}`;

const APPROVED: PlanStep = {
  does: 'fraud-card v8 becomes Approved in account 111122223333, us-east-1.',
  about: '',
  now: [],
  onRejection: null,
};
/** A project that serves v6. */
export const SERVED: PlanStep = {
  does: 'Project fraud-serving is redeployed: ModelPackageArn changes from v6 to v8.',
  about: 'Project fraud-serving',
  now: [{ text: 'serves fraud-card v6', since: OPENED - 86_400_000 }],
  onRejection: null,
};

/** The whole view of the review page as Mei sees it, unless changed. */
export function reviewViewOf(changes: Partial<ReviewView> = {}): ReviewView {
  const decision = changes.decision ?? decisionOf();
  return {
    decision,
    head: doneHeadOf({ identity: identityOf(8), modelPackageArn: arnOf(8), target: null, review: openReviewOf() }),
    review: reviewStateOf(),
    chain: { contents: chainOf(decision), isCut: false },
    others: othersOf(),
    you: { personId: 'mei', name: 'Mei', nonces: { Approve: nonce(), Reject: nonce(), Withdraw: nonce() } },
    nameOf: (id) => `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
    banner: { mode: 'Enforce', groupsInAudit: [] },
    plan: [APPROVED, SERVED],
    now: NOW,
    ...changes,
  };
}
