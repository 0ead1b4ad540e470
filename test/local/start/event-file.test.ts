// Proves which files --event takes and how a wrong one is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent, readEventFile } from '../../../local/start/event-file.ts';
import { StartRefused } from '../../../local/start/refusal.ts';

const envelope = {
  version: '0',
  id: '844e2571-85d4-695f-b930-0153b71dcb42',
  'detail-type': 'SageMaker Model Package State Change',
  source: 'aws.sagemaker',
  account: '111122223333',
  time: '2021-02-24T17:00:14Z',
  region: 'us-east-2',
  resources: ['arn:aws:sagemaker:us-east-2:111122223333:model-package/x/2'],
  detail: { ModelPackageVersion: 2 },
};

test('an envelope and one under `event` are the same event', () => {
  const read = readEvent('e.json', envelope);
  assert.deepEqual(readEvent('e.json', { event: envelope }), read);
  assert.equal(read.detailType, 'SageMaker Model Package State Change');
  assert.equal(read.time, Date.parse('2021-02-24T17:00:14Z'));
  assert.deepEqual(read.resources, envelope.resources);
});

test('a missing field is named with the file', () => {
  const { account, ...rest } = envelope;
  assert.equal(account, '111122223333');
  assert.throws(
    () => readEvent('e.json', rest),
    /e\.json is not an EventBridge event: field account is missing; expected a text/,
  );
  assert.throws(() => readEvent('e.json', { ...envelope, detail: [] }), /field detail is missing; expected an object/);
  assert.throws(() => readEvent('e.json', 3), /expected a JSON object/);
});

test('a file that can’t be read ends with 66 and its name', async () => {
  await assert.rejects(readEventFile('no/such/event.json'), (error: unknown) => {
    assert.ok(error instanceof StartRefused);
    assert.equal(error.exitCode, 66);
    assert.match(error.message, /no\/such\/event\.json can't be read/);
    return true;
  });
});
