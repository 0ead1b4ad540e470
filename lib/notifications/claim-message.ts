// The MESSAGE item as a lock and a record: claimed before a message is sent, written down afterwards.
import { NotYetError } from '../errors.ts';
import { ConditionFailedError } from '../ports.ts';
import type { SentMessage } from '../people-ports.ts';
import type { Delivery, DeliverPorts } from './delivery.ts';

/** Longer than the function may run (60 s): what is found after it was left by a worker that died. */
const LEASE = 90_000;
/** Seconds until another worker is done with it. */
const SOON = 5;
const TRIES = 3;
const PAUSE = 200;

/** Nothing more is sent there about it: its fallback has it, its address had too many, or mail to it came back. */
const OVER: ReadonlySet<SentMessage['state']> = new Set(['replaced', 'held', 'returned']);

/** The claimed item, or null where this delivery has been made. Throws NotYetError while another worker is at it. */
export async function claimMessage(ports: DeliverPorts, { about, key, task }: Delivery): Promise<SentMessage | null> {
  const found = (await ports.messages.readMessages(about)).find(({ destination }) => destination === key) ?? null;
  const now = ports.clock();
  if (found?.state === 'sending' && found.leaseUntil > now)
    throw new NotYetError(`another worker is telling ${key}`, SOON);
  const isOver = found !== null && OVER.has(found.state);
  if (isOver || (found?.state === 'sent' && task !== 'update')) return null;
  const next: SentMessage = {
    about,
    destination: key,
    failingSince: null,
    posted: null,
    shows: null,
    reason: null,
    ...found,
    state: 'sending',
    token: ports.newToken(),
    leaseUntil: now + LEASE,
  };
  try {
    await ports.messages.putMessage(found, next);
    return next;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    throw new NotYetError(`another worker is telling ${key}`, SOON, { cause: error });
  }
}

/** Writes down what came of a claimed message. Where the ledger does not answer three times, it may be sent a second time. */
export async function recordMessage(
  ports: DeliverPorts,
  claimed: SentMessage,
  change: Partial<Omit<SentMessage, 'about' | 'destination'>>,
): Promise<void> {
  const next: SentMessage = { ...claimed, leaseUntil: 0, ...change, token: ports.newToken() };
  for (let attempt = 1; ; attempt++) {
    try {
      return await ports.messages.putMessage(claimed, next);
    } catch (error) {
      // An own write whose answer was lost, or a worker that took over after the lease: both are as good.
      if (error instanceof ConditionFailedError) return;
      if (attempt === TRIES) throw error;
      await ports.sleep(PAUSE * attempt);
    }
  }
}
