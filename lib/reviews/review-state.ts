// The view of a review that every surface prints: made from HEAD's slot and the authority of this moment. Pure.
import { parseModelPackageArn, versionName } from '../identity.ts';
import type { Answer, Head, OpenReview } from '../ledger/head.ts';
import { lastAnswer } from '../ledger/last-answer.ts';
import type { AnswerState, ClosedState, PersonState, RequirementState, ReviewState } from '../ledger/review-state.ts';
import type { ReviewerDirectory } from '../policy/directory.ts';
import { nameOf } from './people.ts';
import { onExpiryOf } from './settle.ts';
import { askedWords, isMet, standingsOf, type Authority, type Standing } from './standing.ts';

/** The open review of a version; null where none is open. */
export function reviewStateOf(head: Head, authority: Authority): ReviewState | null {
  const { review } = head;
  if (!review) return null;
  const standings = standingsOf(review, authority);
  return {
    reviewId: review.reviewId,
    decisionId: review.decisionId,
    identity: head.identity,
    modelPackageArn: head.modelPackageArn,
    subject: subjectOf(head),
    packageDigest: review.packageDigest,
    openedAt: review.openedAt,
    expiresAt: review.expiresAt,
    sentence: sentenceOf(review, authority),
    onExpiry: onExpirySentence(standings),
    isBeingApplied: head.state === 'applying',
    requirements: standings.map((standing) => requirementState(standing, review, authority.directory)),
    answers: review.answers.map((answer) => answerState(answer, authority.directory)),
    people: peopleOf(standings, review, authority.directory),
  };
}

/** The review before this one, or the last of a decided version; null where there was none. */
export function closedStateOf({ lastReview }: Head, directory: ReviewerDirectory): ClosedState | null {
  if (!lastReview) return null;
  const { requirements: _asked, answers, ...rest } = lastReview;
  return { ...rest, answers: answers.map((answer) => answerState(answer, directory)) };
}

/** `fraud-card v8`. */
export function subjectOf({ modelPackageArn }: Pick<Head, 'modelPackageArn'>): string {
  const { group, version } = parseModelPackageArn(modelPackageArn);
  return versionName(group, version);
}

/** `Needs 2 of risk-approvers; 1 given`, one for each requirement that is asked of other people. */
export function sentenceOf(review: OpenReview, authority: Authority): string {
  const sentences = standingsOf(review, authority).map(({ requirement, count, approvals }) => {
    const asked = askedWords(requirement, authority.directory);
    const whom = asked === null ? (count === 1 ? ' reviewer' : ' reviewers') : ` of ${asked}`;
    return `Needs ${count}${whom}; ${approvals.length} given`;
  });
  return [...new Set(sentences)].join('. ');
}

/** `Unanswered by then, it is Rejected`, by the requirement that expires first. */
function onExpirySentence(standings: readonly Standing[]): string | null {
  const [first] = standings
    .filter((one) => one.expiresAt !== null && !isMet(one))
    .toSorted((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0));
  if (!first) return null;
  const { requirement } = first;
  const what = {
    Reject: 'it is Rejected',
    Hold: 'it is held',
    Escalate: `${requirement.escalateTo} is asked too`,
  }[onExpiryOf(requirement)];
  return `Unanswered by then, ${what}`;
}

function requirementState(standing: Standing, review: OpenReview, directory: ReviewerDirectory): RequirementState {
  const { requirement, count, approvals, expiresAt, asked } = standing;
  const { name, policy, because, rejectedBy, requireComment, escalateTo, escalatedAt } = requirement;
  return {
    name,
    policy,
    because,
    asked: askedWords(requirement, directory) ?? 'anybody who may review',
    count,
    given: approvals.length,
    missing: Math.max(0, count - approvals.length),
    oneMoreBecause: count > requirement.count || !standing.canBeMet ? standing.unknownAuthor : null,
    rejectedBy,
    requireComment,
    expiresAt,
    onExpiry: onExpiryOf(requirement),
    escalateTo,
    isEscalated: escalatedAt !== undefined,
    people: asked.map(({ id, name: person }) => personState(standing, review, id, person, directory)),
  };
}

function personState(
  { approvals, rejections, excluded }: Standing,
  review: OpenReview,
  id: string,
  name: string,
  directory: ReviewerDirectory,
): PersonState {
  const said = lastAnswer(review, id);
  const answer = said ? answerState(said, directory) : null;
  const exclusion = excluded.get(id);
  if (exclusion) return { id, name, state: 'mayNot', because: exclusion.because, answer };
  const isOneOf = (answers: readonly Answer[]): boolean => answers.some(({ person }) => person === id);
  const state = isOneOf(approvals) ? 'approved' : isOneOf(rejections) ? 'rejected' : 'mayAnswer';
  return { id, name, state, because: null, answer };
}

/** One line a person over all requirements: who may answer one of them may answer. */
function peopleOf(
  standings: readonly Standing[],
  review: OpenReview,
  directory: ReviewerDirectory,
): readonly PersonState[] {
  const people = new Map<string, PersonState>();
  for (const standing of standings)
    for (const { id, name } of standing.asked) {
      const known = people.get(id);
      if (!known || known.state === 'mayNot') people.set(id, personState(standing, review, id, name, directory));
    }
  return [...people.values()];
}

const answerState = (
  { person, choice, comment, answeredAt, door }: Answer,
  directory: ReviewerDirectory,
): AnswerState => ({
  personId: person,
  name: nameOf(directory, person),
  choice,
  comment,
  answeredAt,
  door,
});
