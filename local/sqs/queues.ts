// All queues of all accounts, and the messages' ways in and out of them.
import { uuid } from '../front/ids.ts';
import { AwsError, type Caller, type World } from '../service.ts';
import { defaultAttributes } from './attributes.ts';
import { type Message, type MessageAttribute, md5, nextVisibleAt, numberOf, type Queue, take } from './queue.ts';

/** What a sender gives. `delaySeconds` undefined means the queue's own delay. */
export type Outgoing = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  readonly delaySeconds: number | undefined;
};

/** How a receiver asks. Times in seconds. */
export type Receiving = { readonly max: number; readonly waitSeconds: number; readonly visibilitySeconds: number };

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
  readonly onArrival: (queueArn: string, listener: () => void) => () => void;
  /** Ends all long polls at once. */
  readonly close: () => void;
};

/** Waits until a queue may have something, at most `ms`. */
const pause = (wakers: Set<() => void>, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      wakers.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    wakers.add(done);
  });

const makeSignals = (): Pick<Queues, 'wake' | 'onArrival' | 'close'> & {
  wait: (arn: string, ms: number) => Promise<void>;
  closed: () => boolean;
} => {
  const wakers = new Map<string, Set<() => void>>();
  const listeners = new Map<string, Set<() => void>>();
  let closed = false;
  const setOf = (map: typeof wakers, arn: string): Set<() => void> => {
    const found = map.get(arn) ?? new Set();
    map.set(arn, found);
    return found;
  };
  return {
    wake: (arn) => {
      for (const waker of setOf(wakers, arn)) waker();
      for (const listener of setOf(listeners, arn)) listener();
    },
    wait: (arn, ms) => pause(setOf(wakers, arn), ms),
    onArrival: (arn, listener) => {
      setOf(listeners, arn).add(listener);
      return () => setOf(listeners, arn).delete(listener);
    },
    closed: () => closed,
    close: () => {
      closed = true;
      for (const set of wakers.values()) for (const waker of set) waker();
    },
  };
};

/** No queues yet. */
export const makeQueues = (world: World): Queues => {
  const queues = new Map<string, Queue>();
  const signals = makeSignals();
  const create: Queues['create'] = ({ account, region }, name, attributes) => {
    const arn = `arn:aws:sqs:${region}:${account}:${name}`;
    const now = world.now();
    const all = { ...defaultAttributes, ...attributes };
    const queue: Queue = {
      account,
      region,
      name,
      arn,
      createdAt: now,
      modifiedAt: now,
      attributes: all,
      messages: new Map(),
    };
    queues.set(arn, queue);
    return queue;
  };
  const send: Queues['send'] = (queue, { body, attributes, sender, delaySeconds }) => {
    const size = Buffer.byteLength(body);
    if (size > numberOf(queue, 'MaximumMessageSize')) {
      const limit = queue.attributes['MaximumMessageSize'];
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
      );
    }
    const now = world.now();
    const visibleAt = now + (delaySeconds ?? numberOf(queue, 'DelaySeconds')) * 1000;
    const message: Message = {
      id: uuid(world),
      body,
      md5: md5(body),
      attributes,
      sender,
      sentAt: now,
      visibleAt,
      receives: 0,
    };
    queue.messages.set(message.id, message);
    signals.wake(queue.arn);
    return message;
  };
  const toDeadLetters = (queue: Queue, message: Message, target: string): boolean => {
    const dead = queues.get(target);
    if (dead === undefined) return false;
    const { firstReceivedAt: _first, receipt: _receipt, ...kept } = message;
    dead.messages.set(message.id, { ...kept, receives: 0, visibleAt: world.now(), source: queue.arn });
    signals.wake(dead.arn);
    return true;
  };
  const receiveNow = (queue: Queue, { max, visibilitySeconds }: Receiving): readonly Message[] => {
    const receipt = (id: string): string => Buffer.from(`${id} ${uuid(world)}`).toString('base64');
    const options = { now: world.now(), max, visibilityMs: visibilitySeconds * 1000, receipt };
    return take(queue, options, (message, target) => toDeadLetters(queue, message, target));
  };
  const receive: Queues['receive'] = async (queue, receiving) => {
    // Waiting is measured by the real clock: the world's clock may stand still in a test.
    const until = Date.now() + receiving.waitSeconds * 1000;
    for (;;) {
      const messages = receiveNow(queue, receiving);
      const left = until - Date.now();
      if (messages.length > 0 || left <= 0 || signals.closed()) return messages;
      const now = world.now();
      const due = (nextVisibleAt(queue, now) ?? Number.POSITIVE_INFINITY) - now;
      await signals.wait(queue.arn, Math.max(1, Math.min(left, due)));
    }
  };
  const { wake, onArrival, close } = signals;
  const add = (queue: Queue): void => void queues.set(queue.arn, queue);
  const remove = (queue: Queue): void => void queues.delete(queue.arn);
  const byArn = (arn: string): Queue | undefined => queues.get(arn);
  return { byArn, all: () => [...queues.values()], create, add, remove, send, receive, wake, onArrival, close };
};
