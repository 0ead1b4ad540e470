// What serverless.yml promises: an own role for each function, rights as narrow as they go, nothing that loses a message silently.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse, type ScalarTag } from 'yaml';
import { functionNames } from '../../scripts/bundle.ts';

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};
type Resource = { Type: string; DeletionPolicy?: string; Properties: Record<string, unknown> };
type Fn = {
  role: string;
  timeout: number;
  events: { sqs?: Record<string, unknown>; schedule?: Record<string, unknown> }[];
};

const text = readFileSync('serverless.yml', 'utf8');
/** `!Ref X` and its like become the text behind them: enough to compare. */
const scalars = ['!Ref', '!GetAtt', '!Sub'].map((tag): ScalarTag => ({ tag, resolve: (value: string) => value }));
const lists = ['!Equals', '!If'].map((tag) => ({ tag, collection: 'seq' as const }));
const template = parse(text, { customTags: [...scalars, ...lists], merge: true }) as {
  functions: Record<string, Fn>;
  resources: { Resources: Record<string, Resource> };
};
const { functions } = template;
const resources = template.resources.Resources;

const ofType = (type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);
const statementsOf = (role: string): readonly Statement[] => {
  const policies = resources[role]?.Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};
const propertiesOf = (name: string): unknown => resources[name]?.Properties;
const actionsOf = (role: string): readonly string[] => statementsOf(role).flatMap(({ Action }) => Action);

describe('rights', () => {
  test('each function file is deployed, with a role of its own that no other function and no schedule has', async () => {
    const roles = Object.values(functions).map(({ role }) => role);

    assert.deepEqual(Object.keys(functions).toSorted(), await functionNames());
    assert.equal(new Set([...roles, 'SchedulerRole']).size, roles.length + 1);
    for (const role of roles) assert.equal(resources[role]?.Type, 'AWS::IAM::Role');
    assert.doesNotMatch(text, /^ {2}role:|^ {2}iam:/mu);
  });

  test('no statement allows an action by wildcard, and only a list of the registry has every resource', () => {
    for (const [role] of ofType('AWS::IAM::Role')) {
      assert.deepEqual(
        actionsOf(role).filter((action) => action.includes('*')),
        [],
      );
      const everywhere = statementsOf(role).filter(({ Resource: resource }) => resource === '*');
      assert.deepEqual(
        everywhere
          .flatMap(({ Action }) => Action)
          .filter((action) => !/^sagemaker:(?:ListModelPackages|ListProjects|Search)$/u.test(action)),
        [],
      );
    }
  });

  test('only decide may write to the registry, only redeploy to a project, only register copies; others write items of the ledger', () => {
    const rolesThatMay = (pattern: RegExp): readonly string[] =>
      ofType('AWS::IAM::Role').flatMap(([role]) =>
        actionsOf(role).some((action) => pattern.test(action)) ? [role] : [],
      );

    assert.deepEqual(rolesThatMay(/^sagemaker:(?:Update|Create|Delete)/u), [
      'DecideRole',
      'RedeployRole',
      'RegisterRole',
    ]);
    // A person's answer is put into HEAD where it is given; what follows from it is decide's.
    assert.deepEqual(rolesThatMay(/^dynamodb:(?:Update|Delete)/u), ['DecideRole', 'ReviewRole']);
    const changes = (role: string) =>
      actionsOf(role).filter((action) => /^sagemaker:(?:Update|Create|Delete)/u.test(action));
    assert.deepEqual(changes('DecideRole'), ['sagemaker:UpdateModelPackage']);
    assert.deepEqual(changes('RedeployRole'), ['sagemaker:UpdateProject']);
    for (const role of ['PromoteRole', 'RedeployRole'])
      assert.deepEqual(
        statementsOf(role)
          .filter(({ Action }) => Action.includes('dynamodb:PutItem'))
          .map(({ Condition }) => Condition?.['ForAllValues:StringEquals']),
        [{ 'dynamodb:LeadingKeys': ['LANE'] }],
      );
    const ledgerPuts = statementsOf('ReconcileRole').filter(({ Action }) => Action.includes('dynamodb:PutItem'));
    assert.deepEqual(
      ledgerPuts.map(({ Condition }) => Condition?.['ForAllValues:StringEquals']),
      [{ 'dynamodb:LeadingKeys': ['STACK', 'CURSOR', 'TOLD'] }],
    );
    const puts = (role: string) =>
      statementsOf(role)
        .filter(({ Action }) => Action.includes('events:PutEvents'))
        .map(({ Resource: resource }) => resource);
    assert.deepEqual([puts('DecideRole'), puts('ReconcileRole')], [['Bus.Arn'], ['IntakeBus.Arn', 'Bus.Arn']]);
    const [said] = statementsOf('ReviewRole').filter(({ Resource: resource }) => resource === 'Bus.Arn');
    assert.deepEqual(said?.Condition?.['StringEquals'], {
      'events:source': 'modelgate',
      'events:detail-type': 'Gate Door Locked',
    });
    const onBus = statementsOf('ReconcileRole').find(({ Resource: resource }) => resource === 'Bus.Arn');
    assert.deepEqual(onBus?.Condition, {
      StringEquals: { 'events:source': 'modelgate', 'events:detail-type': 'Gate Mode Changed' },
    });
  });

  test('a queue takes messages from our own rules and from nobody else', () => {
    for (const [, { Properties }] of ofType('AWS::SQS::QueuePolicy')) {
      const { Statement: statements } = Properties['PolicyDocument'] as { Statement: Statement[] };
      const sources = statements.map(({ Condition }) => Condition?.['ArnEquals']?.['aws:SourceArn']);
      assert.ok(
        [['RegistryRule.Arn', 'IntakeRule.Arn'].join(), 'PromoteRule.Arn', 'NotifyRule.Arn'].includes(sources.join()),
      );
    }
  });
});

