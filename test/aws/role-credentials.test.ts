// Access to another account: the role is assumed with its external id, and its credentials sign the call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessTo } from '../../lib/aws/account-access.ts';
import { makeRoleCredentials } from '../../lib/aws/role-credentials.ts';
import { startStub } from './stub.ts';

const XML = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const ROLE = {
  roleArn: 'arn:aws:iam::444455556666:role/modelgate-spoke',
  externalId: 'modelgate-1',
  region: 'us-east-1',
};

test('a role is assumed with its external id, and expires when STS says', async (t) => {
  const stub = await startStub(() => ({ status: 200, body: XML, headers: { 'content-type': 'text/xml' } }));
  t.after(stub.stop);

  const credentials = await makeRoleCredentials({ ...ROLE, client: stub.config })();

  assert.deepEqual(credentials, {
    accessKeyId: 'ASIA1',
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: new Date('2030-01-01T00:00:00Z'),
  });
  const sent = new URLSearchParams(String(stub.requests[0]?.body));
  assert.deepEqual(
    [sent.get('Action'), sent.get('RoleArn'), sent.get('ExternalId')],
    ['AssumeRole', ROLE.roleArn, ROLE.externalId],
  );
});

test('clients that ask at the same time share one session', async (t) => {
  const stub = await startStub(() => ({ status: 200, body: XML, headers: { 'content-type': 'text/xml' } }));
  t.after(stub.stop);
  const credentials = makeRoleCredentials({ ...ROLE, client: stub.config });

  await Promise.all([credentials(), credentials()]);
  await credentials();

  assert.equal(stub.requests.length, 1);
});

test('the own account needs no role, another one the role of its entry', () => {
  const place = { file: 'accounts.yaml', line: 1, column: 1 };
  const accounts = [
    {
      account: '444455556666',
      regions: ['us-east-1'],
      roleArn: ROLE.roleArn,
      externalId: null,
      reportBuckets: [],
      place,
    },
  ];
  const options = { accounts, ownAccount: '111122223333', region: 'us-east-1' };

  assert.deepEqual(accessTo(options, '111122223333', 'eu-west-1'), {});
  assert.equal(typeof accessTo(options, '444455556666', 'us-east-1').credentials, 'function');
});
