// Whether several reviewer directories fit together: no identity and no group may stand in two of them, or one voice would be two.
import type { DirectoryDocument } from './directory.ts';
import { faultOf, type Fault } from './faults.ts';
import type { Place } from './policy.ts';
import { identitiesOf } from './read-directory.ts';

/** Identities and groups that an earlier document has already; within one document its reader finds them. */
export function checkDirectories(directories: readonly DirectoryDocument[]): readonly Fault[] {
  const people = new Map<string, Place>();
  const groups = new Map<string, Place>();
  return directories.flatMap((directory) => {
    const faults = [
      ...directory.people.flatMap((person) => {
        const place = directory.peoplePlaces.get(person.id) ?? directory.place;
        const twice = identitiesOf(person).find((identity) => people.has(identity));
        return twice === undefined ? [] : [twiceFault(twice, place, people.get(twice), 'One person has one voice')];
      }),
      ...directory.groups.flatMap(({ name }) => {
        const place = directory.groupPlaces.get(name) ?? directory.place;
        return groups.has(name) ? [twiceFault(`group ${name}`, place, groups.get(name), 'One group is one list')] : [];
      }),
    ];
    for (const person of directory.people)
      for (const identity of identitiesOf(person))
        people.set(identity, directory.peoplePlaces.get(person.id) ?? directory.place);
    for (const { name } of directory.groups) groups.set(name, directory.groupPlaces.get(name) ?? directory.place);
    return faults;
  });
}

const twiceFault = (what: string, place: Place, other: Place | undefined, why: string): Fault =>
  faultOf(
    place,
    `${what} is there twice`,
    `${why}: it stands in ${other?.file}:${other?.line} too. Put both into one.`,
  );
