// What the packaged template promises: the laws hold with every set of parameters, and each law finds what breaks it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { CASES } from '../../scripts/template/cases.ts';
import { breaches, LAWS } from '../../scripts/template/laws.ts';
import { plainTemplate } from '../../scripts/template/plain.ts';
import { at, listOf, ofType, statementsOf } from '../../scripts/template/query.ts';
import { decideConditions, isMapping, type Template } from '../../scripts/template/template.ts';
import { templateAlone } from '../../scripts/template/template-alone.ts';

const template = await templateAlone();
const deployed = decideConditions(template);

type Change = (properties: Record<string, unknown>) => unknown;
/** The deployed template with the properties of one resource changed. */
function changed(id: string, change: Change, values: Readonly<Record<string, string>> = {}): Template {
  const copy = structuredClone(decideConditions(template, values));
  const resource = copy.Resources[id];
  assert.ok(isMapping(resource?.Properties), id);
  change(resource.Properties);
  return copy;
}
const withoutResource = (id: string): Template => {
  const { [id]: _gone, ...rest } = deployed.Resources;
  return { ...deployed, Resources: rest };
};
const policyOf = (properties: Record<string, unknown>): { Statement: Record<string, unknown>[] } =>
  properties['PolicyDocument'] as { Statement: Record<string, unknown>[] };
const grant =
  (...actions: readonly string[]): Change =>
  (role) =>
    (role['Policies'] as { PolicyDocument: { Statement: unknown[] } }[])[0]?.PolicyDocument.Statement.push({
      Effect: 'Allow',
      Action: actions,
      Resource: '*',
    });
const target = (rule: Record<string, unknown>): Record<string, unknown> =>
  (rule['Targets'] as Record<string, unknown>[])[0] ?? {};

