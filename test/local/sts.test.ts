// AssumeRole: roles that check the account and the external id, and sessions that keep their name and tags.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startAws, type Aws } from '../../local/aws.ts';

const ROLE = 'arn:aws:iam::444455556666:role/modelgate-target';

describe('AssumeRole', () => {
  let aws: Aws;
  const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    new STSClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  const assume = (ExternalId?: string, account = '111122223333') =>
    clientOf({ accessKeyId: account, secretAccessKey: 'local' }).send(
      new AssumeRoleCommand({
        RoleArn: ROLE,
        RoleSessionName: 'd-8f3a61c20b7e',
        Tags: [{ Key: 'modelgate-decision', Value: 'd-8f3a61c20b7e' }],
        ...(ExternalId !== undefined && { ExternalId }),
      }),
    );
  before(async () => {
    const world = { now: Date.now, random: Math.random };
    aws = await startAws({ port: 0, account: '111122223333', region: 'us-east-1', world });
    aws.sts.trust({ roleArn: ROLE, externalId: 'x-1', accounts: ['111122223333'] });
  });
  after(() => aws.close());

  test('answers credentials of the role, under the name of the session', async () => {
    const { Credentials: given } = await assume('x-1');

    const who = await clientOf({
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    }).send(new GetCallerIdentityCommand({}));

    assert.equal(who.Arn, 'arn:aws:sts::444455556666:assumed-role/modelgate-target/d-8f3a61c20b7e');
    assert.deepEqual(aws.sts.sessions().at(-1)?.tags, { 'modelgate-decision': 'd-8f3a61c20b7e' });
  });

  test('is denied without the external id, with a wrong one, and to a stranger’s account', async () => {
    const refused = [assume(), assume('x-2'), assume('x-1', '999988887777')];

    for (const one of refused)
      await assert.rejects(one, { name: 'AccessDenied', message: /not authorized to perform: sts:AssumeRole/ });
  });
});
