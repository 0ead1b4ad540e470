// Lint of reviews: those that nobody refers to, and those that nobody can meet with the people that are there.
import type { ReviewerDirectory } from './directory.ts';
import type { Policy } from './document.ts';
import type { Fault } from './faults.ts';
import type { Place, ReviewRequirement } from './policy.ts';

/** Errors of the reviews of a policy. Without a directory (`null`) nobody knows who is there, so only references are judged. */
export function lintReviews(policy: Policy, directory: ReviewerDirectory | null): readonly Fault[] {
  return policy.reviews.flatMap((review) => {
    const place = policy.validations.find((one) => one.review === review.name)?.place ?? policy.place;
    return directory ? impossible(review, place, directory) : [];
  });
}

/** Hints: reviews that no check names and that onPass does not ask for. */
export function unusedReviews(policy: Policy): readonly Fault[] {
  const named = new Set(policy.validations.map(({ review }) => review));
  const isAnyAskedFor =
    policy.onPass === 'RequireReview' ||
    policy.validations.some(({ action, review }) => action === 'RequireReview' && review === null);
  if (isAnyAskedFor) return [];
  return policy.reviews
    .filter(({ name }) => !named.has(name))
    .map(({ name }) => ({
      place: policy.place,
      width: 1,
      message: `nobody refers to review ${name} of ${policy.name}`,
      hint: `Name it in a validation (review: ${name}), or take it out.`,
    }));
}

function impossible(review: ReviewRequirement, place: Place, directory: ReviewerDirectory): readonly Fault[] {
  const { groups, people } = review.reviewers;
  const unknown = [
    ...groups.filter((name) => !directory.groups.some((group) => group.name === name)).map((name) => `group ${name}`),
    ...people.filter((id) => !directory.people.some((person) => person.id === id)).map((id) => `person ${id}`),
  ];
  const told = unknown.map((what) => ({
    place,
    width: 1,
    message: `review ${review.name} asks ${what}, which no ReviewerDirectory has`,
    hint: 'Add it to the directory, or correct the name.',
  }));
  if (told.length > 0) return told;
  const able = reviewersOf(review, directory).size;
  if (able >= review.count) return [];
  const message = `review ${review.name} needs ${review.count} people and ${able} may answer, so nobody can meet it`;
  return [{ place, width: 1, message, hint: 'Lower count, or name a larger group.' }];
}

/** Ids of those who are asked; a review that names nobody asks everybody of the directory. */
function reviewersOf({ reviewers }: ReviewRequirement, directory: ReviewerDirectory): ReadonlySet<string> {
  if (reviewers.groups.length + reviewers.people.length === 0) return new Set(directory.people.map(({ id }) => id));
  const ofGroups = directory.groups.filter(({ name }) => reviewers.groups.includes(name));
  return new Set([...reviewers.people, ...ofGroups.flatMap(({ people }) => people)]);
}
