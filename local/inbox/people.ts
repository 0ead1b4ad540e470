// The people of the reviewer directory, as far as a mailbox and a Slack workspace know them: read from the policy files themselves.
import { parseAllDocuments } from 'yaml';

export type LocalPerson = { readonly name: string; readonly email: string; readonly slack: string | null };

type Json = Readonly<Record<string, unknown>>;
const mapOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** Everybody in documents of kind ReviewerDirectory. Faults are the policy check's business: what can't be read is passed over. */
export function peopleOf(files: readonly { readonly text: string }[]): readonly LocalPerson[] {
  return files
    .filter(({ text }) => text.includes('ReviewerDirectory'))
    .flatMap(({ text }) => parseAllDocuments(text))
    .map((document) => mapOf('toJS' in document ? document.toJS() : null))
    .filter(({ kind }) => kind === 'ReviewerDirectory')
    .map(({ spec }) => mapOf(spec)['people'])
    .flatMap((people) => (Array.isArray(people) ? (people as unknown[]) : []))
    .map(mapOf)
    .flatMap(({ name, email, slack }) =>
      typeof name === 'string' && typeof email === 'string'
        ? [{ name, email, slack: typeof slack === 'string' ? slack : null }]
        : [],
    );
}