describe('nothing is lost silently', () => {
  test('a message stays invisible for six times the timeout of the function, and is tried at least five times', () => {
    const { VisibilityTimeout, RedrivePolicy } = propertiesOf('IntakeQueue') as {
      VisibilityTimeout: number;
      RedrivePolicy: { maxReceiveCount: number };
    };

    assert.ok(VisibilityTimeout >= 6 * (functions['decide']?.timeout ?? Number.POSITIVE_INFINITY));
    assert.ok(RedrivePolicy.maxReceiveCount >= 5);
    const [{ sqs } = {}] = functions['decide']?.events ?? [];
    assert.equal(sqs?.['functionResponseType'], 'ReportBatchItemFailures');
    assert.equal(sqs?.['batchSize'], 100);
  });

  test('each rule tries for a day and then has a dead letter queue, whose alarm names it', () => {
    const rules = ofType('AWS::Events::Rule');
    assert.ok(rules.length >= 3);
    const deadLetterQueues = new Set<string>();
    for (const [, { Properties }] of rules) {
      for (const target of Properties['Targets'] as {
        DeadLetterConfig: { Arn: string };
        RetryPolicy: { MaximumEventAgeInSeconds: number };
      }[]) {
        assert.equal(target.RetryPolicy.MaximumEventAgeInSeconds, 86_400);
        deadLetterQueues.add(target.DeadLetterConfig.Arn.replace('.Arn', '.QueueName'));
      }
    }
    const watched = ofType('AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
      (Properties['Dimensions'] as { Value: string }[]).map(({ Value }) => Value),
    );
    for (const [, { Properties }] of ofType('AWS::SQS::Queue')) {
      const redrive = Properties['RedrivePolicy'] as { deadLetterTargetArn: string } | undefined;
      if (redrive) deadLetterQueues.add(redrive.deadLetterTargetArn.replace('.Arn', '.QueueName'));
    }
    for (const queue of [...deadLetterQueues, 'IntakeQueue.QueueName']) assert.ok(watched.includes(queue), queue);
  });

  test('ledger and evidence outlive the stack', () => {
    for (const name of ['LedgerTable', 'EvidenceBucket']) assert.equal(resources[name]?.DeletionPolicy, 'Retain');
  });

  test('a deployed stack begins in Audit', () => {
    assert.match(text, /^ {4}mode: Audit$/mu);
  });
});
