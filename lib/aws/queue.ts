// The one thing that decide asks of SQS itself: when a message that waits becomes visible again.
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ChangeVisibility } from '../handler.ts';

/** ChangeMessageVisibility for a queue named by its ARN. Without it a failed message returns only after the whole visibility timeout. */
export function makeChangeVisibility(): ChangeVisibility {
  let client: SQSClient | null = null;
  const urls = new Map<string, Promise<string>>();
  return async (queueArn, receiptHandle, seconds) => {
    client ??= new SQSClient({ cacheMiddleware: true });
    const queueUrl = urls.get(queueArn) ?? urlOf(client, queueArn);
    urls.set(queueArn, queueUrl);
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: await queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      }),
    );
  };
}

/** arn:aws:sqs:REGION:ACCOUNT:NAME -> its URL on the endpoint in use; the form is fixed, so no call is needed. */
async function urlOf(client: SQSClient, queueArn: string): Promise<string> {
  const [, , , region, account, name] = queueArn.split(':');
  const custom = await client.config.endpoint?.();
  const base = custom
    ? `${custom.protocol}//${custom.hostname}${custom.port ? `:${custom.port}` : ''}`
    : `https://sqs.${region}.amazonaws.com`;
  return `${base}/${account}/${name}`;
}
