// The archive on S3: an object is put once, under S3's own condition; what is not there is an answer; a list is read to its end.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { makeArchive } from '../../lib/aws/archive.ts';
import { ThrottledError } from '../../lib/ports.ts';
import { startStub, type StubAnswer } from './stub.ts';

async function given(t: TestContext, answer: Parameters<typeof startStub>[0]) {
  const stub = await startStub(answer);
  t.after(stub.stop);
  return { stub, archive: makeArchive({ bucketName: 'archive', client: { ...stub.config, maxAttempts: 1 } }) };
}
const xml = (status: number, body: string): StubAnswer => ({
  status,
  body: `<?xml version="1.0"?>${body}`,
  headers: { 'content-type': 'application/xml' },
});
const refused = (status: number, code: string): StubAnswer =>
  xml(status, `<Error><Code>${code}</Code><Message>no</Message></Error>`);

describe('the archive', () => {
  test('asks S3 to put an object only where there is none, and takes the refusal for an answer', async (t) => {
    const answers = [xml(200, ''), refused(412, 'PreconditionFailed')];
    const { stub, archive } = await given(t, () => answers.shift() ?? refused(500, 'InternalError'));

    const put = [
      await archive.putOnce('heads/1.json', Buffer.from('{}')),
      await archive.putOnce('heads/1.json', Buffer.from('{}')),
    ];

    assert.deepEqual(put, ['put', 'there']);
    assert.ok(stub.requests.every(({ headers }) => headers['if-none-match'] === '*'));
  });

  test('answers null for an object that is not there, and throws where S3 throttles', async (t) => {
    const answers = [refused(404, 'NoSuchKey'), refused(503, 'SlowDown')];
    const { archive } = await given(t, () => answers.shift() ?? refused(500, 'InternalError'));

    assert.equal(await archive.read('heads/9.json'), null);
    await assert.rejects(archive.read('heads/9.json'), ThrottledError);
  });

  test('lists every page', async (t) => {
    const page = (key: string, more: string): StubAnswer =>
      xml(200, `<ListBucketResult><Contents><Key>${key}</Key></Contents>${more}</ListBucketResult>`);
    const answers = [
      page('heads/2.json', '<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>'),
      page('heads/1.json', ''),
    ];
    const { archive } = await given(t, () => answers.shift() ?? refused(500, 'InternalError'));

    assert.deepEqual(await archive.list('heads/'), ['heads/1.json', 'heads/2.json']);
  });
});
