// One thing to be done at one destination, and the ports that doing it takes.
import type { Observe } from '../observe.ts';
import type { Clock, NewToken } from '../ports.ts';
import type { MessageLedger } from '../people-ports.ts';
import type { Posted } from './channel.ts';
import type { makeChannels } from './channels.ts';
import type { Message } from './message.ts';
import type { Destination } from './recipients.ts';

export type Delivery = Destination & {
  /** The review's id, or the event's own: with the destination it is done once. */
  readonly about: string;
  /** `update` changes what was posted under the same `about`; `remind` goes into its thread. */
  readonly task: 'post' | 'update' | 'remind';
  /** Where a reminder belongs. */
  readonly thread: Posted | null;
  /** Reads again what there is to say, right before it is said; null: nothing any more. */
  readonly render: () => Promise<Message | null>;
  /** Used where the channel refuses, or fails for longer than `after` milliseconds. */
  readonly fallback: { readonly deliveries: readonly Delivery[]; readonly after: number } | null;
};

export type DeliverPorts = {
  readonly messages: MessageLedger;
  readonly channels: ReturnType<typeof makeChannels>;
  readonly clock: Clock;
  /** Milliseconds; in tests virtual. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly newToken: NewToken;
  readonly observe: Observe;
};

/** How often its queue message was received, and how long the function may still work. */
export type Attempt = { readonly receiveCount: number; readonly remaining: () => number };

/** Seconds until a message is worth another try: 15, 30, 60 ... 600, so that twenty tries last for two hours. */
export const retryAfter = ({ receiveCount }: Pick<Attempt, 'receiveCount'>): number =>
  Math.min(600, 15 * 2 ** Math.min(10, Math.max(0, receiveCount - 1)));
