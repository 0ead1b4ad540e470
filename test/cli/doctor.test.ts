// modelgate doctor against a running gate: each thing is broken alone, found alone, and named with the next command.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ENGINE_VERSION } from '../../lib/engine-version.ts';
import { doctorRights } from '../../lib/reading-rights.ts';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { actionOf } from '../../local/front/permissions.ts';
import { ROUTE, startPatient, type Patient } from './doctor-patient.ts';
import { PEOPLE_ROWS } from './doctor-people-rows.ts';
import { STACK_ROWS } from './doctor-stack-rows.ts';
import { modelgate } from './given.ts';

let patient: Patient;
before(async () => {
  patient = await startPatient();
});
after(() => patient.stop());

type Finding = { readonly what: string; readonly isGood: boolean; readonly says: string; readonly next: string | null };
const local = (verb: string, args: readonly string[], ahead = 0) =>
  modelgate([verb, ...args, '--local', patient.gate.world.aws.url], {
    folder: patient.folder,
    clock: () => Date.now() + ahead,
  });
const run = (...args: readonly string[]) => local('doctor', args);

/** What is wrong, as the command says it. */
async function wrongs(ahead = 0): Promise<readonly Finding[]> {
  const { out, err } = await local('doctor', ['-o', 'json'], ahead);
  assert.equal(err, '');
  const { findings } = JSON.parse(out) as { findings: readonly Finding[] };
  return findings.filter(({ isGood }) => !isGood);
}

test('the engine names the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  assert.equal(ENGINE_VERSION, version);
});

