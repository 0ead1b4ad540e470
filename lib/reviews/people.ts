// Finds people behind names: the actors of SageMaker and STS, and what a metadata key says. A role on its own names nobody.
import type { Person, ReviewerDirectory } from '../policy/directory.ts';

const SESSION = /^(arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_[^/]+)\/([^/]+)$/u;

/**
 * The one person behind an actor: an IAM user, a Studio user profile or a session of IAM Identity Center, whose names AWS itself sets.
 * null for everything else, and above all for a role: whoever may assume it chooses the session name.
 */
export function personOfActor({ people }: ReviewerDirectory, actor: string | null): Person | null {
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

/** Everybody whom a text names, as a metadata value does: by id, name, e-mail or identity, alone or several divided by spaces. */
export function peopleNamed(directory: ReviewerDirectory, text: string | null): readonly Person[] {
  if (text === null) return [];
  const whole = personNamed(directory, text);
  if (whole) return [whole];
  const found = text.split(/\s+/u).map((word) => personNamed(directory, word));
  return [...new Set(found)].filter((person) => person !== null);
}

/** The one person of this id, name, e-mail or identity; letters of either case. */
export function personNamed(directory: ReviewerDirectory, text: string): Person | null {
  const wanted = folded(text);
  const isNamed = ({ id, name, email }: Person): boolean => [id, name, email].some((one) => folded(one) === wanted);
  return directory.people.find(isNamed) ?? personOfActor(directory, text);
}

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The name of a person by id; the id itself where the directory no longer knows it. */
export const nameOf = ({ people }: ReviewerDirectory, id: string): string =>
  people.find((person) => person.id === id)?.name ?? id;
