// The reviewer directory as loaded: people with every identity of theirs that a door can prove, and groups of them.
import type { Place } from './policy.ts';

/** One person: one voice, whatever door it comes through. */
export type Person = {
  /** Lower case; stays the same when the name changes. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Slack user id, such as U0AMARA001. */
  readonly slack: string | null;
  /** ARNs of IAM users. */
  readonly iamUsers: readonly string[];
  /** ARNs of Studio user profiles. */
  readonly studioProfiles: readonly string[];
  /** ARNs of IAM Identity Center sessions; the permission set's role may end with `*`, the session name is exact. */
  readonly ssoSessions: readonly string[];
};

/** A group of people, by their ids. */
export type ReviewerGroup = { readonly name: string; readonly people: readonly string[] };

/** One document of `kind: ReviewerDirectory`, or all of them together. */
export type ReviewerDirectory = {
  readonly people: readonly Person[];
  readonly groups: readonly ReviewerGroup[];
};

/** A document with its place. */
export type DirectoryDocument = ReviewerDirectory & {
  readonly place: Place;
  /** Where each person and group is written, by id and by name. */
  readonly peoplePlaces: ReadonlyMap<string, Place>;
  readonly groupPlaces: ReadonlyMap<string, Place>;
};

/** All directory documents of a policy set as one; no document is a directory of nobody. */
export const directoryOf = ({
  directories,
}: {
  readonly directories: readonly ReviewerDirectory[];
}): ReviewerDirectory => ({
  people: directories.flatMap(({ people }) => people),
  groups: directories.flatMap(({ groups }) => groups),
});

const SESSION = /^(arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_[^/]+)\/([^/]+)$/u;

/**
 * The one person behind an actor of SageMaker or STS: an IAM user, a Studio user profile or a session of IAM Identity Center, whose names
 * AWS itself sets. null for everything else, and above all for a role: whoever may assume it chooses the session name.
 */
export function personOfActor({ people }: Pick<ReviewerDirectory, 'people'>, actor: string | null): Person | null {
  if (actor === null) return null;
  return (
    people.find(
      ({ iamUsers, studioProfiles, ssoSessions }) =>
        iamUsers.includes(actor) || studioProfiles.includes(actor) || ssoSessions.some((one) => isSession(one, actor)),
    ) ?? null
  );
}

/** Permission sets end in a hash that changes when they are provisioned again, so the role may end with `*`; the session never. */
function isSession(known: string, actor: string): boolean {
  const [, role, session] = SESSION.exec(actor) ?? [];
  const [, knownRole, knownSession] = SESSION.exec(known) ?? [];
  if (!role || !knownRole || session !== knownSession) return false;
  return knownRole.endsWith('*') ? role.startsWith(knownRole.slice(0, -1)) : role === knownRole;
}