/** Law by law: something that breaks it, and where the law says so. */
const BROKEN: readonly (readonly [law: string, template: Template, id: string])[] = [
  ['a message stays hidden', changed('IntakeQueue', (one) => (one['VisibilityTimeout'] = 719)), 'IntakeQueue'],
  ['a queue that starts a function', changed('NotifyQueue', (one) => delete one['RedrivePolicy']), 'NotifyQueue'],
  [
    'a queue that starts a function',
    changed('PromoteQueue', (one) => ((one['RedrivePolicy'] as { maxReceiveCount: number }).maxReceiveCount = 4)),
    'PromoteQueue',
  ],
  [
    'a queue that starts a function',
    changed('RegisterDeadLetterQueue', (one) => (one['MessageRetentionPeriod'] = 60)),
    'RegisterQueue',
  ],
  [
    'each queue mapping reports',
    changed('DecideEventSourceMappingSQSIntakeQueue', (one) => delete one['FunctionResponseTypes']),
    'DecideEventSourceMappingSQSIntakeQueue',
  ],
  [
    'each queue mapping reports',
    changed('DecideEventSourceMappingSQSIntakeQueue', (one) => delete one['ScalingConfig']),
    'DecideEventSourceMappingSQSIntakeQueue',
  ],
  ['each rule tries', changed('RegistryRule', (one) => delete target(one)['RetryPolicy']), 'RegistryRule'],
  ['each rule tries', changed('PromoteRule', (one) => delete target(one)['DeadLetterConfig']), 'PromoteRule'],
  ['a schedule and the function', withoutResource('ReconcileRetries'), 'ReconcileLambdaFunction'],
  [
    'a schedule and the function',
    changed('ReconcileLambdaFunction', (one) => delete one['DeadLetterConfig']),
    'ReconcileLambdaFunction',
  ],
  [
    'a queue behind rules',
    changed('IntakeQueuePolicy', (one) => delete policyOf(one).Statement[0]?.['Condition']),
    'IntakeQueue',
  ],
  [
    'a queue behind rules',
    changed('IntakeQueuePolicy', (one) => {
      const [statement = {}] = policyOf(one).Statement;
      statement['Condition'] = { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['RegistryRule', 'Arn'] } } };
    }),
    'IntakeQueue',
  ],
  ['a queue behind rules', withoutResource('RuleDeadLetterQueuePolicy'), 'RuleDeadLetterQueue'],
  [
    'a dead letter queue is nobody',
    changed('NotifyEventSourceMappingSQSNotifyQueue', (one) => {
      one['EventSourceArn'] = { 'Fn::GetAtt': ['NotifyDeadLetterQueue', 'Arn'] };
    }),
    'NotifyDeadLetterQueue',
  ],
  [
    'each function has a role of its own',
    changed('NotifyLambdaFunction', (one) => (one['Role'] = { 'Fn::GetAtt': ['DecideRole', 'Arn'] })),
    'NotifyLambdaFunction',
  ],
  [
    'a role is assumed by',
    changed('ReviewRole', (one) => (one['AssumeRolePolicyDocument'] = { Statement: { Principal: { AWS: '*' } } })),
    'ReviewRole',
  ],
  ['no role may take an action by wildcard', changed('PromoteRole', grant('sagemaker:Describe*')), 'PromoteRole'],
  ['no role may take an action by wildcard', changed('PromoteRole', grant('s3:GetObject')), 'PromoteRole'],
  ['the role of a schedule', changed('SchedulerRole', grant('dynamodb:GetItem')), 'SchedulerRole'],
  ['only decide writes', changed('NotifyRole', grant('sagemaker:UpdateModelPackage')), 'NotifyRole'],
  ['a bus is shut', withoutResource('BusPolicy'), 'Bus'],
  ['a bus is shut', changed('NotifyRole', grantPut), 'Bus'],
  [
    'a bus is shut',
    changed('IntakeBusFromAccounts', (one) => (one['Statement'] = { Effect: 'Allow', Principal: '*' })),
    'IntakeBus',
  ],
  [
    'every role has the boundary',
    changed('NotifyRole', (one) => delete one['PermissionsBoundary'], {
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
    }),
    'NotifyRole',
  ],
  ['all that is stored', changed('IntakeQueue', (one) => (one['SqsManagedSseEnabled'] = false)), 'IntakeQueue'],
  [
    'all that is stored',
    changed('LedgerTable', (one) => (one['SSESpecification'] = { SSEEnabled: true }), {
      KmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555',
    }),
    'LedgerTable',
  ],
  [
    'a bucket is closed',
    changed('EvidenceBucket', (one) => delete one['PublicAccessBlockConfiguration']),
    'EvidenceBucket',
  ],
  ['a bucket is closed', withoutResource('EvidenceBucketPolicy'), 'EvidenceBucket'],
  [
    'the table can be restored',
    changed('LedgerTable', (one) => (one['DeletionProtectionEnabled'] = false), { Production: 'true' }),
    'LedgerTable',
  ],
  ['each function runs', changed('ReviewLambdaFunction', (one) => delete one['TracingConfig']), 'ReviewLambdaFunction'],
  ['each function runs', changed('ReviewLogGroup', (one) => delete one['RetentionInDays']), 'ReviewLambdaFunction'],
  ['an alarm watches', withoutResource('ReconcileDeadLetterAlarm'), 'ReconcileDeadLetterQueue'],
  ['an alarm watches', withoutResource('ReviewThrottlesAlarm'), 'ReviewLambdaFunction'],
  [
    'an alarm watches',
    changed('SystemHoldsAlarm', (one) => (one['AlarmDescription'] = 'Something is wrong.')),
    'SystemHoldsAlarm',
  ],
  ['the pages are throttled', changed('HttpApiStage', (one) => delete one['DefaultRouteSettings']), 'HttpApiStage'],
];

function grantPut(role: Record<string, unknown>): void {
  (role['Policies'] as { PolicyDocument: { Statement: unknown[] } }[])[0]?.PolicyDocument.Statement.push({
    Effect: 'Allow',
    Action: ['events:PutEvents'],
    Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
  });
}

