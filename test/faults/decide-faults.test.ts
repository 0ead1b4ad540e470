// Rows of the fault matrix that concern decide, over real HTTP: calls to the embedded AWS fail on purpose, and the clock is put forward.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { faultRule, type FaultRule } from '../../local/faults/fault-rule.ts';
import { checkPolicies } from '../../local/start/check-policies.ts';
import { makeReload } from '../../local/start/watch-policies.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';

const MINUTE = 60_000;

describe('decide, while calls fail', () => {
  let gate: Gate;
  let count = 0;
  before(async () => {
    // Versions of one group that come in two batches are decided in any order.
    gate = await startGate({ 'churn-accuracy': `${TEN_LINES}  olderThanApproved: Allow\n` });
  });
  after(() => gate.stop());
  afterEach(async () => {
    gate.world.aws.faults.set([]);
    assert.ok(
      Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0),
      'nothing is a dead letter',
    );
  });

  const fail = (...rules: (Pick<FaultRule, 'operation' | 'fault'> & Partial<FaultRule>)[]): void =>
    gate.world.aws.faults.set(rules.map(faultRule));
  const THROTTLED = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };

  /** Registers versions over the floor in a group of their own, and lets everything come to rest. */
  async function decided(versions = 1): Promise<{ arns: string[]; ahead: number }> {
    const group = `churn-${++count}`;
    await gate.group(group);
    const arns: string[] = [];
    for (let version = 0; version < versions; version++)
      arns.push(await gate.register(group, { CustomerMetadataProperties: { accuracy: '0.93' } }));
    const ahead = await gate.restAheadOfTime();
    gate.world.aws.faults.set([]);
    return { arns, ahead };
  }

  const eventsAbout = (arn: string): string[] =>
    gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Decision Made')
      .map(({ event }) => event.detail as { eventId: string; subject: { modelPackageArn: string } })
      .filter(({ subject }) => subject.modelPackageArn === arn)
      .map(({ eventId }) => eventId);

  /** Approved once, under one event id. */
  async function assertApprovedOnce(arn: string): Promise<void> {
    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    assert.equal(new Set(eventsAbout(arn)).size, 1);
    assert.equal(
      new Set(
        gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn).map(({ decisionId }) => decisionId),
      ).size,
      1,
    );
  }

  test('F1 BatchDescribe throttled: the same batch is asked again, slower', async () => {
    fail({ operation: 'SageMaker.BatchDescribeModelPackage', fault: 'error', error: THROTTLED, times: 3 });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F2 UpdateModelPackage throttled: HEAD keeps its claim, and no storm of Describes follows', async () => {
    gate.world.aws.calls.reset();
    fail({ operation: 'SageMaker.UpdateModelPackage', fault: 'error', error: THROTTLED, times: 3 });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
    assert.ok((gate.world.aws.calls.counts()['SageMaker.DescribeModelPackage'] ?? 0) <= 3);
  });

  test('F3 thirty seconds of 500: the message is released and decided afterwards', async () => {
    fail({
      operation: 'SageMaker.*',
      fault: 'error',
      error: { code: 'InternalFailure', message: 'Internal', status: 500 },
      skip: 2,
      untilSecond: 30,
    });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F4 the answer to UpdateModelPackage is lost after its effect: one look, no second write, one event', async () => {
    gate.world.aws.calls.reset();
    fail({ operation: 'SageMaker.UpdateModelPackage', fault: 'dropAfter', times: 1 });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
    assert.equal(gate.world.aws.calls.counts()['SageMaker.UpdateModelPackage'], 1);
  });

  test('F5 UpdateModelPackage is lost before its effect: sent again under the same token when the lease is over', async () => {
    fail({ operation: 'SageMaker.UpdateModelPackage', fault: 'dropBefore', times: 1 });

    const { arns, ahead } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
    assert.ok(ahead > 5 * MINUTE, `the lease was waited for, not ${ahead} ms`);
  });

  test('F6 ConflictException: looked at again a little later', async () => {
    fail({
      operation: 'SageMaker.UpdateModelPackage',
      fault: 'error',
      error: { code: 'ConflictException', message: 'in use', status: 400 },
      times: 1,
    });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F7 ARNs in the error map and in neither map are described one by one', async () => {
    fail({ operation: 'SageMaker.BatchDescribeModelPackage', fault: 'omitArns' });

    const { arns } = await decided(4);

    for (const arn of arns) await assertApprovedOnce(arn);
  });

  const INVALID = [
    ['a field that is none', TEN_LINES.replace('onPass', 'onPast'), /onPast/u],
    ['a type that does not fit', TEN_LINES.replace('min: 0.90', 'min: high'), /min/u],
    ['text that is no YAML', `${TEN_LINES}  : [`, /broken\.yaml:\d+:\d+/u],
  ] as const;
  for (const [what, text, said] of INVALID)
    test(`F29 a policy file with ${what} is not deployed: the running version decides on`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'modelgate-broken-'));
      await writeFile(join(folder, 'broken.yaml'), text);
      const lines: string[] = [];
      let deployed = 0;
      const reload = makeReload({
        folder,
        ownAccount: ACCOUNT,
        digest: '',
        check: checkPolicies,
        deploy: async (policies) => {
          deployed += 1;
          await gate.world.deploy(policies);
        },
        verdicts: () => new Map(),
        say: (line) => void lines.push(line),
      });

      await reload();
      const { arns } = await decided();

      assert.equal(deployed, 0);
      assert.match(lines.join('\n'), said);
      assert.match(lines.at(-1) ?? '', /the old ones stay in force/u);
      await assertApprovedOnce(arns[0] ?? '');
      await rm(folder, { recursive: true });
    });

  test('F10 PutEvents takes a part of its entries: the others are sent again under the same ids', async () => {
    fail({ operation: 'EventBridge.PutEvents', fault: 'failEntries', times: 2 });

    const { arns } = await decided(4);

    for (const arn of arns) await assertApprovedOnce(arn);
  });

  test('F11 the answer to PutEvents is lost: sent again, the consumer sees one id', async () => {
    fail({ operation: 'EventBridge.PutEvents', fault: 'dropAfter', times: 1 });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F20 the answer to an own ledger write is lost: recognised by its owner, not fought', async () => {
    fail(
      { operation: 'DynamoDB.PutItem', fault: 'dropAfter', times: 2 },
      { operation: 'DynamoDB.UpdateItem', fault: 'dropAfter', times: 1 },
    );

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F21 the ledger throttles: nothing is written to the registry before it is durable', async () => {
    const throttled = { code: 'ProvisionedThroughputExceededException', message: 'slow down', status: 400 };
    fail({ operation: 'DynamoDB.PutItem', fault: 'error', error: throttled, untilSecond: 60 });

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });

  test('F50 connections are reset and bodies trickle: a later attempt decides', async () => {
    fail(
      { operation: 'SageMaker.BatchDescribeModelPackage', fault: 'reset', times: 1 },
      { operation: 'SageMaker.DescribeModelPackage', fault: 'reset', times: 1 },
      { operation: 'DynamoDB.BatchGetItem', fault: 'slowBody', times: 1 },
    );

    const { arns } = await decided();

    await assertApprovedOnce(arns[0] ?? '');
  });
});
