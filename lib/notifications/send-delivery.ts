// One message leaves by its channel at its turn, and what came of it is written down.
import { messageOf, NotYetError, RefusedError } from '../errors.ts';
import { sha256 } from '../identity.ts';
import { METRICS } from '../observe.ts';
import type { SentMessage } from '../people-ports.ts';
import type { Channel, Posted } from './channel.ts';
import { claimMessage, recordMessage } from './claim-message.ts';
import { retryAfter, type Attempt, type Delivery, type DeliverPorts } from './delivery.ts';
import type { Message } from './message.ts';
import { pause, takeTurn } from './pace.ts';

type Claimed = { readonly delivery: Delivery; readonly item: SentMessage };
export type Ready = Claimed & { readonly message: Message };

/** `early`: its turn is too far away, the channel was not asked. */
export type Outcome =
  | { readonly outcome: 'sent'; readonly posted: Posted | null }
  | { readonly outcome: 'held' }
  | { readonly outcome: 'early' | 'failed'; readonly error: unknown };

/** What did not leave: its fallback has to take over now, or it is tried again. */
export type Unsent = Claimed & {
  readonly reason: string;
  readonly failingSince: number | null;
  readonly isFallbackDue: boolean;
  /** Seconds until it is worth another try. */
  readonly again: number;
};

/** Claims a delivery and reads what there is to say; null where nothing is to be done. Throws NotYetError while another worker is at it. */
export async function prepare(ports: DeliverPorts, delivery: Delivery): Promise<Ready | null> {
  const item = await claimMessage(ports, delivery);
  if (item === null) return null;
  const before = delivery.task === 'update' ? 'sent' : 'waiting';
  let message: Message | null = null;
  try {
    message = await delivery.render();
  } catch (error) {
    await recordMessage(ports, item, { state: before });
    throw error;
  }
  const isShown = message !== null && delivery.task === 'update' && showsOf(ports, delivery, message) === item.shows;
  if (message !== null && !isShown) return { delivery, item, message };
  await recordMessage(ports, item, { state: 'sent' });
  return null;
}

/** Waits for a turn at the destination and sends. Never throws: what happened is the answer. */
export async function sendAtTurn(
  ports: DeliverPorts,
  { channel: name, key }: Delivery,
  attempt: Attempt,
  send: (channel: Channel, isLast: boolean) => Promise<Posted | null>,
): Promise<Outcome> {
  const channel = ports.channels[name];
  const [turn] = await Promise.allSettled([takeTurn(ports, key, channel, attempt)]);
  if (turn.status === 'rejected') return { outcome: 'early', error: turn.reason };
  if (turn.value.held) return { outcome: 'held' };
  const [sent] = await Promise.allSettled([send(channel, turn.value.isLast)]);
  return sent.status === 'fulfilled'
    ? { outcome: 'sent', posted: sent.value }
    : { outcome: 'failed', error: sent.reason };
}

/** A delivery by itself. */
export const sendSingle = (
  ports: DeliverPorts,
  { delivery, item, message }: Ready,
  attempt: Attempt,
): Promise<Outcome> =>
  sendAtTurn(ports, delivery, attempt, async (channel, isLast) => {
    const { task, thread } = delivery;
    const reader = { ...delivery.reader, about: [delivery.about] };
    if (task === 'remind') return channel.remind(reader, thread, message, isLast);
    if (task === 'post') return channel.post(reader, message, isLast);
    if (item.posted !== null) await channel.update?.(item.posted, message);
    return item.posted;
  });

/** Writes down what came of it; answers with what is still to be done. `isDigest`: it stands among others and can't be changed. */
export async function recordOutcome(
  ports: DeliverPorts,
  one: Ready,
  outcome: Outcome,
  attempt: Attempt,
  isDigest: boolean,
): Promise<Unsent | null> {
  const { delivery, item, message } = one;
  if (outcome.outcome === 'held') {
    await recordMessage(ports, item, { state: 'held', reason: 'the cap of this hour' });
    return null;
  }
  if (outcome.outcome === 'sent') {
    ports.observe.count(METRICS.told, 1, { channel: delivery.channel });
    const shows = isDigest ? null : showsOf(ports, delivery, message);
    await recordMessage(ports, item, {
      state: 'sent',
      posted: outcome.posted,
      shows,
      failingSince: null,
      reason: null,
    });
    return null;
  }
  return unsentOf(ports, one, outcome, attempt);
}

async function unsentOf(
  ports: DeliverPorts,
  { delivery, item }: Claimed,
  { outcome, error }: Extract<Outcome, { error: unknown }>,
  attempt: Attempt,
): Promise<Unsent> {
  const now = ports.clock();
  const hasFailed = outcome === 'failed';
  // Nobody uses a channel that asked for a pause before it is over.
  if (hasFailed && error instanceof NotYetError) await pause(ports, delivery.key, error.retryAfter);
  const failingSince = hasFailed ? (item.failingSince ?? now) : item.failingSince;
  const { fallback } = delivery;
  const untilFallback = fallback && failingSince !== null ? failingSince + fallback.after - now : Infinity;
  const wanted = error instanceof NotYetError ? error.retryAfter : retryAfter(attempt);
  return {
    delivery,
    item,
    failingSince,
    reason: messageOf(error),
    isFallbackDue: fallback !== null && ((hasFailed && error instanceof RefusedError) || untilFallback <= 0),
    again: untilFallback > 0 ? Math.min(wanted, Math.ceil(untilFallback / 1000)) : wanted,
  };
}

const showsOf = ({ channels }: DeliverPorts, { channel }: Delivery, message: Message): string =>
  sha256(channels[channel].looksOf(message));
