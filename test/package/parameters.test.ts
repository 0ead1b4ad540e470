// The stack parameters: what serverless.yml says is good, each has a form, and what can't be is one sentence.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { declaredParameters } from '../../scripts/stack/arguments.ts';
import { FORMS, requireParameters } from '../../scripts/stack/parameters.ts';

const declared = await declaredParameters();
const held = (...given: readonly string[]) =>
  requireParameters(
    { stage: 'dev', region: 'eu-west-1' },
    new Map(given.map((one) => [one.split('=')[0] ?? '', one.replace(/^\w+=/u, '')])),
    declared,
  );

describe('stack parameters', () => {
  test('each of serverless.yml has a form, and no other', () => {
    const { tags: _mapping, ...texts } = declared['default'] ?? {};

    assert.deepEqual(Object.keys(FORMS).toSorted(), Object.keys(texts).toSorted());
  });

  test('as they are in serverless.yml they are good, in each stage', () => {
    for (const stage of ['dev', ...Object.keys(declared)])
      requireParameters({ stage, region: 'us-east-1' }, new Map(), declared);
  });

  test('those of a bank are good', () => {
    held(
      'mode=Enforce',
      'http=private',
      'vpcEndpointIds=vpce-0123456789abcdef0,vpce-0123456789abcdef1',
      'vpcSubnetIds=subnet-0123456789abcdef0,subnet-0123456789abcdef1',
      'vpcSecurityGroupIds=sg-0123456789abcdef0',
      'kmsKeyArn=arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      'permissionsBoundary=arn:aws-us-gov:iam::111122223333:policy/teams/boundary',
      'rolePath=/ml-platform/gate/',
      'reportBucket=team-*-reports',
      'deploymentBucket=deployments-111122223333',
      'organizationId=o-a1b2c3d4e5',
      'spokeAccounts=444455556666,777788889999',
      'spokeRoles=arn:aws:iam::444455556666:role/teams/modelgate-registry',
      'artifactBuckets=arn:aws:s3:::team-*',
      'mailFrom=modelgate <gate@example.com>',
      'oidcIssuer=https://login.example.com/realms/ml',
      'oidcClientId=modelgate',
      'oidcScope=openid email groups',
      'deployedAt=2026-11-24T09:00:00Z',
      'registryRate=2.5',
      'signingKeySecretArn=arn:aws:secretsmanager:eu-west-1:111122223333:secret:gate/signing-Ab12Cd',
      'alarmTopicArn=arn:aws:sns:eu-west-1:111122223333:oncall',
    );
  });

  const WRONG: readonly (readonly [given: string, sentence: string])[] = [
    ['mode=enforce', '--param=mode is `enforce`; expected Audit or Enforce.'],
    ['http=publik', '--param=http is `publik`; expected none, private or public.'],
    ['mod=Enforce', '--param=mod: there is no parameter mod. Did you mean mode?'],
    ['zzz=1', '--param=zzz: there is no parameter zzz.'],
    ['tags=a', '--param=tags is a text; tags are a mapping, set in serverless.yml.'],
    ['httpRate=fast', '--param=httpRate is `fast`; expected requests a second from 1 to 10000.'],
    ['decideConcurrency=1', '--param=decideConcurrency is `1`; expected a whole number from 2 to 1000.'],
    ['rolePath=ml', '--param=rolePath is `ml`; expected / or a path such as /ml-platform/.'],
    [
      'spokeAccounts=1234',
      '--param=spokeAccounts is `1234`; expected an account of twelve digits, more of them with commas between, or none.',
    ],
    [
      'pagesUrl=http://gate.example.com',
      '--param=pagesUrl is `http://gate.example.com`; expected an address without a path, such as https://gate.example.com.',
    ],
    [
      'pagesUrl=https://bank.example/gate',
      '--param=pagesUrl is `https://bank.example/gate`; expected an address without a path, such as https://gate.example.com.',
    ],
    ['http=private', 'http is private, so vpcEndpointIds has to name the endpoints.'],
    ['vpcSubnetIds=subnet-0123456789abcdef0', 'vpcSubnetIds and vpcSecurityGroupIds are given both or not at all.'],
    ['oidcIssuer=https://login.example.com', 'oidcIssuer and oidcClientId are given both or not at all.'],
    [
      'vpcSecurityGroupIds=sg-0a',
      '--param=vpcSecurityGroupIds is `sg-0a`; expected a security group such as sg-0123456789abcdef0, more of them with commas between, or nothing.',
    ],
    [
      'alarmTopicArn=arn:aws:sns:us-east-1:111122223333:oncall',
      'alarmTopicArn lies in us-east-1; the stack is deployed to eu-west-1.',
    ],
    ['busName=modelgate-intake', 'busName and intakeBusName are the same; they are two buses.'],
  ];
  for (const [given, message] of WRONG)
    test(`${given} is told in one sentence`, () => {
      assert.throws(() => held(given), { reason: 'BadArguments', message });
    });

  for (const name of [
    'kmsKeyArn',
    'permissionsBoundary',
    'signingKeySecretArn',
    'alarmTopicArn',
    'targetRoles',
    'targetPackages',
  ])
    test(`${name} is an ARN of the right kind`, () => {
      for (const value of ['x', 'alias/gate', 'arn:aws:ec2:us-east-1:111122223333:instance/i-1'])
        assert.throws(() => held(`${name}=${value}`), /; expected an ARN such as arn:aws:/u);
    });

  test('a wrong value in serverless.yml is told with its place', () => {
    const prod = { ...declared, prod: { logRetention: 100 } };
    const ofProd = { stage: 'prod', region: 'us-east-1' };

    assert.throws(() => requireParameters(ofProd, new Map(), prod), {
      message: /^params\.prod\.logRetention of serverless\.yml is `100`; expected 1, 3, .* or 3653\.$/u,
    });
    requireParameters(ofProd, new Map([['logRetention', '90']]), prod);
  });

  test('a file that is no YAML, or has none, is told with its place', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'modelgate-parameters-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'serverless.yml');
    const faultOf = async (text: string): Promise<string> => {
      await writeFile(file, text);
      const read = declaredParameters(file);
      return read.then(
        () => assert.fail('it was read'),
        (error: Error) => error.message.replace(folder, ''),
      );
    };

    assert.match(
      await faultOf('params: [\n  default: 1\nfunctions: 2'),
      /^\/serverless\.yml: .+ at line \d, column \d+$/u,
    );
    assert.equal(await faultOf('functions: {}'), '/serverless.yml: params.default is not a mapping of parameters');
  });
});
