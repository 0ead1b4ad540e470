// The people of the reviewer directory and the channels of routes, as far as mailboxes and a Slack workspace know them: read from the policy files themselves.
import { parseAllDocuments } from 'yaml';
import { objectOf, type JsonObject } from '../json-object.ts';

export type LocalPerson = { readonly name: string; readonly email: string; readonly slack: string | null };

type Files = readonly { readonly text: string }[];

/** What each document of a kind lists under a key of its spec. Faults are the policy check's business: what can't be read is passed over. */
const listedIn = (files: Files, kind: string, key: string): readonly JsonObject[] =>
  files
    .filter(({ text }) => text.includes(kind))
    .flatMap(({ text }) => parseAllDocuments(text))
    .map((document) => objectOf('toJS' in document ? document.toJS() : null))
    .filter((document) => document['kind'] === kind)
    .map(({ spec }) => objectOf(spec)[key])
    .flatMap((listed) => (Array.isArray(listed) ? (listed as unknown[]) : []))
    .map(objectOf);

/** Channels that routes name by `#name`, without the `#`: they are there, since nobody would name others. */
export const channelsOf = (files: Files): readonly string[] =>
  listedIn(files, 'NotificationRoute', 'to')
    .flatMap((one) => [one, objectOf(one['fallback'])])
    .map(({ slack }) => slack)
    .flatMap((name) => (typeof name === 'string' && name.startsWith('#') ? [name.slice(1)] : []));

/** Everybody in documents of kind ReviewerDirectory. */
export function peopleOf(files: Files): readonly LocalPerson[] {
  return listedIn(files, 'ReviewerDirectory', 'people').flatMap(({ name, email, slack }) =>
    typeof name === 'string' && typeof email === 'string'
      ? [{ name, email, slack: typeof slack === 'string' ? slack : null }]
      : [],
  );
}
