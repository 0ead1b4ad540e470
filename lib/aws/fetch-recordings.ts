// Recordings that lie in S3, fetched by their hash; loaded only when there is one.
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { READING } from './client-settings.ts';
import { asked, nameOf } from './failures.ts';
import type { RecordingStore } from './ledger-recordings.ts';
import { recordingKey } from './upload-recordings.ts';

/** Gzipped bytes by hash; what is not there any more is left out. Throws ThrottledError and UnansweredError. */
export async function fetchRecordings(
  hashes: readonly string[],
  { s3, bucketName }: RecordingStore,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const client = new S3Client({ ...READING, ...s3 });
  try {
    const fetched = hashes.map(async (hash) => [hash, await fetchOne(client, bucketName, hash)] as const);
    return (await Promise.all(fetched)).filter((one): one is readonly [string, Uint8Array] => one[1] !== null);
  } finally {
    client.destroy();
  }
}

async function fetchOne(client: S3Client, bucketName: string, hash: string): Promise<Uint8Array | null> {
  try {
    const command = new GetObjectCommand({ Bucket: bucketName, Key: recordingKey(hash) });
    const { Body: body } = await asked('GetObject', client.send(command));
    return (await body?.transformToByteArray()) ?? null;
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return null;
    throw error;
  }
}
