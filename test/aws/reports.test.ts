// Reports from S3: capped, with the owner named, and every refusal an answer.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { makeReportStore } from '../../lib/aws/reports.ts';
import { startStub, type StubAnswer } from './stub.ts';

const ACCOUNT = '111122223333';
const REQUEST = {
  bucket: 'reports',
  key: 'churn/7.json',
  owner: '444455556666',
  region: 'us-east-1',
  account: ACCOUNT,
  maxBytes: 10,
};

async function given(t: TestContext, answer: () => StubAnswer) {
  const stub = await startStub(answer);
  t.after(stub.stop);
  const store = makeReportStore({
    accounts: [],
    ownAccount: ACCOUNT,
    region: 'us-east-1',
    client: { ...stub.config, maxAttempts: 1 },
  });
  return { stub, store };
}
const refused = (status: number, code: string): StubAnswer => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`,
  headers: { 'content-type': 'application/xml' },
});

describe('the report store', () => {
  test('asks for one byte more than allowed and names the owner', async (t) => {
    const { stub, store } = await given(t, () => ({
      status: 206,
      body: '{}',
      headers: { 'content-range': 'bytes 0-1/2', 'x-amz-version-id': 'v1', 'content-encoding': 'gzip' },
    }));
    assert.deepEqual(await store.read(REQUEST), {
      state: 'read',
      body: Buffer.from('{}'),
      versionId: 'v1',
      contentEncoding: 'gzip',
    });
    assert.equal(stub.requests[0]?.headers['range'], 'bytes=0-10');
    assert.equal(stub.requests[0]?.headers['x-amz-expected-bucket-owner'], '444455556666');
  });

  test('takes an object of exactly the most bytes', async (t) => {
    const { store } = await given(t, () => ({
      status: 206,
      body: '0123456789',
      headers: { 'content-range': 'bytes 0-9/10' },
    }));
    assert.equal((await store.read(REQUEST)).state, 'read');
  });

  test('calls an object too large by what S3 says of its size', async (t) => {
    const { store } = await given(t, () => ({
      status: 206,
      body: '01234567890',
      headers: { 'content-range': 'bytes 0-10/5368709120' },
    }));
    const answer = await store.read(REQUEST);
    assert.equal(answer.state, 'tooLarge');
    assert.match(answer.state === 'tooLarge' ? answer.cause : '', /5368709120 bytes/u);
  });

  test('calls an object too large that goes on beyond the cap, whatever was said', async (t) => {
    const { store } = await given(t, () => ({
      status: 200,
      body: 'x'.repeat(200),
      headers: { 'transfer-encoding': 'chunked' },
    }));
    assert.equal((await store.read(REQUEST)).state, 'tooLarge');
  });

  for (const [status, code, state] of [
    [404, 'NoSuchKey', 'missing'],
    [404, 'NoSuchBucket', 'missing'],
    [403, 'AccessDenied', 'denied'],
    [416, 'InvalidRange', 'read'],
  ] as const)
    test(`answers ${state} to ${code}`, async (t) => {
      const { store } = await given(t, () => refused(status, code));
      assert.equal((await store.read(REQUEST)).state, state);
    });

  for (const [status, code, name] of [
    [503, 'SlowDown', 'ThrottledError'],
    [500, 'InternalError', 'UnansweredError'],
  ] as const)
    test(`throws ${name} on ${code}`, async (t) => {
      const { store } = await given(t, () => refused(status, code));
      await assert.rejects(store.read(REQUEST), { name });
    });

  test('refuses an account that is not on the list', async (t) => {
    const { store } = await given(t, () => null);
    await assert.rejects(store.read({ ...REQUEST, account: '999999999999' }), { name: 'InvalidError' });
  });
});
