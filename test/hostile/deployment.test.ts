// Abuse cases that a setting of the deployment answers: the setting stands in serverless.yml, and nobody loosens it unseen.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, type ScalarTag } from 'yaml';
import { readConfig, readDoorsConfig } from '../../lib/config.ts';

type Mapping = Record<string, unknown>;
type Statement = {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};
type Resource = { Type: string; Properties: Record<string, unknown> };
const scalars = ['!Ref', '!GetAtt', '!Sub'].map((tag): ScalarTag => ({ tag, resolve: (value: string) => value }));
const lists = ['!Equals', '!If', '!Not', '!And', '!Or', '!Split', '!Join'].map((tag) => ({
  tag,
  collection: 'seq' as const,
}));
const text = readFileSync('serverless.yml', 'utf8');
const template = parse(text, { customTags: [...scalars, ...lists], merge: true, maxAliasCount: 10_000 }) as {
  params: { default: Mapping };
  functions: Record<string, { events: { sqs?: Record<string, unknown> }[] | string }>;
  resources: { Resources: Record<string, Resource> };
};
const ofType = (type: string): readonly Resource[] =>
  Object.values(template.resources.Resources).filter(({ Type }) => Type === type);
const statementsOf = ({ Properties }: Resource): readonly Statement[] =>
  [
    Properties['PolicyDocument'],
    ...((Properties['Policies'] ?? []) as { PolicyDocument: unknown }[]).map((one) => one.PolicyDocument),
  ]
    .filter((document) => document !== undefined)
    .flatMap((document) => (document as { Statement: Statement[] }).Statement);
const granted = ofType('AWS::IAM::Role').flatMap(statementsOf);

/** Actions that AWS knows no narrower resource for, and what ours is for. */
const WITHOUT_RESOURCE: ReadonlyMap<string, string> = new Map([
  ['sagemaker:ListModelPackages', 'lists span the registry'],
  ['sagemaker:ListProjects', 'lists span the account'],
  ['sagemaker:Search', 'one index for everything'],
]);

describe('what the roles are granted', () => {
  const allowed = granted.filter(({ Effect }) => Effect === 'Allow');
  const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

  test('no action is a wildcard', () => {
    assert.ok(allowed.length > 30);
    assert.deepEqual(
      allowed.flatMap(actionsOf).filter((action) => action.includes('*')),
      [],
    );
  });

  test('every resource is named, but for actions that AWS has no narrower one for', () => {
    const everywhere = allowed.filter(({ Resource: resource }) => [resource].flat().includes('*')).flatMap(actionsOf);

    assert.deepEqual(
      everywhere.filter((action) => !WITHOUT_RESOURCE.has(action)),
      [],
    );
    assert.deepEqual(
      [...WITHOUT_RESOURCE.keys()].filter((action) => !everywhere.includes(action)),
      [],
    );
  });
});

