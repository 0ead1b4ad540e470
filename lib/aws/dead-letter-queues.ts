// The dead letter queues of a stack: which there are, what lies in them, and the way back to the queue that each message came from.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

/** A dead letter queue and the queue that its messages go back to; both by URL, `name` is the logical id in serverless.yml. */
export type DeadLetterQueue = {
  readonly name: string;
  readonly url: string;
  readonly sourceUrl: string | null;
  readonly count: number;
};

/** One message as it lies there. Times are milliseconds since the epoch. `reason` is what was recorded beside it, by EventBridge or by us. */
export type DeadLetter = {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  readonly receives: number;
  readonly reason: string | null;
  readonly receipt: string;
};

export type DeadLetterQueues = {
  readonly list: () => Promise<readonly DeadLetterQueue[]>;
  /** At most `most` messages, hidden from other readers for a minute. */
  readonly read: (queue: DeadLetterQueue, most: number) => Promise<readonly DeadLetter[]>;
  /** Shows a message that was read to others again. */
  readonly putBack: (queue: DeadLetterQueue, letter: DeadLetter) => Promise<void>;
  /** Sends a message to its source, then deletes it here: a break between the two makes it come twice, which changes nothing. */
  readonly sendBack: (queue: DeadLetterQueue, letter: DeadLetter) => Promise<void>;
};

const HIDDEN_SECONDS = 60;
const A_CALL = 10;

/** The queues of one stack in a region. Its methods throw ThrottledError and UnansweredError, or AWS's own refusal. */
export function makeDeadLetterQueues({ stack, region }: { stack: string; region: string }): DeadLetterQueues {
  // The endpoint stays the client's own, also where AWS_ENDPOINT_URL sets it.
  const client = new SQSClient({ ...READING, region, useQueueUrlAsEndpoint: false });
  return {
    list: () => listQueues(client, stack),
    read: (queue, most) => readLetters(client, queue, most),
    async putBack({ url }, { receipt }) {
      const input = { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: 0 };
      await asked('ChangeMessageVisibility', client.send(new ChangeMessageVisibilityCommand(input)));
    },
    async sendBack({ url, sourceUrl }, { body, receipt }) {
      if (sourceUrl === null) throw new Error('a queue without a source has nowhere to send to');
      await asked('SendMessage', client.send(new SendMessageCommand({ QueueUrl: sourceUrl, MessageBody: body })));
      await asked('DeleteMessage', client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt })));
    },
  };
}

async function listQueues(client: SQSClient, stack: string): Promise<readonly DeadLetterQueue[]> {
  const urls: string[] = [];
  let NextToken: string | undefined;
  do {
    const input = { QueueNamePrefix: `${stack}-`, MaxResults: 1000, NextToken };
    const page = await asked('ListQueues', client.send(new ListQueuesCommand(input)));
    urls.push(...(page.QueueUrls ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const byName = new Map(urls.map((url) => [logicalName(url, stack), url]));
  const dead = [...byName].filter(([name]) => name.endsWith('DeadLetterQueue'));
  return Promise.all(
    dead.map(async ([name, url]) => ({
      name,
      url,
      sourceUrl: byName.get(sourceOf(name)) ?? null,
      count: await countOf(client, url),
    })),
  );
}

/** Generated names are STACK-LOGICALID-RANDOM. */
const logicalName = (url: string, stack: string): string =>
  (url.split('/').at(-1) ?? '').slice(stack.length + 1).split('-')[0] ?? '';

/** `IntakeDeadLetterQueue` and `PromoteRuleDeadLetterQueue` say it themselves; the first rule's queue serves intake. */
const sourceOf = (name: string): string =>
  name === 'RuleDeadLetterQueue' ? 'IntakeQueue' : name.replace(/(?:Rule)?DeadLetterQueue$/u, 'Queue');

async function countOf(client: SQSClient, url: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] });
  const { Attributes = {} } = await asked('GetQueueAttributes', client.send(command));
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function readLetters(client: SQSClient, { url }: DeadLetterQueue, most: number): Promise<readonly DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  while (letters.size < most) {
    const command = new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(A_CALL, most - letters.size),
      VisibilityTimeout: HIDDEN_SECONDS,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await asked('ReceiveMessage', client.send(command));
    if (Messages.length === 0) break;
    for (const message of Messages) letters.set(message.MessageId ?? '', letterOf(message));
  }
  return [...letters.values()];
}

function letterOf({
  MessageId = '',
  Body = '',
  ReceiptHandle = '',
  Attributes,
  MessageAttributes,
}: Message): DeadLetter {
  const said = ['reason', 'ERROR_MESSAGE', 'ERROR_CODE'].map((name) => MessageAttributes?.[name]?.StringValue);
  return {
    id: MessageId,
    body: Body,
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    receives: Number(Attributes?.ApproximateReceiveCount ?? 0),
    reason: said.find((text) => text !== undefined && text !== '') ?? null,
    receipt: ReceiptHandle,
  };
}
