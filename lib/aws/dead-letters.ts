// Puts a message among the dead letters by ourselves, with the reason beside it: what SQS moves there carries none.
import { SendMessageCommand, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

/** A reason is a sentence; the attribute may have 256 KiB, nobody reads more than this. */
const LONGEST_REASON = 1_000;

/** SendMessage to one queue, the reason in the attribute `reason`. */
export function makeDeadLetters({ queueUrl, client: config = {} }: { queueUrl: string; client?: SQSClientConfig }) {
  let client: SQSClient | null = null;
  return {
    async put(body: string, reason: string): Promise<void> {
      client ??= new SQSClient({ ...READING, ...config });
      const text = reason.replaceAll(/\p{Cc}/gu, ' ').slice(0, LONGEST_REASON) || 'unknown failure';
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageAttributes: { reason: { DataType: 'String', StringValue: text } },
      });
      await asked('SendMessage', client.send(command));
    },
  };
}
