// A worker process of one function: gets a batch of bodies, works it as Lambda would, prints the answer, and may be killed meanwhile.
import type { Context, SQSRecord } from 'aws-lambda';

const [, , name, ...bodies] = process.argv;
const { handler } = (await import(`../../functions/${name}.ts`)) as {
  handler: (event: unknown, context: Partial<Context>) => Promise<unknown>;
};
const Records: Partial<SQSRecord>[] = bodies.map((body, index) => ({
  messageId: `message-${index}`,
  receiptHandle: `receipt-${index}`,
  body,
  eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:nowhere',
  attributes: { ApproximateReceiveCount: '1' } as SQSRecord['attributes'],
}));
/** Milliseconds that Lambda leaves it. */
const remaining = Number(process.env['REMAINING'] ?? 120_000);
console.log(JSON.stringify(await handler({ Records }, { getRemainingTimeInMillis: () => remaining })));
