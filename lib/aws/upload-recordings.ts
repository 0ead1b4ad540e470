// Recordings that are too large for an item, put to S3 under their hash; loaded only when there is one.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';
import type { Packed, RecordingStore } from './ledger-recordings.ts';

const UPLOADS_AT_ONCE = 8;

/** S3 key of a recording: gzipped, named by the hash of its plain content. */
export const recordingKey = (sha256: string): string => `recordings/${sha256}.gz`;

/** Resolves when all are there. Throws ThrottledError and UnansweredError. */
export async function uploadRecordings(packed: readonly Packed[], { s3, bucketName }: RecordingStore): Promise<void> {
  const client = new S3Client({ ...READING, ...s3 });
  const queue = packed.values();
  const upload = async (): Promise<void> => {
    for (const { sha256, bytes } of queue) {
      const command = new PutObjectCommand({
        Bucket: bucketName,
        Key: recordingKey(sha256),
        Body: bytes,
        ContentType: 'application/gzip',
      });
      await asked('PutObject', client.send(command));
    }
  };
  await Promise.all(Array.from({ length: Math.min(UPLOADS_AT_ONCE, packed.length) }, upload));
  client.destroy();
}
