// The bus modelgate and the intake bus: concurrent events are packed into few PutEvents calls, each answered for alone.
import { setTimeout as wait } from 'node:timers/promises';
import {
  EventBridgeClient,
  PutEventsCommand,
  type EventBridgeClientConfig,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { readTraceHeader } from '../config.ts';
import { ThrottledError, UnansweredError, type Bus, type Wake } from '../ports.ts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';
import { makePacker } from './pack.ts';

export type BusOptions = {
  readonly busName: string;
  readonly client?: EventBridgeClientConfig;
  /** How long an event waits for others, in milliseconds. */
  readonly windowMs?: number;
  /** In [0, 1); spreads the repeats. */
  readonly random?: () => number;
  /** The X-Ray header of the invocation under way, which travels with the event to whoever it starts. */
  readonly traceHeader?: () => string | null;
};

/** PutEvents takes 10 entries; the request 1 MB. Source: Amazon EventBridge quotas. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 900 * 1024;
const TRIES = 3;
/** Milliseconds before the second try; doubles. */
const PAUSE = 100;
const SOURCE = 'modelgate';

/** The bus that decisions are published on. A publish is repeated under the same eventId, which consumers know it by. */
export function makeBus(options: BusOptions): Bus {
  const put = makePut(options);
  return {
    publish: ({ detailType, resources, detail }) =>
      put({
        Source: SOURCE,
        DetailType: detailType,
        Resources: [...resources],
        Detail: JSON.stringify(detail),
        EventBusName: options.busName,
      }),
  };
}

/** Publishes `Model Package Look Again` on the bus that decide's queue listens to. */
export function makeWaker(options: BusOptions): Wake {
  const put = makePut(options);
  return (arn, reason, creationTime) =>
    put({
      Source: SOURCE,
      DetailType: 'Model Package Look Again',
      Resources: [arn.arn],
      EventBusName: options.busName,
      Detail: JSON.stringify({
        schemaVersion: '1',
        modelPackageArn: arn.arn,
        reason,
        // Exactly as the ledger knows it: times of SageMaker's own events are cut to seconds.
        ...(creationTime !== undefined && { creationTime }),
      }),
    });
}

function makePut({
  client: config = {},
  windowMs = 5,
  random = Math.random,
  traceHeader = readTraceHeader,
}: BusOptions): (entry: PutEventsRequestEntry) => Promise<void> {
  let client: EventBridgeClient | null = null;
  const send = async (entries: readonly PutEventsRequestEntry[]): Promise<readonly unknown[]> => {
    client ??= new EventBridgeClient({ ...READING, ...config });
    const answer = await asked(
      'PutEvents',
      client.send(new PutEventsCommand({ Entries: traced(entries, traceHeader()) })),
    );
    return entries.map((_, index) => refusalOf(answer.Entries?.[index]));
  };
  return makePacker({
    most: MOST_ENTRIES,
    mostBytes: MOST_BYTES,
    windowMs,
    sizeOf,
    send: (entries) => sendPatiently(send, entries, (attempt) => wait(PAUSE * 2 ** attempt * (0.5 + random()))),
  });
}

const traced = (entries: readonly PutEventsRequestEntry[], header: string | null): PutEventsRequestEntry[] =>
  entries.map((entry) => (header === null ? entry : { ...entry, TraceHeader: header }));

/** Sends what was refused again, the same content, up to three times. Answers in the order of the entries: null, or why not. */
async function sendPatiently(
  send: (entries: readonly PutEventsRequestEntry[]) => Promise<readonly unknown[]>,
  entries: readonly PutEventsRequestEntry[],
  pause: (attempt: number) => Promise<void>,
): Promise<readonly unknown[]> {
  const answers: unknown[] = [...(await send(entries))];
  for (let attempt = 1; attempt < TRIES; attempt++) {
    const open = answers.flatMap((answer, index) => (answer === null ? [] : [index]));
    if (open.length === 0) break;
    await pause(attempt - 1);
    const again = await send(open.map((index) => entries[index]).filter((entry) => entry !== undefined));
    for (const [at, index] of open.entries()) answers[index] = again[at];
  }
  return answers;
}

/** Why an entry was not accepted; null where it was. HTTP 200 says nothing: each entry has its own answer. */
function refusalOf(
  answer:
    | { EventId?: string | undefined; ErrorCode?: string | undefined; ErrorMessage?: string | undefined }
    | undefined,
): unknown {
  if (answer?.EventId !== undefined && answer.ErrorCode === undefined) return null;
  const message = `PutEvents: ${answer?.ErrorCode ?? 'no answer'}: ${answer?.ErrorMessage ?? 'the entry was not accepted'}`;
  if (answer?.ErrorCode === 'ThrottlingException') return new ThrottledError(message);
  return answer?.ErrorCode === undefined || answer.ErrorCode === 'InternalFailure'
    ? new UnansweredError(message)
    : new Error(message);
}

/** Bytes of an entry as EventBridge counts them. Source: EventBridge user guide, "Calculating PutEvents event entry size". */
const sizeOf = (entry: PutEventsRequestEntry): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])].reduce(
    (bytes, text) => bytes + Buffer.byteLength(text ?? ''),
    0,
  );
