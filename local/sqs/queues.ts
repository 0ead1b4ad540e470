// All queues of all accounts, and the messages' ways in and out of them.
import { uuid } from '../front/ids.ts';
import { AwsError, type Caller, type World } from '../service.ts';
import { defaultAttributes } from './attributes.ts';
import { type Message, type MessageAttribute, md5, nextVisibleAt, numberOf, type Queue, take } from './queue.ts';
import { makeSignals, type Signals } from './signals.ts';

/** What a sender gives. `delaySeconds` undefined means the queue's own delay. */
type Outgoing = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  readonly delaySeconds: number | undefined;
  readonly trace?: string | undefined;
};

/** How a receiver asks. Times in seconds; a receiver whose `signal` is aborted takes nothing any more. */
export type Receiving = {
  readonly max: number;
  readonly waitSeconds: number;
  readonly visibilitySeconds: number;
  readonly signal?: AbortSignal;
};

/** The queues and what can be done with them. */
export type Queues = {
  readonly byArn: (arn: string) => Queue | undefined;
  readonly all: () => readonly Queue[];
  readonly create: (caller: Caller, name: string, attributes: Readonly<Record<string, string>>) => Queue;
  readonly add: (queue: Queue) => void;
  readonly remove: (queue: Queue) => void;
  readonly send: (queue: Queue, outgoing: Outgoing) => Message;
  readonly receive: (queue: Queue, receiving: Receiving) => Promise<readonly Message[]>;
  /** Wakes long polls, after a message became visible early. */
  readonly wake: (queueArn: string) => void;
  /** Ends all long polls at once. */
  readonly close: () => void;
};

type Held = { readonly world: World; readonly queues: Map<string, Queue>; readonly signals: Signals };

const create = ({ world, queues }: Held, caller: Caller, name: string, attributes: Queue['attributes']): Queue => {
  const { account, region } = caller;
  const arn = `arn:aws:sqs:${region}:${account}:${name}`;
  const now = world.now();
  const all = { ...defaultAttributes, ...attributes };
  const queue = { account, region, name, arn, createdAt: now, modifiedAt: now, attributes: all, messages: new Map() };
  queues.set(arn, queue);
  return queue;
};

const send = (
  { world, signals }: Held,
  queue: Queue,
  { body, attributes, sender, delaySeconds, trace }: Outgoing,
): Message => {
  const limit = numberOf(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > limit) {
    const message = `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`;
    throw new AwsError('InvalidParameterValue', message);
  }
  const sentAt = world.now();
  const visibleAt = sentAt + (delaySeconds ?? numberOf(queue, 'DelaySeconds')) * 1000;
  const given = { body, md5: md5(body), attributes, sender, ...(trace !== undefined && { trace }) };
  const message = { id: uuid(world), ...given, sentAt, visibleAt, receives: 0 };
  queue.messages.set(message.id, message);
  signals.wake(queue.arn);
  return message;
};

const toDeadLetters = ({ world, queues, signals }: Held, queue: Queue, message: Message, target: string): boolean => {
  const dead = queues.get(target);
  if (dead === undefined) return false;
  const { firstReceivedAt: _first, receipt: _receipt, ...kept } = message;
  dead.messages.set(message.id, { ...kept, receives: 0, visibleAt: world.now(), source: queue.arn });
  signals.wake(dead.arn);
  return true;
};

const receiveNow = (held: Held, queue: Queue, { max, visibilitySeconds }: Receiving): readonly Message[] => {
  const { world } = held;
  const receipt = (id: string): string => Buffer.from(`${id} ${uuid(world)}`).toString('base64');
  const options = { now: world.now(), max, visibilityMs: visibilitySeconds * 1000, receipt };
  return take(queue, options, (message, target) => toDeadLetters(held, queue, message, target));
};

const receive = async (held: Held, queue: Queue, receiving: Receiving): Promise<readonly Message[]> => {
  // Waiting is measured by the real clock: the world's clock may stand still in a test.
  const until = Date.now() + receiving.waitSeconds * 1000;
  for (;;) {
    if (receiving.signal?.aborted) return [];
    const messages = receiveNow(held, queue, receiving);
    const left = until - Date.now();
    if (messages.length > 0 || left <= 0 || held.signals.isClosed()) return messages;
    const now = held.world.now();
    const due = (nextVisibleAt(queue, now) ?? Number.POSITIVE_INFINITY) - now;
    await held.signals.wait(queue.arn, Math.max(1, Math.min(left, due)), receiving.signal);
  }
};

/** No queues yet. */
export const makeQueues = (world: World): Queues => {
  const queues = new Map<string, Queue>();
  const signals = makeSignals();
  const held = { world, queues, signals };
  return {
    byArn: (arn) => queues.get(arn),
    all: () => [...queues.values()],
    create: (caller, name, attributes) => create(held, caller, name, attributes),
    add: (queue) => void queues.set(queue.arn, queue),
    remove: (queue) => void queues.delete(queue.arn),
    send: (queue, outgoing) => send(held, queue, outgoing),
    receive: (queue, receiving) => receive(held, queue, receiving),
    wake: signals.wake,
    close: signals.close,
  };
};
