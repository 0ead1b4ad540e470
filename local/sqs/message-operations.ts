// SQS's operations on messages, single and in batches.
import { type JsonObject, objectsOf, textOf } from '../json-object.ts';
import { AwsError, type Caller, type JsonService } from '../service.ts';
import { attributesMd5, readMessageAttributes } from './message-attributes.ts';
import { type Message, numberOf, type Queue } from './queue.ts';
import type { Queues, Receiving } from './queues.ts';

type Need = (input: JsonObject, caller: Caller) => Queue;

const MAX_BYTES = 1_048_576;
const MAX_BATCH = 10;
const MAX_VISIBILITY = 43_200;

const integer = (input: JsonObject, name: string, least: number, most: number): number | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${JSON.stringify(value)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
};

const send = (queues: Queues, queue: Queue, input: JsonObject, caller: Caller): Record<string, unknown> => {
  const body = input['MessageBody'];
  if (typeof body !== 'string' || body === '') {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  const attributes = readMessageAttributes(input['MessageAttributes']);
  const system = readMessageAttributes(input['MessageSystemAttributes']);
  const delaySeconds = integer(input, 'DelaySeconds', 0, 900);
  const trace = system['AWSTraceHeader']?.StringValue;
  const message = queues.send(queue, { body, attributes, sender: caller.principalArn, delaySeconds, trace });
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5,
    MD5OfMessageAttributes: attributesMd5(attributes),
    MD5OfMessageSystemAttributes: attributesMd5(system),
  };
};

/** What SQS itself says of a message. */
const systemAttributesOf = (message: Message): Record<string, string> => ({
  SenderId: message.sender,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receives),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
  ...(message.source === undefined ? {} : { DeadLetterQueueSourceArn: message.source }),
  ...(message.trace === undefined ? {} : { AWSTraceHeader: message.trace }),
});

const systemAttributes = (message: Message, names: ReadonlySet<string>): Record<string, string> | undefined => {
  const shown = Object.entries(systemAttributesOf(message)).filter(([name]) => names.has('All') || names.has(name));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);

const wantedAttributes = (message: Message, names: readonly string[]): Message['attributes'] | undefined => {
  const fits = (name: string): boolean =>
    names.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  const shown = Object.entries(message.attributes).filter(([name]) => fits(name));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
};

const receive = async (queues: Queues, queue: Queue, input: JsonObject): Promise<unknown> => {
  const max = integer(input, 'MaxNumberOfMessages', 1, 10) ?? 1;
  const visibilitySeconds =
    integer(input, 'VisibilityTimeout', 0, MAX_VISIBILITY) ?? numberOf(queue, 'VisibilityTimeout');
  const waitSeconds = integer(input, 'WaitTimeSeconds', 0, 20) ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds');
  const system = new Set([...textsOf(input['AttributeNames']), ...textsOf(input['MessageSystemAttributeNames'])]);
  const names = textsOf(input['MessageAttributeNames']);
  const messages = await queues.receive(queue, { max, waitSeconds, visibilitySeconds });
  const shown = messages.map((message) => {
    const attributes = wantedAttributes(message, names);
    return {
      MessageId: message.id,
      ReceiptHandle: message.receipt,
      MD5OfBody: message.md5,
      Body: message.body,
      Attributes: systemAttributes(message, system),
      MessageAttributes: attributes,
      MD5OfMessageAttributes: attributes === undefined ? undefined : attributesMd5(attributes),
    };
  });
  return shown.length === 0 ? {} : { Messages: shown };
};

/** A message as Lambda's pollers get it, with all its attributes. */
export type Received = Pick<Message, 'id' | 'body' | 'md5' | 'attributes'> & {
  readonly receipt: string;
  readonly system: Readonly<Record<string, string>>;
};

/** How a poller asks: seconds to wait for a first message, and what ends the waiting. */
export type Polling = Pick<Receiving, 'max' | 'waitSeconds' | 'signal'>;

/** Takes messages into flight for as long as the queue says. */
export async function poll(queues: Queues, queue: Queue, polling: Polling): Promise<readonly Received[]> {
  const visibilitySeconds = numberOf(queue, 'VisibilityTimeout');
  const messages = await queues.receive(queue, { ...polling, visibilitySeconds });
  return messages.map((message) => {
    const { id, body, md5, attributes, receipt = '' } = message;
    return { id, body, md5, attributes, receipt, system: systemAttributesOf(message) };
  });
}

const byReceipt = (queue: Queue, handle: unknown): Message | undefined => {
  const id = /^([0-9a-f-]{36}) /.exec(Buffer.from(String(handle), 'base64').toString())?.[1];
  if (id === undefined) {
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${String(handle)}" is not a valid receipt handle.`,
    );
  }
  const message = queue.messages.get(id);
  return message?.receipt === handle ? message : undefined;
};

const remove = (queue: Queue, input: JsonObject): void => {
  // A stale handle is answered with success and deletes nothing, as on a standard queue.
  const message = byReceipt(queue, input['ReceiptHandle']);
  if (message !== undefined) queue.messages.delete(message.id);
};

const changeVisibility = (queues: Queues, queue: Queue, input: JsonObject, now: number): void => {
  const seconds = integer(input, 'VisibilityTimeout', 0, MAX_VISIBILITY);
  if (seconds === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  const message = byReceipt(queue, input['ReceiptHandle']);
  if (message === undefined || message.visibleAt <= now) {
    throw new AwsError('MessageNotInflight', `The receipt handle ${String(input['ReceiptHandle'])} is not in flight.`);
  }
  message.visibleAt = now + seconds * 1000;
  queues.wake(queue.arn);
};

const entriesOf = (input: JsonObject): readonly JsonObject[] => {
  const entries = objectsOf(input['Entries']);
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_BATCH) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set(entries.map((entry) => entry['Id']));
  if (ids.size < entries.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Id of two or more entries is repeated.');
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(textOf(entry['MessageBody'])), 0);
  if (bytes > MAX_BYTES)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  return entries;
};

const batch = (input: JsonObject, work: (entry: JsonObject) => Record<string, unknown> | void): unknown => {
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entriesOf(input)) {
    try {
      Successful.push({ Id: entry['Id'], ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry['Id'], SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
};

/** Send, Receive, Delete, ChangeMessageVisibility and their batches; `need` finds the queue of a request. */
export const messageOperations = (queues: Queues, need: Need, now: () => number): JsonService['operations'] => ({
  SendMessage: async (input, caller) => send(queues, need(input, caller), input, caller),
  SendMessageBatch: async (input, caller) => {
    const queue = need(input, caller);
    return batch(input, (entry) => send(queues, queue, entry, caller));
  },
  ReceiveMessage: async (input, caller) => receive(queues, need(input, caller), input),
  DeleteMessage: async (input, caller) => remove(need(input, caller), input),
  DeleteMessageBatch: async (input, caller) => {
    const queue = need(input, caller);
    return batch(input, (entry) => remove(queue, entry));
  },
  ChangeMessageVisibility: async (input, caller) => changeVisibility(queues, need(input, caller), input, now()),
  ChangeMessageVisibilityBatch: async (input, caller) => {
    const queue = need(input, caller);
    return batch(input, (entry) => changeVisibility(queues, queue, entry, now()));
  },
});
