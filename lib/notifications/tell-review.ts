// A review as a message: open, it asks; closed, it says how it ended and what people said.
import type { Decision } from '../decisions/decision.ts';
import type { AnswerState, ClosedState, ReviewState } from '../ledger/review-state.ts';
import type { Person } from '../policy/directory.ts';
import { linesOf, metricsOf } from './check-lines.ts';
import { aboutDecision } from './tell-decision.ts';
import type { Asked, Mark, Message, Said } from './message.ts';

export type ReviewContext = {
  readonly decision: Decision;
  readonly people: readonly Person[];
  /** Sentences about what an approval of this version sets in motion. */
  readonly plan: readonly string[];
  /** Address of the review's page; null where no pages are deployed. */
  readonly link: string | null;
};

/** The message that asks. */
export function tellOpenReview(review: ReviewState, context: ReviewContext): Message {
  const { decision, link, plan } = context;
  return {
    ...aboutDecision(decision),
    mark: '◆',
    headline: review.sentence,
    lines: linesOf(decision),
    metrics: metricsOf(decision),
    asked: askedOf(review, context.people),
    deadline:
      review.expiresAt === null
        ? null
        : { at: review.expiresAt, after: review.onExpiry ?? 'Unanswered by then, it stays as it is' },
    said: review.answers.map(saidOf),
    plan: plan.length === 0 ? null : { title: 'An approval sets in motion', steps: plan },
    review: { id: review.reviewId, isOpen: true },
    link,
  };
}

const CLOSED_MARK: Readonly<Record<ClosedState['outcome'], Mark>> = {
  met: '✓',
  rejected: '✗',
  expired: '■',
  voided: '○',
};

/** The same message once it is over: no buttons, and the sentence that tells how it ended. */
export function tellClosedReview(review: ClosedState, context: ReviewContext): Message {
  const { decision, link, plan } = context;
  return {
    ...aboutDecision(decision),
    mark: CLOSED_MARK[review.outcome],
    headline: review.because,
    lines: linesOf(decision),
    metrics: [],
    asked: [],
    deadline: null,
    said: review.answers.map(saidOf),
    plan: review.outcome === 'met' && plan.length > 0 ? { title: 'Set in motion', steps: plan } : null,
    review: { id: review.reviewId, isOpen: false },
    link,
  };
}

function askedOf(review: ReviewState, people: readonly Person[]): readonly Asked[] {
  const slackOf = new Map(people.map(({ id, slack }) => [id, slack]));
  return review.people
    .filter(({ state }) => state === 'mayAnswer')
    .map(({ id, name }) => ({ name, slack: slackOf.get(id) ?? null }));
}

const DID: Readonly<Record<AnswerState['choice'], { readonly mark: Mark; readonly did: string }>> = {
  Approve: { mark: '✓', did: 'approved' },
  Reject: { mark: '✗', did: 'rejected' },
  Withdraw: { mark: '○', did: 'withdrew' },
};

const saidOf = ({ choice, name, answeredAt, comment }: AnswerState): Said => ({
  ...DID[choice],
  name,
  at: answeredAt,
  comment,
});
