// The archive bucket: objects are put once, under a condition, and never changed; S3's client is loaded when one is first needed.
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { Archive } from '../archive-ports.ts';
import { READING } from './client-settings.ts';
import { asked, nameOf, statusOf } from './failures.ts';

export type ArchiveOptions = { readonly bucketName: string; readonly client?: S3ClientConfig };

/** The Archive port on S3. A put that finds the key taken is no error: whoever was first wrote it. */
export function makeArchive({ bucketName, client: settings }: ArchiveOptions): Archive {
  let made: Promise<S3> | null = null;
  const s3 = (): Promise<S3> => (made ??= load(settings));
  return {
    async putOnce(key, body) {
      const { client, sdk } = await s3();
      const input = { Bucket: bucketName, Key: key, Body: body, IfNoneMatch: '*' };
      try {
        await asked('PutObject', client.send(new sdk.PutObjectCommand(input)));
        return 'put';
      } catch (error) {
        if (statusOf(error) === 412) return 'there';
        throw error;
      }
    },
    async read(key) {
      const { client, sdk } = await s3();
      try {
        const command = new sdk.GetObjectCommand({ Bucket: bucketName, Key: key });
        const { Body: body } = await asked('GetObject', client.send(command));
        return (await body?.transformToByteArray()) ?? null;
      } catch (error) {
        if (nameOf(error) === 'NoSuchKey') return null;
        throw error;
      }
    },
    list: async (prefix) => listKeys(await s3(), bucketName, prefix),
  };
}

type S3 = { readonly client: S3Client; readonly sdk: typeof import('@aws-sdk/client-s3') };

async function load(settings: S3ClientConfig = {}): Promise<S3> {
  const sdk = await import('@aws-sdk/client-s3');
  return { sdk, client: new sdk.S3Client({ ...READING, ...settings }) };
}

async function listKeys({ client, sdk }: S3, bucketName: string, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let from: string | undefined;
  do {
    const command = new sdk.ListObjectsV2Command({ Bucket: bucketName, Prefix: prefix, ContinuationToken: from });
    const answer = await asked('ListObjectsV2', client.send(command));
    keys.push(...(answer.Contents ?? []).flatMap(({ Key: key }) => key ?? []));
    from = answer.NextContinuationToken;
  } while (from !== undefined);
  return keys.toSorted();
}
