// Wake-ups of lanes: what is sent, and that the trace goes on with it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { makeLaneWaker } from '../../lib/aws/lane-waker.ts';
import { startStub } from './stub.ts';

type Sent = {
  readonly MessageBody: string;
  readonly DelaySeconds: number;
  readonly MessageSystemAttributes?: { readonly AWSTraceHeader: { readonly StringValue: string } };
};

test('a wake-up carries the X-Ray header of the invocation, and none where there is none', async (t) => {
  const stub = await startStub(({ body }) => {
    const MD5OfMessageBody = createHash('md5')
      .update((body as Sent).MessageBody)
      .digest('hex');
    return { status: 200, body: { MessageId: '1', MD5OfMessageBody } };
  });
  t.after(stub.stop);
  t.after(() => delete process.env['_X_AMZN_TRACE_ID']);
  const wake = makeLaneWaker({ project: 'https://sqs.us-east-1.amazonaws.com/111122223333/q', client: stub.config });
  const header = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';

  process.env['_X_AMZN_TRACE_ID'] = header;
  await wake({ laneId: 'project/churn', delay: 1_500, dueAt: 1 });
  delete process.env['_X_AMZN_TRACE_ID'];
  await wake({ laneId: 'project/churn', delay: 0, dueAt: 1 });

  const [traced, plain] = stub.requests.map(({ body }) => body as Sent);
  assert.equal(traced?.MessageSystemAttributes?.AWSTraceHeader.StringValue, header);
  assert.equal(traced?.DelaySeconds, 2);
  assert.equal(plain?.MessageSystemAttributes, undefined);
});
