// One session of a role, from STS AssumeRole.
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { READING } from './client-settings.ts';
import type { Given, Role } from './role-credentials.ts';

const sessionNameOf = ({ decisionId }: Role): string =>
  decisionId === undefined ? 'modelgate' : `modelgate-${decisionId.replaceAll(/[^\w+=,.@-]/gu, '-')}`.slice(0, 64);

/** Credentials of one session. Throws what STS throws. */
export async function assumeRole(role: Role): Promise<Given> {
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
