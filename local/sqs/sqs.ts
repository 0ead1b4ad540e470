// The embedded SQS: standard queues of many accounts, and handles for the runtime beside it.
import type { HostedService } from '../front/json-protocol.ts';
import type { Stateful } from '../front/reply.ts';
import { type JsonObject, textOf } from '../json-object.ts';
import { AwsError, type Caller, type JsonService, type World } from '../service.ts';
import { readAttributes, showAttributes } from './attributes.ts';
import { messageOperations, poll, type Polling, type Received } from './message-operations.ts';
import { type Depth, depthOf, type Message, nextVisibleAt, type Queue, redriveOf } from './queue.ts';
import { makeQueues, type Queues } from './queues.ts';

/** The service with its in-process handles. */
export type Sqs = HostedService &
  Stateful & {
    /** Puts a message onto a queue by ARN, as AWS services do; `trace` is an X-Ray header. Rejects with QueueDoesNotExist. */
    readonly send: (
      queueArn: string,
      body: string,
      attributes?: Readonly<Record<string, string>>,
      trace?: string,
    ) => Promise<void>;
    /** Takes messages by ARN, as Lambda's pollers do: no call of the account's. Rejects with QueueDoesNotExist. */
    readonly receive: (queueArn: string, polling: Polling) => Promise<readonly Received[]>;
    /** How many messages are where. Throws QueueDoesNotExist. */
    readonly depth: (queueArn: string) => Depth;
    /** When the oldest message of a queue was sent (ms); null for an empty or unknown queue. */
    readonly oldestSentAt: (queueArn: string) => number | null;
    readonly queueArns: () => readonly string[];
    /** When the next hidden or delayed message of any queue becomes visible (ms); null where none is waiting. */
    readonly nextVisibleAt: () => number | null;
    /** Wakes all who wait for a queue: the clock was put forward. */
    readonly wakeAll: () => void;
    /** Ends all long polls. */
    readonly close: () => void;
  };

const noQueue = (): AwsError => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