describe('the deployment answers', () => {
  test('A32 rules take the exact source and detail-type, no prefix and no wildcard', () => {
    for (const { Properties } of ofType('AWS::Events::Rule')) {
      const pattern = JSON.stringify(Properties['EventPattern']);
      assert.match(pattern, /"source":\["(?:aws\.sagemaker|aws\.ses|modelgate)"\]/u);
      assert.doesNotMatch(pattern, /prefix|wildcard|anything-but|suffix|equals-ignore-case/u);
    }
  });

  test('A33 A34 only EventBridge may send to a queue that starts a function, and only for the rule that is named', () => {
    const policies = ofType('AWS::SQS::QueuePolicy').flatMap(statementsOf);
    assert.ok(policies.length >= 4);
    for (const { Principal, Action, Condition } of policies) {
      assert.deepEqual([Principal, Action], [{ Service: 'events.amazonaws.com' }, 'sqs:SendMessage']);
      assert.ok(
        Object.values(Condition?.['ArnEquals'] ?? {})
          .flat()
          // Where a rule is made under a condition: the condition, the rule, and nothing.
          .flatMap((arn) => (Array.isArray(arn) ? [arn[1], arn[2]] : [arn]))
          .every((arn) => arn === 'AWS::NoValue' || String(arn).endsWith('Rule.Arn')),
      );
    }
    const invokers = ofType('AWS::Lambda::Permission').map(({ Properties }) => Properties);
    assert.deepEqual(
      invokers.map(({ FunctionName, Principal }) => [FunctionName, Principal]),
      [['ReviewLambdaFunction', 'apigateway.amazonaws.com']],
      'nobody else may invoke than the gateway of private pages',
    );
    assert.match(String(invokers[0]?.['SourceArn']), /\$\{PrivateApi\}\/\*$/u);
  });

  test('A35 A65 only our functions put to the bus that others read; the intake bus takes registry events of the organization or the accounts that are named', () => {
    const policies = ofType('AWS::Events::EventBusPolicy').map(
      ({ Properties }) => Properties['Statement'] as Statement,
    );
    const [only] = policies.filter(({ Resource: resource }) => resource === 'Bus.Arn');

    assert.equal(only?.Effect, 'Deny');
    assert.ok(
      Object.values(only?.Condition?.['ArnNotEquals'] ?? {})
        .flat()
        .every((arn) => String(arn).endsWith('Role.Arn')),
    );
    for (const { Effect, Condition } of policies) {
      if (Effect === 'Deny') continue;
      const { 'events:source': source, ...who } = Condition?.['StringEquals'] ?? {};
      assert.equal(source, 'aws.sagemaker');
      assert.ok('aws:PrincipalOrgID' in who || 'aws:PrincipalAccount' in who);
    }
  });

  test('A37 a flood of events meets a fixed concurrency on every queue, and an alarm on its age', () => {
    // What leads to the pages is a parameter, and no queue.
    const mappings = Object.values(template.functions).flatMap(({ events }) =>
      Array.isArray(events) ? events.flatMap(({ sqs }): readonly Mapping[] => (sqs ? [sqs] : [])) : [],
    );
    const boundOf = (value: unknown): number =>
      Number(String(value).replace(/^\$\{param:(\w+)\}$/u, (_, name: string) => String(template.params.default[name])));
    assert.ok(mappings.length >= 4 && mappings.every((one) => boundOf(one['maximumConcurrency']) <= 10));
    const metrics = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties['MetricName']);
    assert.ok(metrics.includes('ApproximateAgeOfOldestMessage'));
  });

  test('A48 A50 policies travel in the package and no variable switches them off; an unknown mode stops the function', () => {
    assert.match(text, /POLICIES_DIR: policies\n/u);
    assert.throws(() => readConfig({ MODE: 'Off' }), /MODE is `Off`; expected Enforce or Audit/u);
  });

  test('the address of the pages is held as browsers say it in Origin, or the function with the doors does not start', () => {
    const doors = (url: string) => readDoorsConfig({ SIGNING_KEY_SECRET_ID: 'key', PAGES_URL: url }).pagesUrl;

    assert.equal(doors('https://Gate.Bank.example:443/'), 'https://gate.bank.example');
    assert.throws(
      () => doors('https://bank.example/gate'),
      /PAGES_URL is `https:\/\/bank\.example\/gate`; expected no path/u,
    );
  });

  test('the issuer of the provider is kept to its last slash, which belongs to its name', () => {
    const issuer = 'https://login.bank.example/application/o/gate/';
    const said = { SIGNING_KEY_SECRET_ID: 'key', PAGES_URL: 'https://gate.bank.example', OIDC_ISSUER: issuer };

    const { oidc } = readDoorsConfig({ ...said, OIDC_CLIENT_ID: 'gate', OIDC_SECRET_ID: 'secret' });

    assert.equal(oidc?.issuer, issuer);
  });

  test('A51 A52 only register assumes roles, and only those that the parameters name', () => {
    const assuming = granted.filter(({ Action }) => [Action].flat().includes('sts:AssumeRole'));
    for (const { Resource: resource } of assuming)
      assert.ok(
        [resource].flat().every((one) => /^\$\{param:\w+\}$/u.test(String(one))),
        JSON.stringify(resource),
      );
  });

  test('A53 no role may grant or create a KMS key', () => {
    assert.deepEqual(
      granted.flatMap(({ Action }) => Action).filter((action) => /^kms:(?:CreateGrant|\*)/u.test(action)),
      [],
    );
  });

  test('A54 writes to the registry are granted on model packages of one account and region', () => {
    const writes = granted.filter(({ Action }) => [Action].flat().includes('sagemaker:UpdateModelPackage'));
    for (const { Resource: resource } of writes)
      assert.match(
        String(resource),
        /:sagemaker:\$\{AWS::Region\}:\$\{AWS::AccountId\}:model-package\/|^\$\{param:targetPackages\}$/u,
      );
  });

  test('A57 nobody may delete from ledger or evidence, and both keep their past', () => {
    assert.deepEqual(
      granted
        .flatMap(({ Action }) => Action)
        .filter((action) => /^(?:dynamodb|s3):(?:Delete|BatchWrite|Put(?!Item|Object$))/u.test(action)),
      [],
    );
    for (const { Properties } of ofType('AWS::DynamoDB::Table'))
      assert.deepEqual(Properties['PointInTimeRecoverySpecification'], { PointInTimeRecoveryEnabled: true });
    for (const { Properties } of ofType('AWS::S3::Bucket'))
      assert.deepEqual(Properties['VersioningConfiguration'], { Status: 'Enabled' });
  });

  test('A57 the archive can be locked, and its policy lets nobody delete from it or write over what is there', () => {
    const archive = template.resources.Resources['ArchiveBucket'];
    assert.equal(archive?.Properties['ObjectLockEnabled'], true);
    const policies = ofType('AWS::S3::BucketPolicy').filter(
      ({ Properties }) => Properties['Bucket'] === 'ArchiveBucket',
    );
    const denied = policies
      .flatMap(statementsOf)
      .filter(({ Effect, Principal }) => Effect === 'Deny' && Principal === '*');

    const [deletes] = denied.filter(({ Action }) => Action.includes('s3:DeleteObjectVersion'));
    assert.deepEqual([deletes?.Condition, deletes?.Resource], [undefined, '${ArchiveBucket.Arn}/*']);
    const [overwrites] = denied.filter(({ Condition }) => Condition?.['Null'] !== undefined);
    assert.deepEqual(overwrites?.Condition, { Null: { 's3:if-none-match': 'true' } });
  });

  test('A58 dependencies are pinned to the digit, run no script on installation, and are locked with their hashes', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, { integrity?: string; link?: boolean }>;
    };

    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/u);
    assert.match(readFileSync('.npmrc', 'utf8'), /^ignore-scripts=true$/mu);
    const unhashed = Object.entries(lock.packages).filter(([name, one]) => name !== '' && !one.integrity && !one.link);
    assert.ok(
      unhashed.every(([name]) => /node_modules\/.+\/node_modules\//u.test(name)),
      unhashed.map(([name]) => name).join(),
    );
  });

  test('A59 no source map and no way in for tests is shipped', () => {
    assert.doesNotMatch(readFileSync('scripts/bundle.ts', 'utf8'), /sourcemap/u);
    for (const name of readdirSync('functions'))
      assert.doesNotMatch(readFileSync(`functions/${name}`, 'utf8'), /test\/|local\//u);
  });
});
