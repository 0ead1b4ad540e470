// One queue: which messages are visible, in flight or delayed, and where they go after too many receives.
import { createHash } from 'node:crypto';

/** A message attribute as the API takes it; binary values are base64. */
export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
};

/** A message on a queue; times in milliseconds since 1970. */
export type Message = {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  readonly sentAt: number;
  readonly source?: string;
  /** The X-Ray header of whoever sent it. */
  readonly trace?: string;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** The receipt handle of the newest receive; older ones no longer delete. */
  receipt?: string;
};

/** A queue with its attributes as text, as the API shows them. */
export type Queue = {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  readonly attributes: Record<string, string>;
  readonly messages: Map<string, Message>;
};

/** How many messages are where. */
export type Depth = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** Lower-case hexadecimal MD5, which SDKs compare with what they sent. */
export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/** A numeric attribute. */
export const numberOf = (queue: Queue, attribute: string): number => Number(queue.attributes[attribute]);

/** Forgets messages older than the queue's retention period. */
const expire = (queue: Queue, now: number): void => {
  const oldest = now - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  for (const [id, message] of queue.messages) if (message.sentAt < oldest) queue.messages.delete(id);
};

/** Counts a queue's messages at `now`. */
export const depthOf = (queue: Queue, now: number): Depth => {
  expire(queue, now);
  const waiting = [...queue.messages.values()].filter((message) => message.visibleAt > now);
  const inFlight = waiting.filter((message) => message.receives > 0).length;
  return { visible: queue.messages.size - waiting.length, inFlight, delayed: waiting.length - inFlight };
};

/** Where messages go after `maxReceiveCount` receives, if anywhere. */
export const redriveOf = (queue: Queue): { readonly target: string; readonly max: number } | undefined => {
  const text = queue.attributes['RedrivePolicy'];
  if (text === undefined || text === '') return undefined;
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { target: policy.deadLetterTargetArn, max: Number(policy.maxReceiveCount) };
};

/** When the next hidden message becomes visible; undefined if none is hidden. */
export const nextVisibleAt = (queue: Queue, now: number): number | undefined => {
  let next: number | undefined;
  for (const { visibleAt } of queue.messages.values()) {
    if (visibleAt > now && (next === undefined || visibleAt < next)) next = visibleAt;
  }
  return next;
};

/**
 * Takes up to `max` visible messages into flight for `visibilityMs`. Messages that were received as often as the
 * redrive policy allows are handed to `toDeadLetters` instead.
 */
export const take = (
  queue: Queue,
  options: {
    readonly now: number;
    readonly max: number;
    readonly visibilityMs: number;
    readonly receipt: (id: string) => string;
  },
  toDeadLetters: (message: Message, target: string) => boolean,
): readonly Message[] => {
  expire(queue, options.now);
  const redrive = redriveOf(queue);
  const taken: Message[] = [];
  for (const message of queue.messages.values()) {
    if (taken.length >= options.max) break;
    if (message.visibleAt > options.now) continue;
    if (redrive !== undefined && message.receives >= redrive.max && toDeadLetters(message, redrive.target)) {
      queue.messages.delete(message.id);
      continue;
    }
    message.receives += 1;
    message.firstReceivedAt ??= options.now;
    message.visibleAt = options.now + options.visibilityMs;
    message.receipt = options.receipt(message.id);
    taken.push(message);
  }
  return taken;
};