describe('the laws of the template', () => {
  test('hold with each set of parameters', () => {
    for (const { name, args, values } of CASES.filter((one) => one.args.length === 0)) {
      assert.deepEqual(args, []);
      assert.deepEqual(breaches(decideConditions(template, values)), [], name);
    }
  });

  for (const [law, broken, id] of BROKEN)
    test(`${law} …: ${id} breaks it, and is named`, () => {
      const found = LAWS.filter(({ name }) => name.startsWith(law)).flatMap(({ faults }) => faults(broken));
      assert.ok(
        found.some((fault) => fault.startsWith(id)),
        found.join('\n'),
      );
    });

  test('each is broken by something here', () => {
    const untried = LAWS.filter(({ name }) => !BROKEN.some(([law]) => name.startsWith(law)));
    assert.deepEqual(untried, []);
  });
});

describe('rights', () => {
  test('each function file is deployed', async () => {
    const names = ofType(deployed, 'AWS::Lambda::Function').map(({ properties }) => String(properties['FunctionName']));
    assert.deepEqual(
      names.toSorted(),
      (await functionNames()).map((name) => `modelgate-dev-${name}`),
    );
  });

  /** [action, whose right it is, on what, under which condition] */
  const conditionsOf = (role: string, action: string, on?: string) =>
    statementsOf(deployed, role)
      .filter(
        ({ actions, resources }) => actions.includes(action) && (!on || JSON.stringify(resources).includes(`"${on}"`)),
      )
      .map(({ condition }) => condition);

  test('whoever writes only some items of the ledger, or says only some things on the bus, is held to them', () => {
    const keys = (...names: readonly string[]) => ({ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': names } });
    const says = (name: string) => ({ StringEquals: { 'events:source': 'modelgate', 'events:detail-type': name } });

    for (const role of ['PromoteRole', 'RedeployRole', 'RegisterRole'])
      assert.deepEqual(conditionsOf(role, 'dynamodb:PutItem'), [keys('LANE')], role);
    assert.deepEqual(conditionsOf('ReconcileRole', 'dynamodb:PutItem'), [keys('STACK', 'CURSOR', 'TOLD', 'ARCHIVED')]);
    assert.deepEqual(conditionsOf('ReviewRole', 'events:PutEvents', 'Bus'), [says('Gate Door Locked')]);
    assert.deepEqual(conditionsOf('ReconcileRole', 'events:PutEvents', 'Bus'), [says('Gate Mode Changed')]);
  });

  test('only decide and review change items of the ledger, and nobody deletes one', () => {
    const may = (pattern: RegExp) =>
      ofType(deployed, 'AWS::IAM::Role')
        .map(({ id }) => id)
        .filter((id) => statementsOf(deployed, id).some(({ actions }) => actions.some((one) => pattern.test(one))));

    assert.deepEqual(may(/^dynamodb:UpdateItem$/u), ['DecideRole', 'ReviewRole']);
    assert.deepEqual(may(/^dynamodb:Delete/u), []);
  });
});

describe('a stack', () => {
  test('begins in Audit', () => {
    assert.equal(template.Parameters?.['Mode']?.Default, 'Audit');
    for (const { properties } of ofType(deployed, 'AWS::Lambda::Function'))
      assert.deepEqual(at(properties, 'Environment', 'Variables', 'MODE'), { Ref: 'Mode' });
  });

  test('is deployed without osls from the zips beside the plain template', () => {
    const plain = plainTemplate(template);

    assert.equal(at(plain.Resources['DecideLambdaFunction']?.Properties, 'Code'), './decide.zip');
    assert.doesNotMatch(JSON.stringify(plain), /ServerlessDeploymentBucket/u);
    assert.deepEqual(listOf(plain.Parameters?.['Mode']?.AllowedValues), ['Audit', 'Enforce']);
  });
});
