// Large objects are copied part by part on the server side; an upload that a worker left half done is gone on with.
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Objects, TargetAccess } from '../registration-ports.ts';
import { makeLimit } from '../evidence/limit.ts';
import { askedOf } from './blocked.ts';

/** In bytes: what CopyObject takes at most (S3: 5 GiB), and how large a part is (S3: 5 MiB to 5 GiB, at most 10,000). */
export type PartSizes = { readonly mostAtOnce: number; readonly part: number };

type From = Parameters<Objects['copy']>[0];
type To = Parameters<Objects['copy']>[1];

const PARTS_AT_ONCE = 8;
const MOST_PARTS = 10_000;

/** The value of x-amz-copy-source. */
export const copySourceOf = ({ bucket, key }: Pick<From, 'bucket' | 'key'>): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Copies an object of any size. Each part asks S3 that the source is still the one that was looked at. */
export async function copyInParts(
  client: S3Client,
  access: TargetAccess,
  from: From,
  to: To,
  sizes: PartSizes,
): Promise<void> {
  const place = { Bucket: to.bucket, Key: to.key, ExpectedBucketOwner: to.owner };
  const begun = await uploadOf(client, access, to);
  const UploadId = begun ?? (await beginUpload(client, access, to));
  const done = begun === null ? new Map<number, string>() : await partsOf(client, access, to, begun);
  const size = Math.max(sizes.part, Math.ceil(from.seen.size / MOST_PARTS));
  const limit = makeLimit(PARTS_AT_ONCE);
  const ranges = rangesOf(from.seen.size, size);
  const parts = await Promise.all(
    ranges.map((range, index): Promise<CompletedPart> => {
      const PartNumber = index + 1;
      const known = done.get(PartNumber);
      if (known !== undefined) return Promise.resolve({ PartNumber, ETag: known });
      return limit(async () => {
        const command = new UploadPartCopyCommand({
          ...place,
          UploadId,
          PartNumber,
          CopySource: copySourceOf(from),
          CopySourceRange: range,
          CopySourceIfMatch: from.seen.eTag,
          ExpectedSourceBucketOwner: from.owner,
        });
        const answer = await askedOf(access, 'UploadPartCopy', client.send(command));
        return { PartNumber, ETag: answer.CopyPartResult?.ETag };
      });
    }),
  );
  const command = new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: parts } });
  await askedOf(access, 'CompleteMultipartUpload', client.send(command));
}

const rangesOf = (total: number, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(total / size) }, (_, index) => {
    const start = index * size;
    return `bytes=${start}-${Math.min(start + size, total) - 1}`;
  });

/** The upload of exactly this key that another worker began; null where there is none. Keys are of one version: its source never changes. */
async function uploadOf(client: S3Client, access: TargetAccess, to: To): Promise<string | null> {
  const input = { Bucket: to.bucket, Prefix: to.key, ExpectedBucketOwner: to.owner };
  const answer = await askedOf(access, 'ListMultipartUploads', client.send(new ListMultipartUploadsCommand(input)));
  return answer.Uploads?.find(({ Key }) => Key === to.key)?.UploadId ?? null;
}

async function beginUpload(client: S3Client, access: TargetAccess, to: To): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: to.bucket,
    Key: to.key,
    ExpectedBucketOwner: to.owner,
    // The one kind of checksum that is over the whole object although it comes in parts.
    ChecksumAlgorithm: 'CRC64NVME',
    ChecksumType: 'FULL_OBJECT',
    ...(to.kmsKeyArn !== null && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: to.kmsKeyArn }),
  });
  const { UploadId } = await askedOf(access, 'CreateMultipartUpload', client.send(command));
  if (UploadId === undefined) throw new Error(`S3 began no upload of s3://${to.bucket}/${to.key}`);
  return UploadId;
}

async function partsOf(
  client: S3Client,
  access: TargetAccess,
  to: To,
  UploadId: string,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  let marker: string | undefined;
  do {
    const input = { Bucket: to.bucket, Key: to.key, ExpectedBucketOwner: to.owner, UploadId, PartNumberMarker: marker };
    const answer = await askedOf(access, 'ListParts', client.send(new ListPartsCommand(input)));
    for (const { PartNumber, ETag } of answer.Parts ?? [])
      if (PartNumber !== undefined && ETag !== undefined) found.set(PartNumber, ETag);
    marker = answer.IsTruncated ? answer.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return found;
}
