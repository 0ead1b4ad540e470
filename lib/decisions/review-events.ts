// The events about reviews, with ids that are the same for every worker that publishes them.
import type { PublishedEvent } from '../events.ts';
import type { Answer, ClosedReview, OpenReview } from '../ledger/head.ts';
import type { Decision } from './decision.ts';
import { eventAbout } from './event-about.ts';
import { recordedAnswer } from './recorded-answer.ts';

/** The request to people; `decision` is the one that asks. */
export function reviewRequested(decision: Decision, review: OpenReview): PublishedEvent {
  const { decisionId, requirements, reasons, revision } = decision;
  const { reviewId, packageDigest } = review;
  const expiresAt = timeText(review.expiresAt);
  const said = { decisionId, reviewId, packageDigest, requirements, reasons, expiresAt };
  return eventAbout('Model Package Review Requested', decision, { number: revision }, said);
}

/** One answer of a review, by its number: a review that goes on keeps its numbers over revisions. */
export function reviewAnswered(
  decision: Decision,
  { reviewId, decisionId }: Pick<OpenReview | ClosedReview, 'reviewId' | 'decisionId'>,
  answer: Answer,
  index: number,
): PublishedEvent {
  const id = { of: `${decision.subject.identity}#${reviewId}`, number: index + 1 };
  const said = { decisionId, reviewId, answer: recordedAnswer(answer), sentence: answer.sentence ?? '' };
  return eventAbout('Model Package Review Answered', decision, id, said);
}

/** The end of a review, by the decision that ended it; before it, the answers that nobody has been told of. */
export function reviewClosed(decision: Decision, closed: ClosedReview): readonly PublishedEvent[] {
  const { reviewId, outcome, because, nextReviewId, answers } = closed;
  const { decisionId, revision } = decision;
  const said = { decisionId, reviewId, outcome, because, nextReviewId, answers: answers.map(recordedAnswer) };
  const untold = answers.map((answer, index) => ({ answer, index })).slice(closed.announced);
  return [
    ...untold.map(({ answer, index }) => reviewAnswered(decision, closed, answer, index)),
    eventAbout('Model Package Review Closed', decision, { number: revision }, said),
  ];
}

/** The reminder with this number, counted from the opening. */
export function reminderDue(
  decision: Decision,
  review: OpenReview,
  reminder: number,
  sentence: string,
): PublishedEvent {
  const { reviewId, decisionId, packageDigest } = review;
  const id = { of: `${decision.subject.identity}#${reviewId}`, number: reminder };
  const said = { decisionId, reviewId, packageDigest, reminder, sentence, expiresAt: timeText(review.expiresAt) };
  return eventAbout('Model Package Review Reminder Due', decision, id, said);
}

/** Break-glass is told by an event of its own. */
export function approvalBypassed(decision: Decision, bypass: NonNullable<Decision['bypass']>): PublishedEvent {
  const { decisionId, reasons, revision } = decision;
  const { person, principal, comment } = bypass;
  const said = { decisionId, person, principal, comment, reasons };
  return eventAbout('Model Package Approval Bypassed', decision, { number: revision }, said);
}

const timeText = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
