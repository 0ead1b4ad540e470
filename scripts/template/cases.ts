// The combinations of stack parameters that are packaged and checked before anything is merged.

export type Case = {
  readonly name: string;
  /** Arguments of osls: what shapes the template itself. */
  readonly args: readonly string[];
  /** Parameters of the template that was written. */
  readonly values: Readonly<Record<string, string>>;
};

const NETWORK = {
  VpcSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  VpcSecurityGroupIds: 'sg-0123456789abcdef0',
};
const KEY = { KmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555' };
const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret';

export const CASES: readonly Case[] = [
  { name: 'as it is', args: [], values: {} },
  {
    name: 'a bank: key, boundary, role path, VPC, own bucket, locked archive, no pages',
    args: ['--param=http=none', '--param=rolePath=/ml-platform/', '--param=deploymentBucket=deployments-111122223333'],
    values: {
      ...KEY,
      ...NETWORK,
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
      ArchiveLock: 'COMPLIANCE',
      ArchiveLockDays: '2555',
    },
  },
  {
    name: 'production with private pages',
    args: ['--stage=prod', '--param=http=private', '--param=mode=Enforce'],
    values: { ...NETWORK, VpcEndpointIds: 'vpce-0123456789abcdef0,vpce-0123456789abcdef1' },
  },
  {
    name: 'secrets that are there already, alarms to a topic, mail',
    args: [],
    values: {
      SigningKeySecretArn: `${SECRET}:gate/signing-Ab12Cd`,
      SlackSecretArn: `${SECRET}:gate/slack-Ab12Cd`,
      SlackSigningSecretArn: `${SECRET}:gate/slack-signing-Ab12Cd`,
      OidcSecretArn: `${SECRET}:gate/oidc-Ab12Cd`,
      AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:oncall',
      MailFrom: 'modelgate <gate@example.com>',
    },
  },
];
