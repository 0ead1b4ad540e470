// Lint of reviews: those that nobody refers to, those that nobody can meet with the people that are there, and those that some authors leave nobody for.
import type { Person, ReviewerDirectory } from './directory.ts';
import type { Policy } from './document.ts';
import { faultOf, type Fault } from './faults.ts';
import type { Place, ReviewRequirement } from './policy.ts';

/** Errors of the reviews of a policy: people and groups that are not there, and more people needed than there are. Without a directory (`null`) nobody knows who is there. */
export function lintReviews(policy: Policy, directory: ReviewerDirectory | null): readonly Fault[] {
  if (!directory) return [];
  return policy.reviews.flatMap((review) => impossible(review, placeOf(policy, review), directory));
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
    .map((review) =>
      faultOf(
        placeOf(policy, review),
        `nobody refers to review ${review.name} of ${policy.name}`,
        `Name it in a validation (review: ${review.name}), or take it out.`,
      ),
    );
}

/** Hints: reviews that can be met, and not where everybody whom notFrom may name is one of those who are asked. */
export function excludingReviews(policy: Policy, directory: ReviewerDirectory | null): readonly Fault[] {
  if (!directory) return [];
  return policy.reviews.flatMap((review) => {
    const able = reviewersOf(review, directory).size;
    const left = Math.max(0, able - review.notFrom.length);
    if (able < review.count || left >= review.count) return [];
    const excluded = review.notFrom.join(', ');
    return faultOf(
      review.place ?? policy.place,
      `review ${review.name} can't be met for some versions: of ${able} who may answer, notFrom (${excluded}) may keep out ${able - left}, and it needs ${review.count}`,
      'Name a larger group, or say with onExpiry: Escalate who is asked then.',
    );
  });
}

const placeOf = ({ reviewPlaces, place }: Policy, { name }: ReviewRequirement): Place =>
  reviewPlaces.get(name) ?? place;

function impossible(review: ReviewRequirement, place: Place, directory: ReviewerDirectory): readonly Fault[] {
  const unknown = unknownOf(review, directory).map((what) =>
    faultOf(
      place,
      `review ${review.name} asks ${what}, which no ReviewerDirectory has`,
      'Add it to the directory, or correct the name.',
    ),
  );
  if (unknown.length > 0) return unknown;
  const able = reviewersOf(review, directory).size;
  if (able >= review.count) return [];
  const message = `review ${review.name} needs ${review.count} people and ${able} may answer, so nobody can meet it`;
  return [faultOf(place, message, 'Lower count, or name a larger group.')];
}

function unknownOf({ reviewers, escalateTo }: ReviewRequirement, directory: ReviewerDirectory): readonly string[] {
  const groups = new Set(directory.groups.map(({ name }) => name));
  const asked = [...reviewers.groups, ...(escalateTo === null ? [] : [escalateTo])];
  return [
    ...asked.filter((name) => !groups.has(name)).map((name) => `group ${name}`),
    ...reviewers.people.filter((text) => !personCalled(text, directory)).map((text) => `person ${text}`),
  ];
}

/** Ids of those who are asked; a review that names nobody asks everybody of the directory. */
function reviewersOf({ reviewers }: ReviewRequirement, directory: ReviewerDirectory): ReadonlySet<string> {
  if (reviewers.groups.length + reviewers.people.length === 0) return new Set(directory.people.map(({ id }) => id));
  const ofGroups = directory.groups.filter(({ name }) => reviewers.groups.includes(name));
  const named = reviewers.people.flatMap((text) => personCalled(text, directory)?.id ?? []);
  return new Set([...named, ...ofGroups.flatMap(({ people }) => people)]);
}

/** A review may name a person as answers do: by id, name, address or identity. */
const personCalled = (text: string, { people }: ReviewerDirectory): Person | undefined =>
  people.find(({ id, name, email, iamUsers, studioProfiles }) =>
    [id, name, email, ...iamUsers, ...studioProfiles].some((one) => one.toLowerCase() === text.trim().toLowerCase()),
  );
