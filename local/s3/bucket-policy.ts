// A bucket's policy: put, shown, taken away, and the one that lets whole accounts in.
import type { Reply } from '../front/reply.ts';
import { readStatements } from '../front/resource-policy.ts';
import { messageOf } from '../message-of.ts';
import { AwsError } from '../service.ts';
import { noContent } from './answers.ts';
import type { S3Request } from './request.ts';
import type { Bucket } from './store.ts';

/** Answers PutBucketPolicy. Throws MalformedPolicy for a document that can't be read. */
export const putBucketPolicy = ({ body }: Pick<S3Request, 'body'>, bucket: Bucket): Reply => {
  const text = body.toString('utf8');
  try {
    readStatements(text);
  } catch (error) {
    throw new AwsError('MalformedPolicy', messageOf(error));
  }
  bucket.policy = text;
  return noContent();
};

/** Answers GetBucketPolicy. Throws NoSuchBucketPolicy. */
export const getBucketPolicy = (_request: unknown, { name, policy }: Bucket): Reply => {
  if (policy === undefined)
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: name });
  return { status: 200, headers: { 'content-type': 'application/json' }, body: policy };
};

/** Answers DeleteBucketPolicy. */
export const deleteBucketPolicy = (_request: unknown, bucket: Bucket): Reply => {
  bucket.policy = undefined;
  return noContent();
};

/** A policy under which these accounts may do everything with the bucket. */
export const sharedWith = (bucket: string, accounts: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: accounts.map((account) => `arn:aws:iam::${account}:root`) },
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
    ],
  });
