// Credentials of a role in another account, from STS AssumeRole. The client is loaded only where a role is needed.
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { READING } from './client-settings.ts';

/** What the SDK takes as credentials; it asks again shortly before `expiration`. */
type Credentials = () => Promise<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}>;

export type Role = {
  readonly roleArn: string;
  readonly externalId: string | null;
  readonly region: string;
  /** For tests: an endpoint, fixed credentials. */
  readonly client?: STSClientConfig;
};

/** A provider for `roleArn`, called by the SDK when a signature needs fresh credentials. Throws what STS throws. */
export function makeRoleCredentials(role: Role): Credentials {
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = new STSClient({ ...READING, region: role.region, ...role.client });
    try {
      const { Credentials: given } = await client.send(
        new AssumeRoleCommand({
          RoleArn: role.roleArn,
          RoleSessionName: 'modelgate',
          ...(role.externalId !== null && { ExternalId: role.externalId }),
        }),
      );
      if (!given?.AccessKeyId || !given.SecretAccessKey)
        throw new Error(`AssumeRole of ${role.roleArn} gave no credentials`);
      return {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        ...(given.SessionToken !== undefined && { sessionToken: given.SessionToken }),
        ...(given.Expiration !== undefined && { expiration: given.Expiration }),
      };
    } finally {
      client.destroy();
    }
  };
}
