// Credentials of a role in another account, from STS AssumeRole. The client is loaded only where a role is needed.
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { MINUTE } from '../times.ts';
import { READING } from './client-settings.ts';

type Given = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

/** What the SDK takes as credentials. */
type Credentials = () => Promise<Given>;

export type Role = {
  readonly roleArn: string;
  readonly externalId: string | null;
  readonly region: string;
  /** What the session is for: it is named after it and tagged with it, so that CloudTrail over there tells. */
  readonly decisionId?: string;
  /** For tests: an endpoint, fixed credentials. */
  readonly client?: STSClientConfig;
};

/** Credentials are asked for anew so long before their end (ms). */
const BEFORE_END = 5 * MINUTE;

/** A provider for `roleArn`; its credentials are kept until five minutes before their end, for all clients that share it. Throws what STS throws. */
export function makeRoleCredentials(role: Role): Credentials {
  let kept: Promise<Given> | null = null;
  return async () => {
    const known = await kept?.catch(() => null);
    if (known && (known.expiration?.getTime() ?? 0) - BEFORE_END > Date.now()) return known;
    kept = assume(role);
    return kept;
  };
}

const sessionNameOf = ({ decisionId }: Role): string =>
  decisionId === undefined ? 'modelgate' : `modelgate-${decisionId.replaceAll(/[^\w+=,.@-]/gu, '-')}`.slice(0, 64);

async function assume(role: Role): Promise<Given> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { roleArn, externalId, decisionId } = role;
  const client = new STSClient({ ...READING, region: role.region, ...role.client });
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionNameOf(role),
        ...(externalId !== null && { ExternalId: externalId }),
        ...(decisionId !== undefined && { Tags: [{ Key: 'modelgate-decision', Value: decisionId }] }),
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error(`AssumeRole of ${roleArn} gave no credentials`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken !== undefined && { sessionToken: given.SessionToken }),
      ...(given.Expiration !== undefined && { expiration: given.Expiration }),
    };
  } finally {
    client.destroy();
  }
}
