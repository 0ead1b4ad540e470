// The pace of a destination, kept in the ledger so that all workers keep it together: a turn is reserved before it is waited for.
import { NotYetError } from '../errors.ts';
import { ConditionFailedError } from '../ports.ts';
import type { Pace } from '../people-ports.ts';
import { HOUR } from '../times.ts';
import type { Channel } from './channel.ts';
import { retryAfter, type Attempt, type DeliverPorts } from './delivery.ts';

/** A turn that is further away than this is not waited for in the function: the message goes back to the queue. */
const PATIENCE = 20_000;
/** What a call takes at most, with the ledger's writes around it. */
const CALL = 15_000;
const WINDOW = HOUR;
const RACES = 20;

/** `held`: the cap of this hour is used up. `isLast`: this message uses it up. */
export type Turn = { readonly held: true } | { readonly held: false; readonly isLast: boolean };

/** Waits for a turn at a destination. Throws NotYetError where it is too far away, or the channel said to wait. */
export async function takeTurn(
  ports: DeliverPorts,
  key: string,
  { gap, cap }: Pick<Channel, 'gap' | 'cap'>,
  attempt: Attempt,
): Promise<Turn> {
  for (let race = 0; race < RACES; race++) {
    const now = ports.clock();
    const pace = await ports.messages.readPace(key);
    const at = Math.max(now, pace?.nextAt ?? 0);
    const wait = at - now;
    if (wait > Math.min(PATIENCE, attempt.remaining() - CALL))
      throw new NotYetError(
        `${key} has a turn in ${Math.ceil(wait / 1000)} s`,
        Math.max(retryAfter(attempt), wait / 1000),
      );
    const inWindow = pace !== null && now < pace.windowStart + WINDOW;
    const count = (inWindow ? pace.count : 0) + 1;
    if (cap !== null && count > cap) return { held: true };
    const windowStart = inWindow ? pace.windowStart : now;
    try {
      await ports.messages.putPace(pace, {
        destination: key,
        token: ports.newToken(),
        nextAt: at + gap,
        windowStart,
        count,
      });
    } catch (error) {
      if (error instanceof ConditionFailedError) continue;
      throw error;
    }
    if (wait > 0) await ports.sleep(wait);
    return { held: false, isLast: count === cap };
  }
  throw new NotYetError(`${key} is used by many at once`, retryAfter(attempt));
}

/** The channel asked for a pause of so many seconds: nobody uses it before. */
export async function pause({ messages, clock, newToken }: DeliverPorts, key: string, seconds: number): Promise<void> {
  for (let race = 0; race < RACES; race++) {
    const now = clock();
    const pace = await messages.readPace(key);
    const until = now + seconds * 1000;
    if (pace && pace.nextAt >= until) return;
    const next: Pace = { destination: key, windowStart: now, count: 0, ...pace, token: newToken(), nextAt: until };
    try {
      return await messages.putPace(pace, next);
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}
