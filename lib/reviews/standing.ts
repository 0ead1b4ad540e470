// How one requirement of a review stands: who is asked, who is kept out, who has said what, how many are missing. Pure.
import { listed } from '../counted.ts';
import type { Answer, OpenReview } from '../ledger/head.ts';
import { lastAnswers } from '../ledger/last-answer.ts';
import { expiryOf } from '../ledger/review-due.ts';
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { OpenRequirement } from '../policy/policy.ts';
import type { Revocation } from '../ports.ts';
import { shortTime } from '../times.ts';
import { excludedBy, unknownAuthor, type Exclusion } from './authors.ts';
import { personNamed } from './people.ts';
import { claimsIn, withClaims } from './claims.ts';

/** Who counts at this moment: the directory as deployed, and everybody whose authority was taken away since. */
export type Authority = {
  readonly directory: ReviewerDirectory;
  readonly revoked: ReadonlyMap<string, Revocation>;
};

export type Standing = {
  readonly requirement: OpenRequirement;
  /** Everybody who is asked, kept out or not. */
  readonly asked: readonly Person[];
  readonly excluded: ReadonlyMap<string, Exclusion>;
  /** Why no person is known as the author; null where one is. */
  readonly unknownAuthor: string | null;
  /** How many distinct people have to approve. */
  readonly count: number;
  /** False where the author is unknown and the policy holds for that. */
  readonly canBeMet: boolean;
  readonly approvals: readonly Answer[];
  readonly rejections: readonly Answer[];
  /** Milliseconds; null where it does not expire. */
  readonly expiresAt: number | null;
};

/** How a requirement stands, by the authority of this moment. Only the last answer of a person counts, and only of one who may answer now. */
function standingOf(requirement: OpenRequirement, review: OpenReview, authority: Authority): Standing {
  const directory = withClaims(authority.directory, claimsIn(review));
  const asked = askedBy(requirement, directory);
  const excluded = new Map(excludedBy(requirement, review.authors, directory));
  for (const { id, name } of asked) {
    const revocation = authority.revoked.get(id);
    if (revocation) excluded.set(id, revokedBecause(name, revocation));
  }
  const isCounted = ({ person, packageDigest }: Answer): boolean =>
    packageDigest === review.packageDigest && !excluded.has(person) && asked.some(({ id }) => id === person);
  const said = lastAnswers(review).filter(isCounted);
  const unknown = unknownAuthor(requirement, review.authors, directory);
  return {
    requirement,
    asked,
    excluded,
    unknownAuthor: unknown,
    count: requirement.count + (unknown !== null && requirement.onUnknownAuthor === 'RequireOneMore' ? 1 : 0),
    canBeMet: unknown === null || requirement.onUnknownAuthor !== 'Hold',
    approvals: said.filter(({ choice }) => choice === 'Approve'),
    rejections: said.filter(({ choice }) => choice === 'Reject'),
    expiresAt: expiryOf(requirement, review.openedAt),
  };
}

/** How all requirements stand. */
export const standingsOf = (review: OpenReview, authority: Authority): readonly Standing[] =>
  review.requirements.map((requirement) => standingOf(requirement, review, authority));

/** Whether a requirement has all the approvals that it asks for. */
export const isMet = ({ approvals, count, canBeMet }: Standing): boolean => canBeMet && approvals.length >= count;

/** The people whom a requirement names; everybody in the directory where it names nobody. */
function askedBy({ reviewers }: OpenRequirement, directory: ReviewerDirectory): readonly Person[] {
  const { people, groups } = directory;
  if (reviewers.groups.length + reviewers.people.length === 0) return people;
  const members = groups.filter(({ name }) => reviewers.groups.includes(name)).flatMap((group) => group.people);
  const named = reviewers.people.map((text) => personNamed(directory, text)?.id);
  return people.filter(({ id }) => members.includes(id) || named.includes(id));
}

/** Who is asked, in words: `risk-approvers`, `Mei or Jonas`; null where it is everybody. */
export function askedWords({ reviewers }: OpenRequirement, directory: ReviewerDirectory): string | null {
  const names = [...reviewers.groups, ...reviewers.people.map((text) => personNamed(directory, text)?.name ?? text)];
  return names.length === 0 ? null : listed(names, 'or');
}

const revokedBecause = (name: string, { at, by }: Revocation): Exclusion => ({
  because: `authority revoked, ${shortTime(at)}`,
  sentence: `The authority of ${name} was revoked, ${shortTime(at)}, by ${by}.`,
});
