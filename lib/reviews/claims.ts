// Groups that the identity provider vouches for: they add people to groups of the directory for one session, and take nobody out.
import type { OpenReview } from '../ledger/head.ts';
import { lastAnswers } from '../ledger/last-answer.ts';
import type { ReviewerDirectory, ReviewerGroup } from '../policy/directory.ts';

/** Group names by the id of a person. */
export type Claims = ReadonlyMap<string, readonly string[]>;

/** The directory with these people in the groups that they claim; a group that it does not list is made of those who claim it. */
export function withClaims(directory: ReviewerDirectory, claims: Claims): ReviewerDirectory {
  const members = new Map(directory.groups.map(({ name, people }) => [name, new Set(people)]));
  for (const [person, names] of claims)
    for (const name of names) members.set(name, (members.get(name) ?? new Set()).add(person));
  if (claims.size === 0) return directory;
  const groups: readonly ReviewerGroup[] = [...members].map(([name, people]) => ({ name, people: [...people] }));
  return { people: directory.people, groups };
}

/** What was claimed with the answers that count; kept with them, since no session is left when they are carried out. */
export const claimsIn = (review: OpenReview): Claims =>
  new Map(lastAnswers(review).flatMap(({ person, groups }) => (groups ? [[person, groups] as const] : [])));

/** Those of the claimed groups that a review asks; the others are nobody's business and would fill HEAD. */
export function claimsAsked(review: OpenReview, claimed: readonly string[] | null | undefined): readonly string[] {
  const asked = new Set(review.requirements.flatMap(({ reviewers }) => reviewers.groups));
  return (claimed ?? []).filter((name) => asked.has(name));
}
