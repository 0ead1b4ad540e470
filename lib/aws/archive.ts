// The archive bucket: objects are put once, under a condition, and never changed.
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Archive } from '../archive-ports.ts';
import { READING } from './client-settings.ts';
import { asked, nameOf, statusOf } from './failures.ts';

export type ArchiveOptions = { readonly bucketName: string; readonly client?: S3ClientConfig };

/** The Archive port on S3. A put that finds the key taken is no error: whoever was first wrote it. */
export function makeArchive({ bucketName, client: settings }: ArchiveOptions): Archive {
  const client = new S3Client({ ...READING, ...settings });
  return {
    async putOnce(key, body) {
      const input = { Bucket: bucketName, Key: key, Body: body, IfNoneMatch: '*' };
      try {
        await asked('PutObject', client.send(new PutObjectCommand(input)));
        return 'put';
      } catch (error) {
        if (statusOf(error) === 412) return 'there';
        throw error;
      }
    },
    async read(key) {
      try {
        const command = new GetObjectCommand({ Bucket: bucketName, Key: key });
        const { Body: body } = await asked('GetObject', client.send(command));
        return (await body?.transformToByteArray()) ?? null;
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return null;
        throw error;
      }
    },
    list: (prefix) => listKeys(client, bucketName, prefix),
  };
}

async function listKeys(client: S3Client, bucketName: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let from: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucketName, Prefix: prefix, ContinuationToken: from });
    const answer = await asked('ListObjectsV2', client.send(command));
    keys.push(...(answer.Contents ?? []).flatMap(({ Key: key }) => key ?? []));
    from = answer.NextContinuationToken;
  } while (from !== undefined);
  return keys.toSorted();
}
