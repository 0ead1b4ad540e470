// S3 objects that are copied to a target: looked at, listed, and copied on the server side, so that no byte passes through here.
import {
  CopyObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
  type HeadObjectCommandOutput,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import {
  BlockedError,
  type Objects,
  type ObjectSeen,
  type ObjectsOf,
  type TargetAccess,
} from '../registration-ports.ts';
import { askedOf } from './blocked.ts';
import { makeBoundedCache } from './bounded-cache.ts';
import { READING } from './client-settings.ts';
import { copyInParts, copySourceOf, type PartSizes } from './copy-in-parts.ts';
import { statusOf } from './failures.ts';
import { clientKeyOf, type TargetCredentials } from './target-credentials.ts';

export type ObjectsOptions = {
  readonly credentialsOf: TargetCredentials;
  readonly sizes: PartSizes;
  readonly client?: S3ClientConfig;
};

const MOST_CLIENTS = 32;
const MOST_KEYS = 10_000;

/** S3 by account, region, role, external id and decision; the longest unused clients are let go. */
export function makeObjectsOf(options: ObjectsOptions): ObjectsOf {
  const cached = makeBoundedCache<{ client: S3Client; objects: Objects }>(MOST_CLIENTS, ({ client }) =>
    client.destroy(),
  );
  return (access) =>
    cached(clientKeyOf(access), () => {
      const client = makeClient(options, access);
      return { client, objects: makeObjects(client, access, options.sizes) };
    }).objects;
}

const makeClient = ({ credentialsOf, client }: ObjectsOptions, access: TargetAccess): S3Client =>
  new S3Client({
    ...READING,
    // A copy of five gigabytes takes S3 a while before it answers.
    requestHandler: { ...READING.requestHandler, requestTimeout: 300_000, socketTimeout: 300_000 },
    region: access.region,
    followRegionRedirects: true,
    ...credentialsOf(access),
    ...client,
  });

function makeObjects(client: S3Client, access: TargetAccess, sizes: PartSizes): Objects {
  return {
    async head({ bucket, key, owner }) {
      const input = { Bucket: bucket, Key: key, ExpectedBucketOwner: owner, ChecksumMode: 'ENABLED' } as const;
      const call = client.send(new HeadObjectCommand(input)).catch((error: unknown) => {
        if (statusOf(error) === 404) return null;
        // The answer to a HEAD has no body, so that the SDK knows no reason. Where STS refused the credentials it does.
        if (error instanceof S3ServiceException && statusOf(error) === 403)
          error.message = `HTTP 403 for s3://${bucket}/${key} of account ${owner}, without a reason`;
        throw error;
      });
      const answer = await askedOf(access, 'HeadObject', call);
      return answer && seenOf(answer);
    },
    list: (folder) => list(client, access, folder),
    async copy(from, to) {
      if (from.seen.size > sizes.mostAtOnce) return copyInParts(client, access, from, to, sizes);
      const command = new CopyObjectCommand({
        CopySource: copySourceOf(from),
        CopySourceIfMatch: from.seen.eTag,
        ExpectedSourceBucketOwner: from.owner,
        Bucket: to.bucket,
        Key: to.key,
        ExpectedBucketOwner: to.owner,
        ...(to.kmsKeyArn !== null && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: to.kmsKeyArn }),
      });
      await askedOf(access, 'CopyObject', client.send(command));
    },
  };
}

/** Only checksums over the whole object can be compared: those over parts depend on how it was cut. */
function seenOf(answer: HeadObjectCommandOutput): ObjectSeen {
  const { ContentLength: size = 0, ETag: eTag = '', ChecksumType: type, SSEKMSKeyId: kmsKeyArn = null } = answer;
  const found = [
    ['CRC64NVME', answer.ChecksumCRC64NVME],
    ['CRC32', answer.ChecksumCRC32],
    ['CRC32C', answer.ChecksumCRC32C],
    ['SHA1', answer.ChecksumSHA1],
    ['SHA256', answer.ChecksumSHA256],
  ] as const;
  const whole = type === 'COMPOSITE' ? [] : found;
  const checksums = new Map(whole.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
  return { size, eTag, checksums, kmsKeyArn };
}

async function list(
  client: S3Client,
  access: TargetAccess,
  { bucket, key, owner }: Parameters<Objects['list']>[0],
): Promise<readonly string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const input = { Bucket: bucket, Prefix: key, ExpectedBucketOwner: owner, ContinuationToken: token };
    const answer = await askedOf(access, 'ListObjectsV2', client.send(new ListObjectsV2Command(input)));
    keys.push(...(answer.Contents ?? []).flatMap(({ Key: found }) => found ?? []));
    token = answer.NextContinuationToken;
    if (keys.length > MOST_KEYS)
      throw new BlockedError(
        'TooManyObjects',
        `s3://${bucket}/${key} holds more than ${MOST_KEYS} objects`,
        'Register the model as one archive, or leave artifacts out of the Registration.',
      );
  } while (token !== undefined);
  return keys;
}