describe('modelgate doctor', () => {
  test('says before the first sweep what is not known yet, and exits 69; after it all is well', async () => {
    const early = await run();
    await patient.gate.world.runtime.runSchedule('reconcile');
    const asked: string[] = [];
    const stop = patient.gate.world.aws.calls.onCall(({ operation, principalArn }) => {
      if (principalArn.endsWith('user/local')) asked.push(actionOf(operation));
    });
    const { exit, out, err } = await run();
    stop();

    assert.equal(early.exit, 69);
    assert.match(early.out, /✗ sweep +none has come through 111122223333\/us-east-1 yet\n +Next: /u);
    assert.equal(exit, 0, out + err);
    for (const what of [
      'permissions',
      'rules',
      'bus policies',
      'secrets',
      'Slack',
      'mail',
      'clock',
      'lag',
      'polling',
      'archive',
      'promotion',
    ])
      assert.match(out, new RegExp(`^✓ ${what} `, 'mu'));
    assert.match(out, /✓ mode +Enforce/u);
    assert.match(out, /✓ dead letters +none in \d queues/u);
    const granted = doctorRights().Statement.flatMap(({ Action }) => Action);
    // The pollers of the embedded queues sign as the same user.
    const free = ['sts:GetCallerIdentity', 'sqs:ReceiveMessage'];
    const missing = [...new Set(asked)].filter((action) => !free.includes(action) && !granted.includes(action));
    assert.deepEqual(missing, [], 'modelgate iam --doctor prints every right it uses');
    assert.ok(asked.length > 20);
  });

  for (const { title, breaks, what, says, next, ahead } of [...STACK_ROWS, ...PEOPLE_ROWS])
    test(`finds ${title}, and nothing else`, async () => {
      const mend = await breaks(patient);
      const found = await wrongs(ahead);
      await mend();

      assert.deepEqual(
        found.map((one) => one.what),
        [what],
        JSON.stringify(found, null, 1),
      );
      assert.match(found[0]?.says ?? '', says);
      assert.match(found[0]?.next ?? '', next);
    });

  test('is well again once each was mended, and never shows a secret', async () => {
    const { exit, out } = await run();

    assert.equal(exit, 0, out);
    assert.ok(!out.includes(patient.gate.world.people.slack.workspace.botToken));
  });

  test('finds the registry events cut off at their rule, on both ways to look at it', async () => {
    await patient.switchRule('RegistryRule', null, 'DISABLED');
    const found = await wrongs();
    await patient.switchRule('RegistryRule', null, 'ENABLED');

    assert.deepEqual(
      found.map(({ what, next }) => [what, next?.split(' --')[0]]),
      [
        ['registry events', 'aws events enable-rule'],
        ['rules', 'aws events enable-rule'],
      ],
    );
  });

  test('checks what it may where AWS refuses the rest, and says what is not checked', async () => {
    const error = { code: 'AccessDenied', message: 'no identity-based policy allows it', status: 403 };
    patient.gate.world.aws.faults.set(
      ['CloudFormation.ListStackResources', 'SES.GetEmailIdentity'].map((operation) =>
        faultRule({ operation, fault: 'error', error }),
      ),
    );
    const found = await wrongs();
    patient.gate.world.aws.faults.set([]);

    assert.deepEqual(
      found.map(({ what }) => what),
      ['stack', 'mail'],
    );
    for (const { next } of found) assert.match(next ?? '', /modelgate iam --doctor/u);
  });

  test('finds a queue that is shut to two rules once, with the policy that opens it to both, which mends it', async () => {
    const queue = { QueueUrl: patient.urlOf('RuleDeadLetterQueue') };
    await patient.sqs.send(new SetQueueAttributesCommand({ ...queue, Attributes: { Policy: '' } }));
    const found = await wrongs();
    const [, attributes = '{}'] = /--attributes '(.+)'$/u.exec(found[0]?.next ?? '') ?? [];
    const Attributes = JSON.parse(attributes) as Record<string, string>;
    await patient.sqs.send(new SetQueueAttributesCommand({ ...queue, Attributes }));

    assert.deepEqual(
      found.map(({ says }) => says),
      ['RuleDeadLetterQueue does not let RegistryRule and IntakeRule in: what can not be delivered is lost'],
    );
    assert.deepEqual(await wrongs(), []);
  });

  test('finds a right that somebody took from a role, and a role that is gone', async () => {
    const { iam } = patient.gate.world.aws;
    const name = patient.nameOf('RedeployRole');
    const role = iam.role(name);
    assert.ok(role);
    const [policy = ''] = role.inline.keys();
    const less = JSON.parse(
      JSON.stringify(role.inline.get(policy)).replace('"sagemaker:UpdateProject"', '"sagemaker:ListTags"'),
    ) as unknown;
    iam.put({ ...role, inline: new Map([[policy, less]]) });
    const lacking = await wrongs();
    iam.put({ ...role, attached: [] });
    const detached = await wrongs();
    iam.remove(name);
    const gone = await wrongs();
    iam.put(role);

    const said = [lacking, detached, gone].map((found) => found.map(({ what, says }) => `${what}: ${says}`));
    assert.deepEqual(said, [
      ['permissions: role RedeployRole lacks sagemaker:UpdateProject, which the stack gave it'],
      ['permissions: role RedeployRole has lost 1 of its managed policies'],
      ['permissions: role RedeployRole is not there'],
    ]);
  });

  test('finds a channel by its name on a later page of what Slack lists, and says where it may not list them', async () => {
    const { slack } = patient.gate.world.people;
    for (const name of ['general', 'random', 'risk-models']) slack.addChannel(name);
    await patient.write('route.yaml', ROUTE.replace('C0RISK0001', '"#risk-models"'));
    const found = await run();
    slack.trouble({ kind: 'error', error: 'missing_scope' }, 2, 'conversations.list');
    const blind = await run();
    await patient.write('route.yaml', ROUTE);

    assert.match(found.out, /✓ Slack +the token is valid, 1 channel in routes\n/u);
    assert.match(blind.out.replaceAll(/\s+/gu, ' '), /✓ Slack .*; 1 not checked: the app lacks channels:read/u);
  });

  test('finds a ledger that is not there first', async () => {
    const { exit, out } = await run('--stack', 'elsewhere');

    assert.equal(exit, 69);
    assert.match(out, /✗ ledger +Cannot reach the ledger/u);
  });

  test('says that the gate is in Audit, by whom and why, and that it is well', async () => {
    await local('mode', ['Audit', '--reason', 'reports of tonight are wrong']);
    const { exit, out } = await run();
    await local('mode', ['Enforce', '--reason', 'mended']);

    assert.equal(exit, 0);
    assert.match(out.replaceAll(/\s+/gu, ' '), /✓ mode Audit, so nothing is written .*reports of tonight are wrong/u);
  });

  test('finds hints that nobody works off', async () => {
    const error = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };
    patient.gate.world.aws.faults.set([
      faultRule({ operation: 'SageMaker.BatchDescribeModelPackage', fault: 'error', error }),
    ]);
    await patient.gate.group('churn-late');
    await patient.gate.register('churn-late', { CustomerMetadataProperties: { accuracy: '0.95' } });
    patient.gate.world.advance(20 * 60_000);
    // The clock of AWS goes with it, and so does that of this machine.
    const found = await wrongs(20 * 60_000);
    patient.gate.world.aws.faults.set([]);
    await patient.gate.restAheadOfTime();

    assert.deepEqual(
      found.map(({ what }) => what),
      ['lag'],
    );
    assert.match(found[0]?.says ?? '', /the oldest of \d messages in IntakeQueue waits for 20 min/u);
  });
});
