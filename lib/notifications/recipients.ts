// Who gets a message: a route's words become addresses, from the directory, the review and the group's tags.
import type { Decision } from '../decisions/decision.ts';
import type { ReviewState } from '../ledger/review-state.ts';
import { personOfActor, type Person } from '../policy/directory.ts';
import { isMailAddress } from '../policy/mail-address.ts';
import type { MailRecipient, RouteTarget } from '../policy/notification-route.ts';
import type { Reader } from './channel.ts';
import type { ChannelName } from './channels.ts';

/** Where one message goes: the channel, the address, and one text that names both. */
export type Destination = { readonly channel: ChannelName; readonly reader: Reader; readonly key: string };

export type RecipientContext = {
  readonly decision: Decision;
  /** The open review that is told about; null for other news. */
  readonly review: ReviewState | null;
  readonly people: readonly Person[];
};

/** The destinations of one target; none where it names nobody who can be reached. */
export function destinationsOf(target: RouteTarget, context: RecipientContext): readonly Destination[] {
  if (target.kind === 'webhook') return [destination('webhook', target.webhook, '')];
  if (target.kind === 'slack') {
    const channel = target.channel === 'owner' ? tagChannel(context.decision) : target.channel;
    return channel === null ? [] : [destination('slack', channel, '')];
  }
  const readers = target.to.flatMap((recipient) => readersOf(recipient, context));
  const first = readers.filter(({ address }, at) => readers.findIndex((one) => one.address === address) === at);
  return first.map(({ address, because }) => destination('email', address, because));
}

/** One destination; mail addresses are known by their lower-case form. */
export const destination = (channel: ChannelName, address: string, because: string): Destination => ({
  channel,
  reader: { address, because },
  key: `${channel}:${address}`,
});

function readersOf(recipient: MailRecipient, { decision, review, people }: RecipientContext): readonly Reader[] {
  if (recipient === 'reviewers') return review === null ? [] : reviewersOf(review, people);
  if (recipient === 'registrant') {
    const person = personOfActor({ people }, decision.subject.registrant);
    return reader(person?.email, 'You get this mail because you registered this version.');
  }
  if (recipient === 'owner') {
    const owner = decision.contacts?.owner ?? null;
    const person = people.find(({ id }) => id === owner?.toLowerCase());
    return reader(person?.email ?? owner, 'You get this mail because the tag modelgate:owner of this group names you.');
  }
  return reader(recipient, 'You get this mail because a notification route names this address.');
}

/** Everybody who may still answer; a mail says through which group. */
function reviewersOf(review: ReviewState, people: readonly Person[]): readonly Reader[] {
  return review.people
    .filter(({ state }) => state === 'mayAnswer')
    .flatMap(({ id }) => {
      const asked = review.requirements.find((one) => one.people.some((person) => person.id === id))?.asked;
      const through = asked === undefined ? 'you may review it' : `you are asked: ${asked}`;
      return reader(people.find((person) => person.id === id)?.email, `You get this mail because ${through}.`);
    });
}

const reader = (address: string | null | undefined, because: string): readonly Reader[] =>
  address !== null && address !== undefined && isMailAddress(address)
    ? [{ address: address.toLowerCase(), because }]
    : [];

/** The tag's channel, where it is one: tags are written by whoever may tag the group. */
function tagChannel({ contacts }: Decision): string | null {
  const channel = contacts?.slackChannel ?? '';
  if (/^[CG][A-Z0-9]{5,20}$/u.test(channel)) return channel;
  const name = channel.replace(/^#/u, '');
  return /^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u.test(name) ? `#${name}` : null;
}
