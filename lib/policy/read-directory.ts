// Reads kind: ReviewerDirectory: people with their identities, and groups. A role is refused: its session name is the caller's choice.
import type { Document } from 'yaml';
import type { DirectoryDocument, Person, ReviewerGroup } from './directory.ts';
import { readHead } from './read-metadata.ts';
import { didYouMean } from './suggest.ts';
import { faultIn, member, needed, neededText, readMap, textIn, textsIn, type Members } from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, placesOf, readItems, readNamedItems, readTexts } from './yaml-values.ts';

const PERSON_KEYS = ['id', 'name', 'email', 'slack', 'iamUsers', 'studioProfiles', 'ssoSessions'];

/** What each identity looks like, and what to write where it does not. */
const FORMS = {
  iamUsers: {
    form: /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/u,
    expected:
      "the ARN of an IAM user, such as arn:aws:iam::111122223333:user/mei; a role names nobody, since its session name is the caller's choice",
  },
  studioProfiles: {
    form: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:\d{12}:user-profile\/[\w-]+\/[\w-]+$/u,
    expected:
      'the ARN of a Studio user profile, such as arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-abcdef123456/mei',
  },
  ssoSessions: {
    form: /^arn:aws[a-z-]*:sts::\d{12}:assumed-role\/AWSReservedSSO_[\w+=,.@-]*\*?\/[\w+=,.@-]+$/u,
    expected:
      "the session of an IAM Identity Center role, such as arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Reviewer_*/mei@example.com; the session name of any other role is the caller's choice",
  },
} as const;

/** Reads a directory from a document whose kind is known. Null with faults where it can't be used. */
export function readDirectory(source: Source, { contents }: Document): DirectoryDocument | null {
  const head = readHead(source, contents, 'a reviewer directory', ['people', 'groups']);
  if (!head) return null;
  const { spec } = head;
  const [peopleNode, groupsNode] = [needed(spec, 'people'), member(spec, 'groups')];
  const people = readPeople(source, peopleNode);
  return {
    people,
    groups: readGroups(source, groupsNode, people),
    place: placeOf(source, contents),
    peoplePlaces: placesOf(source, peopleNode, 'id'),
    groupPlaces: placesOf(source, groupsNode, 'name'),
  };
}

function readPeople(source: Source, node: unknown): readonly Person[] {
  const taken = new Map<string, Person>();
  return readItems(source, node, 'people').flatMap((item) => {
    const person = readPerson(source, item);
    if (!person) return [];
    for (const identity of identitiesOf(person)) {
      const other: Person = taken.get(identity) ?? person;
      if (other !== person) faultAt(source, item, `${identity} is there twice, for ${other.id} and ${person.id}`);
      taken.set(identity, other);
    }
    return person;
  });
}

/** Everything that has to belong to one person alone, in the form in which it is compared. */
export const identitiesOf = (person: Person): readonly string[] => [
  ...new Set([person.id, person.name.toLowerCase(), person.email.toLowerCase()]),
  ...(person.slack === null ? [] : [person.slack]),
  ...person.iamUsers,
  ...person.studioProfiles,
  ...person.ssoSessions,
];

function readPerson(source: Source, node: unknown): Person | null {
  const members = readMap(source, node, 'person', PERSON_KEYS);
  if (!members) return null;
  const [id, name, email] = ['id', 'name', 'email'].map((key) => neededText(members, key, `${key} of a person`));
  if (typeof id === 'string' && !/^[a-z0-9][a-z0-9._-]{0,62}$/u.test(id))
    faultIn(members, 'id', `the id "${id}" has to be lower-case letters, digits, . _ and -`);
  if (typeof email === 'string' && !/^[^\s@<>,;]+@[^\s@<>,;]+$/u.test(email))
    faultIn(members, 'email', `"${email}" is not an e-mail address`);
  const slack = textIn(members, 'slack');
  if (slack !== null && !/^[UW][A-Z0-9]{2,20}$/u.test(slack))
    faultIn(members, 'slack', `"${slack}" is not a Slack user id, such as U0AMARA001`);
  if (!id || !name || !email) return null;
  return {
    id,
    name,
    email,
    slack,
    iamUsers: readIdentities(members, 'iamUsers'),
    studioProfiles: readIdentities(members, 'studioProfiles'),
    ssoSessions: readIdentities(members, 'ssoSessions'),
  };
}

function readIdentities(members: Members, key: keyof typeof FORMS): readonly string[] {
  const { form, expected } = FORMS[key];
  const texts = textsIn(members, key);
  for (const text of texts)
    if (!form.test(text)) faultIn(members, key, `"${text}" can't stand in ${key}`, `Expected ${expected}.`);
  return texts;
}

function readGroups(source: Source, node: unknown, people: readonly Person[]): readonly ReviewerGroup[] {
  const ids = people.map(({ id }) => id);
  return readNamedItems(source, readItems(source, node, 'groups'), 'group', (item) => {
    const members = readMap(source, item, 'group', ['name', 'people']);
    const name = members && neededText(members, 'name', 'name of a group');
    if (!members || name === null) return null;
    const peopleNode = needed(members, 'people');
    const named = readTexts(source, peopleNode, 'people');
    if (named.length === 0 && peopleNode !== undefined) faultAt(source, item, `group ${name} has nobody in it`);
    for (const id of named.filter((one) => !ids.includes(one)))
      faultAt(source, peopleNode, `group ${name} names "${id}", who is not in people`, didYouMean(id, ids));
    return { name, people: [...new Set(named)] };
  });
}
