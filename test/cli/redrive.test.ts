// modelgate redrive against a whole gate: dead letters in words, nothing changed without --send, and back to where they came from.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { explainLetter } from '../../cli/redrive/explain-letter.ts';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { modelgate } from './given.ts';

describe('modelgate redrive', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ churn: TEN_LINES }, ['--events', 'lose=1']);
    await gate.group('churn-lost');
  });
  after(() => gate.stop());

  const run = (...args: string[]) =>
    modelgate(['redrive', '--local', gate.world.aws.url, ...args], { clock: gate.world.now });
  const bury = (logicalId: string, body: string) =>
    gate.world.aws.sqs.send(
      gate.world.aws.sqs.queueArns().find((arn) => arn.endsWith(gate.world.runtime.nameOf(logicalId) ?? '-')) ?? '',
      body,
    );
  const intake = () =>
    gate.world.aws.sqs.queueArns().find((arn) => arn.endsWith(gate.world.runtime.nameOf('IntakeQueue') ?? '-')) ?? '';
  const depths = () => Object.values(gate.world.runtime.dlqDepths()).reduce((sum, depth) => sum + depth, 0);

  test('says that nothing lies there', async () => {
    const { exit, out } = await run();

    assert.equal(exit, 0);
    assert.match(out, /^No dead letters in the \d queues of modelgate-dev/u);
  });

  test('F49 shows each letter in words, sends none without --send, and with it what can be right, which is then decided', async () => {
    const arn = await gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.93' } });
    const hint = JSON.stringify({
      source: 'aws.sagemaker',
      'detail-type': 'SageMaker Model Package State Change',
      detail: { ModelPackageArn: arn },
    });
    await bury('IntakeDeadLetterQueue', hint);
    await bury('IntakeDeadLetterQueue', '{"token": "s3cr3t');
    await bury('RuleDeadLetterQueue', hint);
    gate.world.advance(8 * 24 * 3_600_000);

    const shown = await run();
    assert.equal(depths(), 3);
    const sent = await run('--send');
    await gate.restAheadOfTime();

    assert.match(shown.out, /IntakeDeadLetterQueue: 2 messages\n/u);
    assert.match(
      shown.out,
      /churn-lost\/1 {2}SageMaker Model Package State Change\n {4}8 d old, received \d times? here; would be sent back\n/u,
    );
    assert.match(shown.out, /the log has the reason under this id: aws logs .*modelgate-dev-decide/u);
    assert.match(shown.out, /of 17 bytes that is no event\n.*stays\n.*not JSON/u);
    assert.match(shown.out, /EventBridge could not deliver it for a day/u);
    assert.match(shown.out, /modelgate redrive --send$/u);
    assert.ok(!shown.out.includes('s3cr3t'));
    assert.equal(sent.out.match(/; sent back/gu)?.length, 2);
    assert.equal(depths(), 1);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('says why the last try failed, from the log of the function', async () => {
    const denied = { code: 'AccessDeniedException', message: 'no identity-based policy allows it', status: 400 };
    gate.world.aws.faults.set([faultRule({ operation: 'DynamoDB.BatchGetItem', fault: 'error', error: denied })]);
    const arn = await gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.93' } });
    const body = JSON.stringify({
      source: 'aws.sagemaker',
      'detail-type': 'SageMaker Model Package State Change',
      detail: { ModelPackageArn: arn },
    });
    await gate.world.aws.sqs.send(intake(), body);
    await gate.restAheadOfTime();
    gate.world.aws.faults.set([]);

    const { out } = await run();

    assert.match(out, /every try failed, the last one because: .*no identity-based policy allows it/u);
    await run('--send');
    await gate.restAheadOfTime();
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('knows only the queues of the stack', async () => {
    const { exit, err } = await run('--queue', 'IntakeQueue');

    assert.equal(exit, 64);
    assert.match(err, /--queue is `IntakeQueue`; stack modelgate-dev has .*IntakeDeadLetterQueue/u);
  });
});

test('a reason recorded beside a letter is told as it is', async () => {
  const queue = { name: 'NotifyDeadLetterQueue', url: '', sourceUrl: '', count: 1 };
  const letter = {
    id: 'm',
    body: '{"detail-type": "Model Package Review Requested"}',
    sentAt: 0,
    receives: 1,
    receipt: '',
  };

  const asked = { stack: 'modelgate-dev', lastReason: async () => 'not asked' };

  const { why, stays } = await explainLetter(queue, { ...letter, reason: 'Slack: channel_not_found' }, asked);

  assert.deepEqual([why, stays], ['Slack: channel_not_found', null]);
});
