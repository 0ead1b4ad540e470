// Finds people behind names, as metadata keys and commands say them.
import { personOfActor, type Person, type ReviewerDirectory } from '../policy/directory.ts';

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
