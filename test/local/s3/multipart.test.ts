// Objects that are copied in parts: larger than S3 copies at once, and uploads that are gone on with.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { makeObjectsOf } from '../../../lib/aws/objects.ts';
import { startAws, type Aws } from '../../../local/aws.ts';

const GIB = 1024 ** 3;
const ACCOUNT = '111122223333';
const place = (key: string) => ({ bucket: 'models', key, owner: ACCOUNT });

describe('an object of six gibibytes', () => {
  let aws: Aws;
  let s3: S3Client;
  before(async () => {
    aws = await startAws({
      port: 0,
      account: ACCOUNT,
      region: 'us-east-1',
      world: { now: Date.now, random: Math.random },
    });
    s3 = new S3Client(settings());
    await s3.send(new CreateBucketCommand({ Bucket: 'models' }));
    aws.s3.putHuge('models', 'large', 6 * GIB);
  });
  after(async () => {
    s3.destroy();
    await aws.close();
  });
  const settings = () => ({
    endpoint: aws.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  });
  const objects = () => {
    const access = { account: ACCOUNT, region: 'us-east-1', roleArn: null, externalId: null, decisionId: 'd-1' };
    const sizes = { mostAtOnce: 5 * GIB, part: GIB };
    return makeObjectsOf({ credentialsOf: () => ({}), sizes, client: settings() })(access);
  };

  test('is refused by CopyObject', async () => {
    const copy = new CopyObjectCommand({ Bucket: 'models', Key: 'copy', CopySource: 'models/large' });

    await assert.rejects(s3.send(copy), { name: 'InvalidRequest' });
  });

  test('is copied in parts, goes on with an upload that was begun, and has its size', async () => {
    await s3.send(new CreateMultipartUploadCommand({ Bucket: 'models', Key: 'copy' }));
    const seen = await objects().head(place('large'));
    assert.ok(seen);

    await objects().copy({ ...place('large'), seen }, { ...place('copy'), kmsKeyArn: null });

    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: 'models', Key: 'copy' }));
    assert.equal(ContentLength, 6 * GIB);
    assert.equal(aws.calls.counts()['S3.UploadPartCopy'], 6);
    assert.equal(aws.calls.counts()['S3.CreateMultipartUpload'], 1);
  });
});
