// The events about reviews, with ids that are the same for every worker that publishes them.
import type { PublishedEvent } from '../events.ts';
import { eventIdOf } from '../ledger/entries.ts';
import type { Answer, ClosedReview, OpenReview } from '../ledger/head.ts';
import type { Decision } from './decision.ts';
import { recordedAnswer } from './recorded-answer.ts';

/** The request to people; `decision` is the one that asks. */
export function reviewRequested(decision: Decision, review: OpenReview): PublishedEvent {
  const detailType = 'Model Package Review Requested';
  const { decisionId, requirements, reasons, revision } = decision;
  const { reviewId, packageDigest } = review;
  const eventId = eventIdOf(detailType, decision.subject.identity, revision);
  const said = { decisionId, reviewId, packageDigest, requirements, reasons, expiresAt: timeText(review.expiresAt) };
  return { detailType, ...about(decision), detail: { ...commonOf(decision, eventId), ...said } };
}

/** One answer of a review, by its number: a review that goes on keeps its numbers over revisions. */
export function reviewAnswered(
  decision: Decision,
  review: Pick<OpenReview | ClosedReview, 'reviewId' | 'decisionId'>,
  said: Answer,
  index: number,
): PublishedEvent {
  const detailType = 'Model Package Review Answered';
  const eventId = eventIdOf(detailType, `${decision.subject.identity}#${review.reviewId}`, index + 1);
  const { reviewId, decisionId } = review;
  const detail = { decisionId, reviewId, answer: recordedAnswer(said), sentence: said.sentence ?? '' };
  return { detailType, ...about(decision), detail: { ...commonOf(decision, eventId), ...detail } };
}

/** The end of a review, by the decision that ended it; before it, the answers that nobody has been told of. */
export function reviewClosed(decision: Decision, closed: ClosedReview): readonly PublishedEvent[] {
  const detailType = 'Model Package Review Closed';
  const { reviewId, outcome, because, nextReviewId, answers } = closed;
  const eventId = eventIdOf(detailType, decision.subject.identity, decision.revision);
  const { decisionId } = decision;
  const detail = { decisionId, reviewId, outcome, because, nextReviewId, answers: answers.map(recordedAnswer) };
  const untold = answers.map((said, index) => ({ said, index })).slice(closed.announced);
  return [
    ...untold.map(({ said, index }) => reviewAnswered(decision, closed, said, index)),
    { detailType, ...about(decision), detail: { ...commonOf(decision, eventId), ...detail } },
  ];
}

/** The reminder with this number, counted from the opening. */
export function reminderDue(
  decision: Decision,
  review: OpenReview,
  reminder: number,
  sentence: string,
): PublishedEvent {
  const detailType = 'Model Package Review Reminder Due';
  const { reviewId, decisionId, packageDigest } = review;
  const eventId = eventIdOf(detailType, `${decision.subject.identity}#${reviewId}`, reminder);
  const detail = { decisionId, reviewId, packageDigest, reminder, sentence, expiresAt: timeText(review.expiresAt) };
  return { detailType, ...about(decision), detail: { ...commonOf(decision, eventId), ...detail } };
}

/** Break-glass is told by an event of its own. */
export function approvalBypassed(decision: Decision, bypass: NonNullable<Decision['bypass']>): PublishedEvent {
  const detailType = 'Model Package Approval Bypassed';
  const { decisionId, reasons, revision } = decision;
  const { person, principal, comment } = bypass;
  const eventId = eventIdOf(detailType, decision.subject.identity, revision);
  const detail = { decisionId, person, principal, comment, reasons };
  return { detailType, ...about(decision), detail: { ...commonOf(decision, eventId), ...detail } };
}

const about = ({ subject }: Decision): { readonly resources: readonly string[] } => ({
  resources: [subject.modelPackageArn],
});

const commonOf = ({ subject }: Decision, eventId: string) => ({ schemaVersion: '1' as const, eventId, subject });

const timeText = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
