// The embedded S3, asked by the real SDK client (which compares checksums).
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Aws } from '../../../local/aws.ts';
import { unpackChunks } from '../../../local/s3/payload.ts';
import { addressOf } from '../../../local/s3/request.ts';
import { clientOf, OTHER, start } from '../start.ts';

const Bucket = 'my-bucket';

const clientFor = (aws: Aws, account?: string): S3Client =>
  new S3Client({ ...clientOf(aws, account), forcePathStyle: true });

const textOf = async (s3: S3Client, Key: string, more: object = {}): Promise<string | undefined> =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

test('an object comes back with body, metadata, encoding, ETag and checksum', async (t) => {
  const s3 = clientFor(await start(t));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Key = "a b/ü+&<'x>//y.json";
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: '{"a":1}',
      ContentEncoding: 'gzip',
      ContentType: 'application/json',
      Metadata: { k: 'v' },
    }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  assert.equal(await got.Body?.transformToString(), '{"a":1}');
  assert.equal(got.ETag, put.ETag);
  assert.equal(got.VersionId, put.VersionId);
  assert.equal(got.ContentLength, 7);
  assert.equal(got.ContentEncoding, 'gzip');
  assert.deepEqual(got.Metadata, { k: 'v' });
  assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength, 7);
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Key, Key);
  assert.equal(await textOf(s3, Key, { Range: 'bytes=1-3' }), '"a"');
  assert.equal(await textOf(s3, Key, { Range: 'bytes=-2' }), '1}');
  await assert.rejects(textOf(s3, Key, { Range: 'bytes=99-' }), { name: 'InvalidRange' });
});

test('every write is a version; deleting puts a marker on top', async (t) => {
  const s3 = clientFor(await start(t));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'one' }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two' }));
  assert.equal(await textOf(s3, 'k'), 'two');
  assert.equal(await textOf(s3, 'k', { VersionId: first.VersionId }), 'one');
  const CopySource = `${Bucket}/k?versionId=${first.VersionId}`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
  assert.equal(await textOf(s3, 'copy'), 'one');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
  await assert.rejects(textOf(s3, 'k'), { name: 'NoSuchKey' });
  assert.equal(await textOf(s3, 'k', { VersionId: first.VersionId }), 'one');
  const again = new PutObjectCommand({ Bucket, Key: 'copy', Body: 'x', IfNoneMatch: '*' });
  await assert.rejects(s3.send(again), { name: 'PreconditionFailed' });
});

test('a foreign bucket is denied until it is shared, and a wrong expected owner always', async (t) => {
  const aws = await start(t);
  const mine = clientFor(aws);
  const theirs = clientFor(aws, OTHER);
  await mine.send(new CreateBucketCommand({ Bucket }));
  await mine.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  await assert.rejects(textOf(theirs, 'k'), { name: 'AccessDenied' });
  await assert.rejects(theirs.send(new CreateBucketCommand({ Bucket })), { name: 'BucketAlreadyExists' });
  aws.s3.share(Bucket, [OTHER]);
  assert.equal(await textOf(theirs, 'k'), 'x');
  await assert.rejects(textOf(mine, 'k', { ExpectedBucketOwner: OTHER }), { name: 'AccessDenied' });
  assert.deepEqual((await theirs.send(new ListBucketsCommand({}))).Buckets ?? [], []);
  await assert.rejects(mine.send(new HeadBucketCommand({ Bucket: 'none-such' })), { name: 'NotFound' });
  await assert.rejects(mine.send(new GetObjectCommand({ Bucket: 'none-such', Key: 'k' })), { name: 'NoSuchBucket' });
  const other = new GetBucketLifecycleConfigurationCommand({ Bucket });
  await assert.rejects(mine.send(other), /lifecycle is not part of this stand-in; it knows .*GetObject/);
});

