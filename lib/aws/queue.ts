// The one thing that decide asks of SQS itself: when a message that waits becomes visible again.
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ChangeVisibility } from '../handler.ts';
import { READING } from './client-settings.ts';

/** ChangeMessageVisibility for a queue named by its ARN. Without it a failed message returns only after the whole visibility timeout. */
export function makeChangeVisibility(): ChangeVisibility {
  let client: SQSClient | null = null;
  return async (queueArn, receiptHandle, seconds) => {
    // The name alone says which queue; the endpoint stays the client's own, also where AWS_ENDPOINT_URL sets it.
    client ??= new SQSClient({ ...READING, maxAttempts: 2, useQueueUrlAsEndpoint: false });
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: urlOf(queueArn),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      }),
    );
  };
}

/** arn:aws:sqs:REGION:ACCOUNT:NAME -> its URL; the form is fixed, so no call is needed. */
function urlOf(queueArn: string): string {
  const [, , , region, account, name] = queueArn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
