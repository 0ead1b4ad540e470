// A mail that was accepted and never arrived: SES says so by an event only, an address on its suppression list included.
import { InvalidError } from '../errors.ts';
import type { MessageLedger } from '../people-ports.ts';
import { listOf, membersOf, textOf, type Members } from '../members.ts';
import { METRICS, type Observe } from '../observe.ts';
import type { NewToken } from '../ports.ts';

/** One address that mail did not reach, what the mail was about, and why in SES's words. */
export type ReturnedMail = {
  readonly address: string;
  readonly about: readonly string[];
  readonly reason: string;
};

/** Every address that an event of SES names as not reached; null where the message is none of SES. Throws InvalidError where it says nothing of use. */
export function readReturnedMail(event: Members): readonly ReturnedMail[] | null {
  if (event['source'] !== 'aws.ses') return null;
  const detail = membersOf(event['detail']);
  const mail = membersOf(detail['mail']);
  const about = Object.entries(membersOf(mail['tags']))
    .filter(([name]) => /^about-\d{1,2}$/u.test(name))
    .flatMap(([, values]) => listOf(values).map(textOf))
    .filter((id) => /^[A-Za-z0-9_-]{1,128}$/u.test(id));
  const returned = addressesOf(detail, mail).map((one) => ({ ...one, about }));
  if (about.length === 0 || returned.length === 0)
    throw new InvalidError('NoReturnedMail', 'the event of SES names no mail of ours: no tag about-0, or no recipient');
  return returned;
}

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html: recipients with what the server said, or those of the mail. */
function addressesOf(detail: Members, mail: Members): readonly Omit<ReturnedMail, 'about'>[] {
  const bounce = membersOf(detail['bounce']);
  const kind = [textOf(bounce['bounceType']), textOf(bounce['bounceSubType'])].filter((one) => one !== '').join(', ');
  const why = textOf(membersOf(detail['reject'])['reason']) || kind;
  const bounced = [...listOf(bounce['bouncedRecipients']), ...complainers(detail)].map(membersOf).map((one) => ({
    address: textOf(one['emailAddress']).toLowerCase(),
    reason: [textOf(detail['eventType']), why, textOf(one['diagnosticCode'])].filter((part) => part !== '').join(': '),
  }));
  const all = listOf(mail['destination']).map(textOf);
  const others = all.map((address) => ({
    address: address.toLowerCase(),
    reason: `${textOf(detail['eventType'])}: ${why}`,
  }));
  return (bounced.length > 0 ? bounced : others).filter(({ address }) => address.includes('@'));
}

const complainers = (detail: Members): readonly unknown[] =>
  listOf(membersOf(detail['complaint'])['complainedRecipients']);

export type ReturnPorts = { readonly messages: MessageLedger; readonly newToken: NewToken; readonly observe: Observe };

/** Marks what was sent to the address as returned. Answers the ids that it had counted as told for. */
export async function markReturned(
  { messages, newToken, observe }: ReturnPorts,
  { address, about, reason }: ReturnedMail,
): Promise<readonly string[]> {
  const key = `email:${address}`;
  const told: string[] = [];
  for (const id of about) {
    const item = (await messages.readMessages(id)).find(({ destination }) => destination === key);
    if (item === undefined) continue;
    told.push(id);
    if (item.state === 'returned') continue;
    await messages.putMessage(item, { ...item, state: 'returned', reason, leaseUntil: 0, token: newToken() });
    observe.warn('mail came back', { destination: key, about: id, because: reason });
    observe.count(METRICS.notTold, 1, { channel: 'email' });
  }
  return told;
}
