// Answers of named people as a review would take them: for `then` steps of policy tests. Nothing is asked and nothing recorded.
import { isDescribed, type Evidence } from '../../lib/evidence/evidence.ts';
import type { Answer, OpenReview } from '../../lib/ledger/head.ts';
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import type { Assessment } from '../../lib/policy/policy.ts';
import type { SimulatedAnswer, SimulatedOutcome, SimulateReviews } from '../../lib/policy/simulated-reviews.ts';
import { mayAnswer } from '../../lib/reviews/rules.ts';
import { settle } from '../../lib/reviews/settle.ts';
import { isMet, standingsOf, type Authority, type Standing } from '../../lib/reviews/standing.ts';

const DIGEST = 'simulated';

/** Simulates the reviews of this directory; nobody's authority is revoked. */
export function makeSimulateReviews(directory: ReviewerDirectory): SimulateReviews {
  const authority: Authority = { directory, revoked: new Map() };
  return ({ assessment, evidence, answers, now }) => {
    if (assessment.verdict !== 'RequireReview') return { verdict: assessment.verdict, reviews: [], refusals: [] };
    let review = openedFor(assessment, evidence);
    const refusals: SimulatedOutcome['refusals'][number][] = [];
    for (const answer of answers) {
      const refused = whyRefused(review, answer, authority);
      if (refused === null) review = { ...review, answers: [...review.answers, answerOf(answer, directory)] };
      else refusals.push({ answer, message: refused });
    }
    const end = settle(review, authority, now);
    return {
      verdict: end?.verdict ?? 'RequireReview',
      reviews: standingsOf(review, authority).map((standing) => stateOf(standing, now)),
      refusals,
    };
  };
}

function openedFor({ requirements }: Assessment, { package: seen, now }: Evidence): OpenReview {
  const described = isDescribed(seen) ? seen : null;
  const keys = requirements.flatMap(({ notFrom }) => notFrom.filter((one) => one.startsWith('metadata:')));
  const { createdBy = null, lastModifiedBy = null } = described ?? {};
  return {
    reviewId: DIGEST,
    decisionId: DIGEST,
    packageDigest: DIGEST,
    policyDigest: DIGEST,
    champion: null,
    requirements,
    authors: {
      registrant: createdBy,
      changedBy: lastModifiedBy === null || lastModifiedBy === createdBy ? [] : [lastModifiedBy],
      metadata: [...new Set(keys.map((one) => one.slice('metadata:'.length)))].map((key) => ({
        key,
        value: described?.metadata.get(key) ?? null,
      })),
    },
    answers: [],
    announced: 0,
    openedAt: now,
    expiresAt: null,
    reminded: 0,
  };
}

const personOf = (by: string, { people }: ReviewerDirectory) =>
  people.find(({ id, name, email }) => [id, name, email].includes(by)) ?? null;

function whyRefused(review: OpenReview, answer: SimulatedAnswer, authority: Authority): string | null {
  const person = personOf(answer.by, authority.directory);
  if (!person) return `${answer.by} is not in the reviewer directory`;
  const standings = standingsOf(review, authority);
  const excluded = standings.find((one) => one.excluded.has(person.id))?.excluded.get(person.id);
  if (!mayAnswer(review, person.id, authority)) return excluded?.sentence ?? `${person.name} is not asked`;
  if (settle(review, authority, answer.at)) return 'the review is over';
  const isCommentMissing =
    answer.choice !== 'Withdraw' &&
    (answer.comment ?? '').trim() === '' &&
    standings.some(({ requirement }) => requirement.requireComment);
  return isCommentMissing ? 'a comment is required' : null;
}

const answerOf = ({ by, choice, comment, at }: SimulatedAnswer, directory: ReviewerDirectory): Answer => ({
  person: personOf(by, directory)?.id ?? by,
  choice,
  comment: comment ?? '',
  door: 'CommandLine',
  packageDigest: DIGEST,
  answeredAt: at,
});

function stateOf(standing: Standing, now: number): SimulatedOutcome['reviews'][number] {
  const { requirement, count, approvals, rejections, expiresAt } = standing;
  const isRejected = rejections.length >= requirement.rejectedBy;
  const isExpired = expiresAt !== null && expiresAt <= now;
  const state = isRejected ? 'Rejected' : isMet(standing) ? 'Met' : isExpired ? 'Expired' : 'Open';
  return { policy: requirement.policy, name: requirement.name, state, count, given: approvals.length };
}
