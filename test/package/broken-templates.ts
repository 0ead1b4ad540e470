// Templates that break a law each: what the deployment promises has to be missed where it is taken away.
import assert from 'node:assert/strict';
import { decideConditions, isMapping, type Template } from '../../scripts/template/template.ts';

type Change = (properties: Record<string, unknown>) => unknown;
const policyOf = (properties: Record<string, unknown>): { Statement: Record<string, unknown>[] } =>
  properties['PolicyDocument'] as { Statement: Record<string, unknown>[] };
const inlineOf = (role: Record<string, unknown>): Record<string, unknown> =>
  (role['Policies'] as Record<string, unknown>[])[0] ?? {};
const grantOn =
  (resource: unknown, ...actions: readonly string[]): Change =>
  (role) =>
    policyOf(inlineOf(role)).Statement.push({ Effect: 'Allow', Action: actions, Resource: resource });
const grant = (...actions: readonly string[]): Change => grantOn('*', ...actions);
const target = (rule: Record<string, unknown>): Record<string, unknown> =>
  (rule['Targets'] as Record<string, unknown>[])[0] ?? {};

/** Law by law: something that breaks it, and where the law says so. */
export function brokenTemplates(
  template: Template,
): readonly (readonly [law: string, template: Template, id: string])[] {
  const deployed = decideConditions(template);
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
  return [
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
      'a function with a dead letter queue',
      changed(
        'ReconcileLambdaFunction',
        (one) => (one['DeadLetterConfig'] = { TargetArn: { Ref: 'RuleDeadLetterQueue' } }),
      ),
      'ReconcileLambdaFunction',
    ],
    ['a dead letter queue starts no', withoutResource('RegisterEventSourceMappingSQSRegisterQueue'), 'RegisterQueue'],
    [
      'a dead letter queue starts no',
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
    [
      'no role may take an action by wildcard',
      changed('PromoteRole', (role) =>
        policyOf(inlineOf(role)).Statement.push({ Effect: 'Allow', NotAction: 's3:GetObject', Resource: '*' }),
      ),
      'PromoteRole',
    ],
    [
      'no role may take an action by wildcard',
      changed('PromoteRole', grantOn({ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::*' }, 's3:GetObject')),
      'PromoteRole',
    ],
    [
      'a role has policies of this template',
      changed('NotifyRole', (one) => (one['ManagedPolicyArns'] = ['arn:aws:iam::aws:policy/AdministratorAccess'])),
      'NotifyRole',
    ],
    [
      'a command is signed',
      changed('HttpApiRoutePostCommandApprove', (one) => (one['AuthorizationType'] = 'NONE')),
      'HttpApiRoutePostCommandApprove',
    ],
    ['the role of a schedule', changed('SchedulerRole', grant('dynamodb:GetItem')), 'SchedulerRole'],
    ['only decide writes', changed('NotifyRole', grant('sagemaker:UpdateModelPackage')), 'NotifyRole'],
    ['a bus is shut', withoutResource('BusPolicy'), 'Bus'],
    ['a bus is shut', changed('NotifyRole', grantOn({ 'Fn::GetAtt': ['Bus', 'Arn'] }, 'events:PutEvents')), 'Bus'],
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
    [
      'each function runs',
      changed('ReviewLambdaFunction', (one) => delete one['TracingConfig']),
      'ReviewLambdaFunction',
    ],
    ['each function runs', changed('ReviewLogGroup', (one) => delete one['RetentionInDays']), 'ReviewLambdaFunction'],
    ['an alarm watches', withoutResource('ReconcileDeadLetterAlarm'), 'ReconcileDeadLetterQueue'],
    ['an alarm watches', withoutResource('ReviewThrottlesAlarm'), 'ReviewLambdaFunction'],
    [
      'an alarm watches',
      changed('SystemHoldsAlarm', (one) => (one['AlarmDescription'] = 'Something is wrong.')),
      'SystemHoldsAlarm',
    ],
    [
      'an alarm watches',
      changed('OldestPendingAlarm', (one) => delete one['AlarmActions'], {
        AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:oncall',
      }),
      'OldestPendingAlarm',
    ],
    [
      'a dead letter is kept',
      changed('RuleDeadLetterQueue', (one) => (one['MessageRetentionPeriod'] = 345_600)),
      'RuleDeadLetterQueue',
    ],
    ['the pages are throttled', changed('HttpApiStage', (one) => delete one['DefaultRouteSettings']), 'HttpApiStage'],
  ];
}
