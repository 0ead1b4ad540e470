// Whom a group names in its tags: the owner's address and the Slack channel. They choose who hears of a decision, never what is decided.
import type { ModelPackageArn } from '../identity.ts';
import type { Clock, Registries } from '../ports.ts';
import { MINUTE } from '../times.ts';
import type { Decision } from './decision.ts';

/** As the tags `modelgate:owner` and `modelgate:slack-channel` say, unchecked. */
export type Contacts = NonNullable<Decision['contacts']>;

/** Null where the group has neither tag, or its tags can't be read: that never holds a decision up. */
export type ReadContacts = (arn: ModelPackageArn) => Promise<Contacts | null>;

/** One ListTags a group in this time, in milliseconds; a changed tag is heard of that much later. */
const KEPT = 10 * MINUTE;

/** Makes `readContacts` for one worker. */
export function makeReadContacts(ports: { registries: Registries; clock: Clock }): ReadContacts {
  const kept = new Map<string, { readonly contacts: Promise<Contacts | null>; readonly until: number }>();
  return (arn) => {
    const key = `${arn.account}:${arn.region}:${arn.group.toLowerCase()}`;
    const known = kept.get(key);
    if (known && ports.clock() < known.until) return known.contacts;
    const contacts = readTags(ports.registries, arn).then(contactsOf, () => {
      kept.delete(key);
      return null;
    });
    kept.set(key, { contacts, until: ports.clock() + KEPT });
    return contacts;
  };
}

const readTags = async (registries: Registries, arn: ModelPackageArn): Promise<ReadonlyMap<string, string>> =>
  registries(arn.account, arn.region).groupTags(arn);

/** The contacts among a group's tags. */
function contactsOf(tags: ReadonlyMap<string, string>): Contacts | null {
  const owner = tags.get('modelgate:owner') ?? null;
  const slackChannel = tags.get('modelgate:slack-channel') ?? null;
  return owner === null && slackChannel === null ? null : { owner, slackChannel };
}
