// What-if answers of people: what would come of a review if these approved. Nobody is asked and nothing is recorded.
import type { Evidence } from '../../lib/evidence/evidence.ts';
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import type { Assessment, Verdict } from '../../lib/policy/policy.ts';
import type { SimulatedReview } from '../../lib/policy/simulated-reviews.ts';
import { makeSimulateReviews } from '../test/simulate-reviews.ts';

export type Answered = {
  readonly verdict: Verdict;
  /** One sentence for each person, counted or refused. */
  readonly assumed: readonly string[];
  /** How the reviews would stand; null where nobody is asked. */
  readonly because: string | null;
};

/** The people of `--approve who,who`, by id, name or mail address. */
export const peopleOf = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => text.split(',').map((one) => one.trim())).filter((one) => one !== '');

/** The verdict if these people approved, in this order, as the rules of the reviews count them. */
export function assumeAnswers(
  assessment: Assessment,
  evidence: Evidence,
  { people, directory }: { readonly people: readonly string[]; readonly directory: ReviewerDirectory },
): Answered {
  const answers = people.map((by) => ({ by, choice: 'Approve' as const, comment: 'what if', at: evidence.now }));
  const simulate = makeSimulateReviews(directory);
  const { verdict, reviews, refusals } = simulate({ assessment, evidence, answers, now: evidence.now });
  const isAsked = assessment.verdict === 'RequireReview';
  const assumed = answers.map((answer) => {
    const refusal = refusals.find((one) => one.answer === answer);
    if (!isAsked) return `${answer.by} approves: nobody is asked, so it changes nothing`;
    return refusal ? `${answer.by} approves: refused, ${refusal.message}` : `${answer.by} approves`;
  });
  return { verdict, assumed, because: reviews.length > 0 ? reviews.map(sentenceOf).join('; ') : null };
}

const sentenceOf = ({ name, state, given, count }: SimulatedReview): string => {
  const counted = `${given} of ${count} approvals`;
  return state === 'Met' ? `Review ${name} is met: ${counted}` : `Review ${name} is ${state.toLowerCase()}: ${counted}`;
};