test('a bucket policy lets in whom it names, for what it names, and says that an object is missing only to whom may list', async (t) => {
  const aws = await start(t);
  const mine = clientFor(aws);
  const theirs = clientFor(aws, OTHER);
  await mine.send(new CreateBucketCommand({ Bucket }));
  await mine.send(new PutObjectCommand({ Bucket, Key: 'reports/k', Body: 'x' }));
  await mine.send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'x' }));
  await assert.rejects(mine.send(new GetBucketPolicyCommand({ Bucket })), { name: 'NoSuchBucketPolicy' });
  const root = { AWS: `arn:aws:iam::${OTHER}:root` };
  const put = (Action: string | string[], Resource: string | string[], Principal: object = root) => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action, Resource }],
    });
    return mine.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  };

  await put('s3:GetObject', `arn:aws:s3:::${Bucket}/reports/*`);
  assert.equal(await textOf(theirs, 'reports/k'), 'x');
  await assert.rejects(textOf(theirs, 'other'), { name: 'AccessDenied' });
  await assert.rejects(textOf(theirs, 'reports/none'), { name: 'AccessDenied' });
  await assert.rejects(theirs.send(new PutObjectCommand({ Bucket, Key: 'reports/k', Body: 'y' })), {
    name: 'AccessDenied',
  });
  const copy = new CopyObjectCommand({ Bucket: 'theirs', Key: 'k', CopySource: `${Bucket}/reports/k` });
  await theirs.send(new CreateBucketCommand({ Bucket: 'theirs' }));
  await theirs.send(copy);

  await put('s3:GetObject', `arn:aws:s3:::${Bucket}/Reports/*`);
  await assert.rejects(textOf(theirs, 'reports/k'), { name: 'AccessDenied' });
  await put('s3:GetObject', `arn:aws:s3:::${Bucket}/*`, { Service: 'sagemaker.amazonaws.com' });
  await assert.rejects(textOf(theirs, 'reports/k'), { name: 'AccessDenied' });

  await put(['s3:GetObject', 's3:ListBucket'], [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`]);
  await assert.rejects(textOf(theirs, 'reports/none'), { name: 'NoSuchKey' });
  assert.match((await mine.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? '', /s3:ListBucket/);
  for (const [Policy, message] of [
    ['{', /not JSON/],
    ['null', /no Statement/],
    ['{"Statement":[null]}', /no map/],
  ] as const)
    await assert.rejects(mine.send(new PutBucketPolicyCommand({ Bucket, Policy })), {
      name: 'MalformedPolicy',
      message,
    });

  await mine.send(new DeleteBucketPolicyCommand({ Bucket }));
  await assert.rejects(textOf(theirs, 'reports/k'), { name: 'AccessDenied' });
});

test('a streamed upload arrives without its chunk frames', async (t) => {
  const s3 = clientFor(await start(t));
  await s3.send(new CreateBucketCommand({ Bucket }));
  const parts = ['a'.repeat(70_000), 'b'.repeat(10)];
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: Readable.from(parts), ContentLength: 70_010 }));
  assert.equal(await textOf(s3, 'k'), parts.join(''));
  const unsigned = Buffer.from('3\r\nabc\r\n0\r\nx-amz-checksum-crc32: AA==\r\n\r\n');
  assert.equal(unpackChunks(unsigned).trailers['x-amz-checksum-crc32'], 'AA==');
  const signed = Buffer.from('3;chunk-signature=00\r\nabc\r\n0;chunk-signature=00\r\n\r\n');
  assert.equal(unpackChunks(signed).bytes.toString(), 'abc');
  assert.throws(() => unpackChunks(Buffer.from('ff\r\nabc')), { name: 'IncompleteBody' });
});

test('listing pages, groups by delimiter and starts after a key', async (t) => {
  const s3 = clientFor(await start(t));
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ['a/1', 'a/2', 'b', 'c/1', 'd']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const page = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', MaxKeys: 2 }));
  assert.deepEqual([page.CommonPrefixes, page.Contents?.map((one) => one.Key)], [[{ Prefix: 'a/' }], ['b']]);
  const ContinuationToken = page.NextContinuationToken;
  const next = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/', ContinuationToken }));
  assert.deepEqual([next.CommonPrefixes, next.Contents?.map((one) => one.Key)], [[{ Prefix: 'c/' }], ['d']]);
  assert.equal(next.IsTruncated, false);
  const after = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a/', StartAfter: 'a/1' }));
  assert.deepEqual(
    after.Contents?.map((one) => one.Key),
    ['a/2'],
  );
});

test('a huge object tells its size, gives ranges, and can be left unread', async (t) => {
  const aws = await start(t);
  const s3 = clientFor(aws);
  await s3.send(new CreateBucketCommand({ Bucket }));
  const size = 5 * 1024 ** 3;
  aws.s3.putHuge(Bucket, 'huge', size);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'huge' }));
  assert.equal(got.ContentLength, size);
  const before = process.memoryUsage().rss;
  let read = 0;
  for await (const chunk of got.Body as Readable) {
    read += (chunk as Buffer).length;
    if (read > 30_000_000) break;
  }
  assert.ok(process.memoryUsage().rss - before < 200_000_000);
  const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'huge', Range: `bytes=${size - 10}-` }));
  assert.deepEqual(await part.Body?.transformToByteArray(), new Uint8Array(10));
});

test('bucket and key are read from the path or from the host', () => {
  assert.deepEqual(addressOf('127.0.0.1:4566', '/b/k%20x/y'), { bucket: 'b', key: 'k x/y' });
  assert.deepEqual(addressOf('localhost:4566', '/b'), { bucket: 'b', key: '' });
  assert.deepEqual(addressOf('b.localhost:4566', '/k/y'), { bucket: 'b', key: 'k/y' });
  assert.deepEqual(addressOf('b.c.s3.localhost', '/k'), { bucket: 'b.c', key: 'k' });
});
