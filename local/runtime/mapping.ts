// An event source mapping: overlapping pollers that gather batches of random size, and delete what the function settled.
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { Outcome } from './environments.ts';

export type MappingSetup = {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  /** Seconds that a batch may be gathered for. */
  readonly window: number;
  readonly pollers: number;
  readonly reportsFailures: boolean;
};
export type Invoked = {
  readonly outcome: Outcome['outcome'];
  readonly milliseconds: number;
  readonly batchSize: number;
  readonly failures: number;
  readonly message: string | null;
};
export type MappingPorts = {
  readonly sqs: SQSClient;
  readonly invoke: (event: unknown) => Promise<Outcome>;
  readonly random: () => number;
  readonly onInvoked: (info: Invoked) => void;
};
export type RunningMapping = {
  readonly atWork: () => number;
  readonly isEnabled: () => boolean;
  /** Off: messages stay in the queue; a poll that is under way still delivers what it gets. */
  readonly enable: (isEnabled: boolean) => void;
  readonly stop: () => Promise<void>;
};

const MOST_A_CALL = 10;
const POLL_SECONDS = 1;
/** Lambda waits out its window; here a quiet moment ends it, so that a person does not wait for nothing. */
const QUIET_MS = 100;
/** How often one that is switched off looks whether it still is. */
const OFF_MS = 200;

/** Starts the pollers. */
export function startMapping(setup: MappingSetup, ports: MappingPorts): RunningMapping {
  const abort = new AbortController();
  let [atWork, isOn] = [0, true];
  const poll = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      if (!isOn) {
        await wait(OFF_MS);
        continue;
      }
      const first = await receive(setup, ports, MOST_A_CALL, POLL_SECONDS, abort.signal);
      if (first.length === 0) continue;
      atWork += 1;
      try {
        // A batch ends at random: Lambda gives no promise of full ones.
        const wanted = Math.max(1, Math.ceil(setup.batchSize * (0.25 + 0.75 * ports.random())));
        const batch = await gather(setup, ports, first, wanted, abort.signal);
        await deliver(setup, ports, batch);
      } finally {
        atWork -= 1;
      }
    }
  };
  const pollers = Array.from({ length: setup.pollers }, () => poll());
  return {
    atWork: () => atWork,
    isEnabled: () => isOn,
    enable: (isEnabled) => {
      isOn = isEnabled;
    },
    stop: async () => {
      abort.abort();
      await Promise.all(pollers);
    },
  };
}

async function gather(
  setup: MappingSetup,
  ports: MappingPorts,
  first: readonly Message[],
  wanted: number,
  signal: AbortSignal,
): Promise<readonly Message[]> {
  const batch = [...first];
  const until = Date.now() + setup.window * 1000;
  let lastArrival = Date.now();
  while (batch.length < wanted && Date.now() < until && Date.now() - lastArrival < QUIET_MS && !signal.aborted) {
    const more = await receive(setup, ports, Math.min(MOST_A_CALL, wanted - batch.length), 0, signal);
    batch.push(...more);
    if (more.length > 0) lastArrival = Date.now();
    else await wait(20);
  }
  return batch;
}

/** A poll that fails is a poll without messages: the stack is going down, or the queue is not there yet. */
async function receive(
  { queueUrl }: MappingSetup,
  { sqs }: MappingPorts,
  most: number,
  seconds: number,
  abortSignal: AbortSignal,
): Promise<readonly Message[]> {
  try {
    const input = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    } as const;
    const answer = await sqs.send(
      new ReceiveMessageCommand({ ...input, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
      { abortSignal },
    );
    return answer.Messages ?? [];
  } catch {
    if (!abortSignal.aborted) await wait(200);
    return [];
  }
}

async function deliver(setup: MappingSetup, ports: MappingPorts, batch: readonly Message[]): Promise<void> {
  const began = Date.now();
  const outcome = await ports.invoke({ Records: batch.map((message) => recordOf(setup, message)) });
  const failed = failedIds(setup, batch, outcome);
  const good = batch.filter(({ MessageId }) => !failed.has(MessageId ?? ''));
  for (let start = 0; start < good.length; start += MOST_A_CALL) {
    const Entries = good
      .slice(start, start + MOST_A_CALL)
      .map(({ MessageId = '', ReceiptHandle = '' }) => ({ Id: MessageId, ReceiptHandle }));
    await ports.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: setup.queueUrl, Entries })).catch(() => undefined);
  }
  ports.onInvoked({
    outcome: outcome.outcome,
    milliseconds: Date.now() - began,
    batchSize: batch.length,
    failures: failed.size,
    message: outcome.outcome === 'ok' ? null : outcome.message,
  });
}

/** As Lambda reads the answer: nothing or an empty list is success; an id that is not in the batch fails the whole of it. */
function failedIds(
  { reportsFailures }: MappingSetup,
  batch: readonly Message[],
  outcome: Outcome,
): ReadonlySet<string> {
  const all = new Set(batch.map(({ MessageId = '' }) => MessageId));
  if (outcome.outcome !== 'ok') return all;
  if (!reportsFailures || outcome.value === null) return new Set();
  const { batchItemFailures = [] } = outcome.value as {
    batchItemFailures?: readonly { itemIdentifier?: string }[] | null;
  };
  const ids = (batchItemFailures ?? []).map(({ itemIdentifier = '' }) => itemIdentifier);
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}

const recordOf = ({ queueArn, region }: MappingSetup, message: Message) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes ?? {},
  messageAttributes: message.MessageAttributes ?? {},
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});
