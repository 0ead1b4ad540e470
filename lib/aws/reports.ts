// Metric reports from S3: capped before and while they are read, with the bucket's owner named in each call.
import { GetObjectCommand, S3Client, type GetObjectCommandOutput, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { ReportRead, ReportStore } from '../ports.ts';
import { accessTo, type AccountOptions } from './account-access.ts';
import { makeBoundedCache, MOST_PLACES } from './bounded-cache.ts';
import { READING } from './client-settings.ts';
import { asked, nameOf, statusOf, translateFailure } from './failures.ts';

/** `client` goes to every S3 client, for tests: an endpoint, fixed credentials. */
export type ReportStoreOptions = AccountOptions & { readonly client?: S3ClientConfig };

type Answer = Pick<GetObjectCommandOutput, 'Body' | 'ContentRange' | 'ContentLength' | 'VersionId' | 'ContentEncoding'>;
type Request = Parameters<ReportStore['read']>[0];

/** Clients by account and region, made when first asked for. Throws InvalidError where the account is not on the list. */
export function makeReportStore(options: ReportStoreOptions): ReportStore {
  const cached = makeBoundedCache<S3Client>(MOST_PLACES);
  return {
    async read(request) {
      const { account, region } = request;
      const client = cached(`${account}/${region}`, () => makeClient(options, account, region));
      try {
        return await bodyOf(await asked('GetObject', client.send(commandOf(request))), request);
      } catch (error) {
        const answer = refusalOf(error);
        if (answer) return answer;
        throw error;
      }
    },
  };
}

const makeClient = (options: ReportStoreOptions, account: string, region: string): S3Client =>
  new S3Client({
    ...READING,
    region,
    // The bucket may lie in another region than the registry.
    followRegionRedirects: true,
    // A checksum of the whole says nothing about the part that is read.
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...accessTo(options, account, region),
    ...options.client,
  });

/** One byte more than allowed is asked for, so that an object of exactly `maxBytes` is told from a larger one. */
const commandOf = ({ bucket, key, owner, maxBytes }: Request): GetObjectCommand =>
  new GetObjectCommand({ Bucket: bucket, Key: key, ExpectedBucketOwner: owner, Range: `bytes=0-${maxBytes}` });

/** S3 refuses a range of an empty object: that one is read, and has no bytes. */
function refusalOf(error: unknown): ReportRead | null {
  const name = nameOf(error);
  const status = statusOf(error);
  if (name === 'InvalidRange' || status === 416)
    return { state: 'read', body: new Uint8Array(), versionId: null, contentEncoding: null };
  if (name === 'NoSuchBucket') return { state: 'missing', cause: 'the bucket does not exist' };
  if (status === 404) return { state: 'missing', cause: 'the object does not exist' };
  if (status === 403)
    return {
      state: 'denied',
      cause: `S3 denies access (${name}): no permission, no such object, or the bucket belongs to another account`,
    };
  return null;
}

async function bodyOf(answer: Answer, { maxBytes }: Request): Promise<ReportRead> {
  const { Body: body, VersionId: versionId = null, ContentEncoding: contentEncoding = null } = answer;
  const total = Number(/\/(\d+)$/u.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength ?? 0);
  const chunks: Uint8Array[] = [];
  let read = 0;
  const stream = body as (AsyncIterable<Uint8Array> & { destroy?: () => void }) | undefined;
  if (total > maxBytes) {
    stream?.destroy?.();
    return { state: 'tooLarge', cause: `the object has ${total} bytes, ${maxBytes} are read at most` };
  }
  try {
    // Leaving the loop early destroys the stream.
    for await (const chunk of stream ?? []) {
      read += chunk.byteLength;
      if (read > maxBytes) return { state: 'tooLarge', cause: `the object has more than ${maxBytes} bytes` };
      chunks.push(chunk);
    }
  } catch (error) {
    throw translateFailure('GetObject', error);
  }
  return { state: 'read', body: Buffer.concat(chunks), versionId, contentEncoding };
}