const readName = (input: JsonObject): string => {
  const name = input['QueueName'];
  if (typeof name === 'string' && /^[\w-]{1,80}$/.test(name)) return name;
  throw new AwsError(
    'InvalidParameterValue',
    'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
};

const create = (queues: Queues, input: JsonObject, caller: Caller): Queue => {
  const name = readName(input);
  const attributes = readAttributes(input['Attributes']);
  const found = queues.byArn(`arn:aws:sqs:${caller.region}:${caller.account}:${name}`);
  if (found === undefined) return queues.create(caller, name, attributes);
  const other = Object.entries(attributes).find(([key, value]) => found.attributes[key] !== value);
  if (other === undefined) return found;
  throw new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${other[0]}`,
  );
};

const setAttributes = (queue: Queue, input: JsonObject, now: number): void => {
  Object.assign(queue.attributes, readAttributes(input['Attributes']));
  queue.modifiedAt = now;
};

const queueOperations = (
  queues: Queues,
  need: (input: JsonObject, caller: Caller) => Queue,
  context: { readonly now: () => number; readonly urlOf: (queue: Queue) => string },
): JsonService['operations'] => {
  const { now, urlOf } = context;
  const mine = (caller: Caller): readonly Queue[] =>
    queues.all().filter((queue) => queue.account === caller.account && queue.region === caller.region);
  return {
    CreateQueue: async (input, caller) => ({ QueueUrl: urlOf(create(queues, input, caller)) }),
    GetQueueUrl: async (input, caller) => {
      const owner = textOf(input['QueueOwnerAWSAccountId']) || caller.account;
      const queue = queues.byArn(`arn:aws:sqs:${caller.region}:${owner}:${readName(input)}`);
      if (queue === undefined) throw noQueue();
      return { QueueUrl: urlOf(queue) };
    },
    ListQueues: async (input, caller) => {
      const found = mine(caller).filter(({ name }) => name.startsWith(textOf(input['QueueNamePrefix'])));
      return { QueueUrls: found.map(urlOf) };
    },
    GetQueueAttributes: async (input, caller) => ({
      Attributes: showAttributes(need(input, caller), input['AttributeNames'], now()),
    }),
    SetQueueAttributes: async (input, caller) => setAttributes(need(input, caller), input, now()),
    PurgeQueue: async (input, caller) => need(input, caller).messages.clear(),
    DeleteQueue: async (input, caller) => queues.remove(need(input, caller)),
    ListDeadLetterSourceQueues: async (input, caller) => {
      const { arn } = need(input, caller);
      const sources = mine(caller).filter((queue) => redriveOf(queue)?.target === arn);
      return { queueUrls: sources.map(urlOf) };
    },
  };
};

const snapshot = (queues: Queues): unknown =>
  queues.all().map((queue) => ({ ...queue, messages: [...queue.messages.values()] }));

const restore = (queues: Queues, state: unknown): void => {
  for (const saved of state as (Omit<Queue, 'messages'> & { messages: Message[] })[]) {
    queues.add({ ...saved, messages: new Map(saved.messages.map((message) => [message.id, message])) });
  }
};

// The SDKs' JSON protocol keeps the error codes of the older query protocol in a header.
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
};

const textAttributes = (attributes: Readonly<Record<string, string>>): Message['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

const oldestSentAt = (queue: Queue | undefined): number | null =>
  queue && queue.messages.size > 0 ? Math.min(...[...queue.messages.values()].map(({ sentAt }) => sentAt)) : null;

/** When the next hidden message of all queues becomes visible; null where none is hidden. */
function firstVisibleAt(queues: Queues, now: number): number | null {
  const due = queues.all().map((queue) => nextVisibleAt(queue, now));
  return due.reduce<number | null>((first, at) => (at === undefined ? first : Math.min(first ?? at, at)), null);
}

function needQueue(queues: Queues, arn: string): Queue {
  const queue = queues.byArn(arn);
  if (queue === undefined) throw noQueue();
  return queue;
}

/** An SQS without queues. `baseUrl` is asked late, as the port is known only after listening. */
export const makeSqs = (world: World, baseUrl: () => string): Sqs => {
  const queues = makeQueues(world);
  const urlOf = (queue: Queue): string => `${baseUrl()}/${queue.account}/${queue.name}`;
  const byArn = (arn: string): Queue => needQueue(queues, arn);
  const need = (input: JsonObject, caller: Caller): Queue => {
    const [, account = '', name = ''] = /\/(\d{12})\/([\w-]+)\/?$/.exec(String(input['QueueUrl'])) ?? [];
    const queue = byArn(`arn:aws:sqs:${caller.region}:${account}:${name}`);
    if (queue.account === caller.account) return queue;
    throw new AwsError('AccessDeniedException', `${caller.principalArn} has no access to ${queue.arn}`, 403);
  };
  const send: Sqs['send'] = async (queueArn, body, texts = {}, trace) => {
    const sender = 'arn:aws:sts::000000000000:assumed-role/events/session';
    const attributes = textAttributes(texts);
    queues.send(byArn(queueArn), { body, attributes, sender, delaySeconds: undefined, trace });
  };
  return {
    target: 'AmazonSQS',
    name: 'SQS',
    action: 'sqs',
    errorNamespace: 'com.amazonaws.sqs#',
    errorHeaders: ({ code }) => ({ 'x-amzn-query-error': `${queryCodes[code] ?? code};Sender` }),
    operations: {
      ...queueOperations(queues, need, { now: world.now, urlOf }),
      ...messageOperations(queues, need, world.now),
    },
    send,
    receive: async (queueArn, polling) => poll(queues, byArn(queueArn), polling),
    depth: (queueArn) => depthOf(byArn(queueArn), world.now()),
    oldestSentAt: (queueArn) => oldestSentAt(queues.byArn(queueArn)),
    queueArns: () => queues.all().map((queue) => queue.arn),
    nextVisibleAt: () => firstVisibleAt(queues, world.now()),
    wakeAll: () => queues.all().forEach(({ arn }) => queues.wake(arn)),
    close: queues.close,
    snapshot: () => snapshot(queues),
    restore: (state) => restore(queues, state),
  };
};
