// Segregation of duties: who made and changed a version, as people, and whom a requirement therefore keeps out.
import { shortActor } from '../identity.ts';
import type { Authors } from '../ledger/head.ts';
import { personOfActor, type Person, type ReviewerDirectory } from '../policy/directory.ts';
import type { OpenRequirement } from '../policy/policy.ts';
import { peopleNamed } from './people.ts';

/** Why somebody may not answer: a short form for lists, a whole sentence for a refusal. */
export type Exclusion = { readonly because: string; readonly sentence: string };

/** One source of notFrom: what it says, and whom it names. */
type Source = {
  readonly people: readonly Person[];
  readonly told: string;
  readonly exclusion: (name: string) => Exclusion;
};

/**
 * Whom this requirement keeps out, by person id. Whoever changed the version is kept out of every requirement, named in notFrom or not.
 */
export function excludedBy(
  requirement: OpenRequirement,
  authors: Authors,
  directory: ReviewerDirectory,
): ReadonlyMap<string, Exclusion> {
  const excluded = new Map<string, Exclusion>();
  for (const actor of authors.changedBy) {
    const person = personOfActor(directory, actor);
    if (person) excluded.set(person.id, changed(person.name));
  }
  for (const source of requirement.notFrom.map((text) => sourceOf(text, requirement, authors, directory)))
    for (const { id, name } of source.people) excluded.set(id, source.exclusion(name));
  return excluded;
}

/** Why no person is known as the author; null where one is, or where nobody asks. */
export function unknownAuthor(
  requirement: OpenRequirement,
  authors: Authors,
  directory: ReviewerDirectory,
): string | null {
  const sources = requirement.notFrom.map((text) => sourceOf(text, requirement, authors, directory));
  if (sources.length === 0 || sources.some(({ people }) => people.length > 0)) return null;
  return `nobody knows which person made this version: ${sources.map(({ told }) => told).join(', ')}`;
}

const changed = (name: string): Exclusion => ({
  because: 'changed this version',
  sentence: `${name} changed the metadata that is being reviewed; whoever did that never answers.`,
});

function sourceOf(text: string, requirement: OpenRequirement, authors: Authors, directory: ReviewerDirectory): Source {
  if (text === 'registrant') return registrant(requirement, authors, directory);
  if (text === 'lastModifier') return lastModifier(requirement, authors, directory);
  const key = text.slice('metadata:'.length);
  const value = authors.metadata.find((one) => one.key === key)?.value ?? null;
  return {
    people: peopleNamed(directory, value),
    told: value === null ? `metadata key ${key} is missing` : `metadata key ${key} is \`${value}\``,
    exclusion: (name) => ({
      because: `named in metadata key ${key}`,
      sentence: `Metadata key ${key} names ${name} ${placeOf(requirement)}.`,
    }),
  };
}

const registrant = (requirement: OpenRequirement, authors: Authors, directory: ReviewerDirectory): Source => ({
  people: actors(directory, authors.registrant),
  told:
    authors.registrant === null
      ? 'SageMaker does not tell who registered it'
      : `${shortActor(authors.registrant)} registered it`,
  exclusion: (name) => ({
    because: 'registered this version',
    sentence: `${name} registered this version ${placeOf(requirement)}.`,
  }),
});

/** A version that nobody changed was last written by its registrant. */
function lastModifier(requirement: OpenRequirement, authors: Authors, directory: ReviewerDirectory): Source {
  const actor = authors.changedBy.at(-1);
  if (actor === undefined) return registrant(requirement, authors, directory);
  return {
    people: actors(directory, actor),
    told: `${shortActor(actor)} changed it last`,
    exclusion: (name) => ({
      because: 'changed this version last',
      sentence: `${name} changed this version last ${placeOf(requirement)}.`,
    }),
  };
}

function actors(directory: ReviewerDirectory, actor: string | null): readonly Person[] {
  const person = personOfActor(directory, actor);
  return person ? [person] : [];
}

const placeOf = ({ place }: OpenRequirement): string =>
  place ? `(notFrom, ${place.file}:${place.line})` : '(notFrom)';
