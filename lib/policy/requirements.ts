// Which reviews a policy that requires one asks for, and because of what.
import type { Policy } from './document.ts';
import type { OpenRequirement, PolicyResult, ReviewRequirement } from './policy.ts';
import { DEFAULT_REVIEW } from './default-review.ts';

/** Requirements of one policy with the verdict RequireReview: those of its failed checks, and with onPass RequireReview those of every version. */
export function requirementsOf(policy: Policy, result: PolicyResult): readonly OpenRequirement[] {
  const because = new Map<ReviewRequirement, string[]>();
  const ask = (review: ReviewRequirement, sentence: string): unknown =>
    because.set(review, [...(because.get(review) ?? []), sentence]);
  const general = generalReviews(policy);
  const failed = result.validations.filter((one) => one.result === 'fail' && one.action === 'RequireReview');
  if (policy.onPass === 'RequireReview')
    for (const review of general) ask(review, `policy ${policy.name} asks people about every version`);
  for (const { review, message } of failed) {
    const named = policy.reviews.find((one) => one.name === review);
    for (const one of named ? [named] : general) ask(one, message);
  }
  return [...because].map(([review, sentences]) => ({ ...review, policy: policy.name, because: sentences }));
}

/** Reviews that no check has for itself; where each belongs to a check, all of them; where there is none, one by anybody. */
function generalReviews(policy: Policy): readonly ReviewRequirement[] {
  const own = new Set(policy.validations.map((one) => one.review));
  const general = policy.reviews.filter((review) => !own.has(review.name));
  if (general.length > 0) return general;
  return policy.reviews.length > 0 ? policy.reviews : [DEFAULT_REVIEW];
}
