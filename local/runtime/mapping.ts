// An event source mapping: overlapping pollers that gather batches of random size, and delete what the function settled.
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Received } from '../sqs/message-operations.ts';
import type { Sqs } from '../sqs/sqs.ts';
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
/** The queues as Lambda's pollers and its own watch see them, which are no callers of the account's. */
export type PolledQueues = Pick<Sqs, 'receive' | 'depth'>;
export type MappingPorts = {
  readonly queues: PolledQueues;
  /** Messages that were settled are deleted by calls, which may fail as calls do. */
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
  first: readonly Received[],
  wanted: number,
  signal: AbortSignal,
): Promise<readonly Received[]> {
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

/** A poll that fails is a poll without messages: the queue is not there yet, or no longer. */
async function receive(
  { queueArn }: MappingSetup,
  { queues }: MappingPorts,
  max: number,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<readonly Received[]> {
  try {
    return await queues.receive(queueArn, { max, waitSeconds, signal });
  } catch {
    if (!signal.aborted) await wait(200);
    return [];
  }
}

async function deliver(setup: MappingSetup, ports: MappingPorts, batch: readonly Received[]): Promise<void> {
  const began = Date.now();
  const outcome = await ports.invoke({ Records: batch.map((message) => recordOf(setup, message)) });
  const failed = failedIds(setup, batch, outcome);
  const good = batch.filter(({ id }) => !failed.has(id));
  for (let start = 0; start < good.length; start += MOST_A_CALL) {
    const Entries = good
      .slice(start, start + MOST_A_CALL)
      .map(({ id, receipt }) => ({ Id: id, ReceiptHandle: receipt }));
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
  batch: readonly Received[],
  outcome: Outcome,
): ReadonlySet<string> {
  const all = new Set(batch.map(({ id }) => id));
  if (outcome.outcome !== 'ok') return all;
  if (!reportsFailures || outcome.value === null) return new Set();
  const { batchItemFailures = [] } = outcome.value as {
    batchItemFailures?: readonly { itemIdentifier?: string }[] | null;
  };
  const ids = (batchItemFailures ?? []).map(({ itemIdentifier = '' }) => itemIdentifier);
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}

const recordOf = ({ queueArn, region }: MappingSetup, message: Received) => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: message.system,
  messageAttributes: Object.fromEntries(Object.entries(message.attributes).map(([name, one]) => [name, asRecord(one)])),
  md5OfBody: message.md5,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

const asRecord = ({ DataType, StringValue, BinaryValue }: Received['attributes'][string]) => ({
  dataType: DataType,
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
});
