// Rows of the fault matrix about messages, evidence and packages that change under decide's hands, over real HTTP.
import assert from 'node:assert/strict';
import { DeleteModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { after, afterEach, before, describe, test } from 'node:test';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT, startGate, type Gate } from '../functions/gate.ts';
import { callsOfDecide, envelope, meanwhile, POLICIES } from './messages-world.ts';

describe('decide, while messages and packages misbehave', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate(POLICIES);
    for (const group of ['churn-a', 'fraud-a', 'costly-a', 'asked-a']) await gate.group(group);
  });
  after(() => gate.stop());
  afterEach(async () => {
    gate.world.aws.faults.set([]);
    assert.ok(Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0));
  });

  const register = (accuracy: string) => gate.register('churn-a', { CustomerMetadataProperties: { accuracy } });
  const intake = (): string =>
    gate.world.aws.sqs.queueArns().find((arn) => arn.endsWith(gate.world.runtime.nameOf('IntakeQueue') ?? '-')) ?? '';
  const send = (body: string) => gate.world.aws.sqs.send(intake(), body);
  const statusOf = async (arn: string) => (await gate.describe(arn)).ModelApprovalStatus;
  const latest = (arn: string) => gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn).at(-1);
  const eventIdsOf = (arn: string) =>
    gate.published
      .filter(({ bus, event }) => bus === 'modelgate' && JSON.stringify(event.detail).includes(arn))
      .map(({ event }) => (event.detail as { eventId: string }).eventId);
  /** What decide calls in a sweep ten minutes from now. */
  const sweepLater = () =>
    callsOfDecide(gate, async () => {
      gate.world.advance(10 * 60_000);
      await gate.world.runtime.runSchedule('reconcile');
      await gate.restAheadOfTime();
    });

  test('F8 a package deleted between the look and the write is ended by one sweep, in the ledger, and costs nothing after it', async () => {
    const { promise: registered, resolve } = Promise.withResolvers<string>();
    const gone = meanwhile(gate, 'SageMaker.UpdateModelPackage', async () =>
      gate.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: await registered })),
    );
    resolve(await register('0.93'));
    await gone;

    await gate.restAheadOfTime();

    const arn = await registered;
    await assert.rejects(gate.describe(arn));
    const calls = await sweepLater();
    assert.ok(!calls.includes('SageMaker.UpdateModelPackage'), calls.join());
    assert.deepEqual(
      [latest(arn)?.verdict, latest(arn)?.reasons],
      ['NoOpinion', ['this version was deleted in the registry']],
    );
    assert.deepEqual(await sweepLater(), []);
  });

  test('F8 the review of a deleted version is closed by the next sweep, and those who were asked hear of it', async () => {
    const arn = await gate.register('asked-a', { CustomerMetadataProperties: { accuracy: '0.93' } });
    await gate.restAheadOfTime();
    const review = latest(arn)?.review?.reviewId;
    await gate.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: arn }));

    await sweepLater();

    const closed = gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Review Closed')
      .map(({ event }) => event.detail as { reviewId: string; outcome: string; because: string });
    assert.ok(review);
    assert.deepEqual(
      closed.map(({ reviewId, outcome, because }) => ({ reviewId, outcome, because })),
      [{ reviewId: review, outcome: 'voided', because: 'this version was deleted in the registry' }],
    );
    assert.deepEqual(await sweepLater(), []);
  });

  test('A42 evidence that is swapped after the approval is drift: told, and never approved anew', async () => {
    const arn = await register('0.93');
    await gate.restAheadOfTime();
    gate.world.advance(60_000);

    await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.41' } });
    await gate.restAheadOfTime();

    const causes = gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Approval Drifted')
      .map(({ event }) => event.detail as { cause: string; subject: { modelPackageArn: string } })
      .filter(({ subject }) => subject.modelPackageArn === arn)
      .map(({ cause }) => cause);
    assert.deepEqual(causes, ['EvidenceChanged']);
    assert.deepEqual([latest(arn)?.origin, latest(arn)?.subject.approvalStatus], ['External', 'Approved']);
  });

  test('F31 of many that cost too much none is approved, each is held for the System, and the alarm counts them', async () => {
    const counted = (): number => gate.logs.filter((line) => line.includes('"cause":"System"')).length;
    const earlier = counted();
    const arns: string[] = [];
    for (let version = 0; version < 6; version++) arns.push(await gate.register('costly-a'));

    await gate.restAheadOfTime();

    assert.deepEqual(
      arns.map((arn) => [latest(arn)?.verdict, latest(arn)?.hold?.cause]),
      arns.map(() => ['Hold', 'System']),
    );
    assert.ok(counted() > earlier);
  });

  test('F9 what the full description shows counts, not the summary before it', async () => {
    const { promise: registered, resolve } = Promise.withResolvers<string>();
    const lowered = meanwhile(gate, 'SageMaker.DescribeModelPackage', async () =>
      gate.update({ ModelPackageArn: await registered, CustomerMetadataProperties: { accuracy: '0.41' } }),
    );
    resolve(await register('0.93'));
    await lowered;

    await gate.restAheadOfTime();

    assert.equal(await statusOf(await registered), 'Rejected');
  });

  test('F16 A36 ten copies of one event and ten replays under other ids change nothing and publish nothing more', async () => {
    const arn = await register('0.93');
    await gate.restAheadOfTime();
    const settled = { modified: (await gate.describe(arn)).LastModifiedTime, ids: eventIdsOf(arn) };

    const same = envelope(arn);
    for (let copy = 0; copy < 10; copy++)
      await Promise.all([send(same), send(envelope(arn, { 'replay-name': 'again' }))]);
    await gate.restAheadOfTime();

    assert.deepEqual({ modified: (await gate.describe(arn)).LastModifiedTime, ids: eventIdsOf(arn) }, settled);
  });

  test('F17 A33 a perfect fake that says Approved, before the true event, is only a hint: the registry is read', async () => {
    const arn = await register('0.41');
    await send(
      envelope(arn, {}, { ModelApprovalStatus: 'Approved', CustomerMetadataProperties: { accuracy: '0.99' } }),
    );

    await gate.restAheadOfTime();

    assert.equal(await statusOf(arn), 'Rejected');
    assert.equal(
      new Set(gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn).map((one) => one.decisionId))
        .size,
      1,
    );
  });

  test('F19 A32 A35 A38 poison is acknowledged without a call, counted with its reason, its body not logged', async () => {
    const arn = `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/churn-a/1`;
    const secret = 'poison-body-7f3a';
    const poison: readonly (readonly [string, string])[] = [
      ['NotJson', `{"${secret}`],
      ['NotJson', `"${secret}"`],
      ['NoArn', envelope('', { note: secret, resources: [] })],
      ['WrongSource', envelope(arn, { source: 'aws.sagemaker ', note: secret })],
      ['WrongSource', envelope(arn, { source: 'AWS.sagemaker', note: secret })],
      ['WrongSource', envelope(arn, { source: 'sagemaker', note: secret })],
      ['WrongDetailType', envelope(arn, { 'detail-type': 'SageMaker Training Job State Change', note: secret })],
      ['WrongAccount', envelope(arn, { account: '999900001111', note: secret })],
      ['WrongAccount', envelope(arn, { region: 'eu-west-1', note: secret })],
      ['BadArn', envelope(`arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/../1`, { note: secret })],
      ['BadArn', envelope(`arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/сhurn-a/1`, { note: secret })],
      ['BadArn', envelope(`${arn}${'0'.repeat(2048)}`, { note: secret })],
      ['Unversioned', envelope(`arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/churn-a`, { note: secret })],
    ];
    const from = gate.logs.length;

    const calls = await callsOfDecide(gate, async () => {
      for (const [, body] of poison) await send(body);
      await gate.restAheadOfTime();
    });

    const lines = gate.logs.slice(from).filter((line) => line.includes('message refused'));
    const reasons = lines.map((line) => (JSON.parse(line) as { reason: string }).reason);
    const expected = poison.map(([reason]) => reason);
    assert.deepEqual(reasons.toSorted(), expected.toSorted());
    // A new environment keeps the policies it was deployed with; of the registry nothing is asked.
    assert.deepEqual(
      calls.filter((operation) => operation.startsWith('SageMaker.')),
      [],
    );
    assert.ok(!gate.logs.join('\n').includes(secret));
  });

  test('F25 a report that is not there is waited for; the sweep after it came decides', async () => {
    const arn = await gate.register('fraud-a', {
      ModelMetrics: {
        ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://reports/late.json' } },
      },
    });
    await gate.restAheadOfTime();
    assert.deepEqual([latest(arn)?.verdict, await statusOf(arn)], ['Hold', 'PendingManualApproval']);

    await gate.putReport('late.json', '{"auc": 0.97}');
    gate.world.advance(15 * 60_000);
    await gate.world.runtime.runSchedule('reconcile');
    await gate.restAheadOfTime();

    assert.equal(await statusOf(arn), 'Approved');
  });

  test('a quarter of an hour without S3 loses nothing: the report is read when it can be', async () => {
    await gate.putReport('outage.json', '{"auc": 0.97}');
    const error = { code: 'ServiceUnavailable', message: 'down', status: 503 };
    gate.world.aws.faults.set([faultRule({ operation: 'S3.GetObject', fault: 'error', error, untilSecond: 900 })]);
    const arn = await gate.register('fraud-a', {
      ModelMetrics: {
        ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://reports/outage.json' } },
      },
    });

    await gate.restAheadOfTime();

    assert.equal(await statusOf(arn), 'Approved');
    assert.equal(new Set(eventIdsOf(arn)).size, eventIdsOf(arn).length);
  });

  test('F31 a policy that costs too much holds its own packages, and no other', async () => {
    const held = await gate.register('costly-a');
    const good = await register('0.93');

    await gate.restAheadOfTime();

    assert.deepEqual([latest(held)?.verdict, await statusOf(held)], ['Hold', 'PendingManualApproval']);
    assert.match(latest(held)?.reasons.join() ?? '', /100,000 steps/u);
    assert.equal(await statusOf(good), 'Approved');
  });
});
