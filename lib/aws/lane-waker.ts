// Wake-ups of lanes: a message to the queue of the lane's kind, delayed where the lane waits.
import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { readTraceHeader } from '../config.ts';
import type { WakeLane } from '../lane-ports.ts';
import type { LaneKind } from '../ledger/lane.ts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

/** The longest delay of SQS, in seconds. */
const MOST_SECONDS = 900;

/** Queue URLs by kind of lane; a kind without a queue throws. */
export function makeLaneWaker(
  queueUrls: Readonly<Partial<Record<LaneKind, string | null>>> & { readonly client?: SQSClientConfig },
): WakeLane {
  let client: SQSClient | null = null;
  return async ({ laneId, delay, dueAt }) => {
    const kind = laneId.startsWith('project/') ? 'project' : 'registration';
    const queueUrl = queueUrls[kind];
    if (!queueUrl) throw new Error(`there is no queue for lanes of kind ${kind}, so ${laneId} can't be woken`);
    client ??= new SQSClient({ ...READING, ...queueUrls.client });
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify({ schemaVersion: '1', laneId, dueAt }),
      DelaySeconds: Math.min(MOST_SECONDS, Math.ceil(delay / 1000)),
      ...traceOf(readTraceHeader()),
    });
    await asked('SendMessage', client.send(command));
  };
}

/** The X-Ray header of this invocation as SQS hands it on to whoever takes the message. */
const traceOf = (header: string | null) =>
  header === null
    ? {}
    : { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String' as const, StringValue: header } } };
