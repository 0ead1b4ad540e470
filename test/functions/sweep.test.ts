// The sweep, on the embedded stack: it finds what events missed, wakes and never acts, and does nothing where nothing is to do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { makeSweepCursors } from '../../lib/aws/sweep-cursors.ts';
import type { SweepReport } from '../../lib/decisions/sweep.ts';
import { modelgate } from '../cli/given.ts';
import { runs } from '../runs.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';

const WRITES = /\.(?:UpdateModelPackage|UpdateProject|PutItem|UpdateItem|PutEvents|SendMessage)$/u;

/** Calls that changed something, by operation, without Lambda's own polling. */
const writesOf = (gate: Gate): Record<string, number> =>
  Object.fromEntries(Object.entries(gate.world.aws.calls.counts()).filter(([name]) => WRITES.test(name)));

/** One sweep, and everything that follows from it. */
async function sweep(gate: Gate): Promise<Record<string, unknown>> {
  const outcome = await gate.world.runtime.runSchedule('reconcile');
  assert.equal(outcome.outcome, 'ok', JSON.stringify(outcome));
  await gate.rest();
  return outcome.outcome === 'ok' ? (outcome.value as Record<string, unknown>) : {};
}

const GOOD = { CustomerMetadataProperties: { accuracy: '0.93' } };

describe('with every event of SageMaker lost', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ 'churn-accuracy': TEN_LINES }, ['--events', 'lose=1.0']);
    await gate.group('churn-lost');
  });
  after(() => gate.stop());

  test('everything is decided within one sweep', async () => {
    const arns = [await gate.register('churn-lost', GOOD), await gate.register('churn-lost', GOOD)];

    await sweep(gate);

    for (const arn of arns) assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('a decision made around the gate is found by what was changed, and recorded', async () => {
    const arn = await gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.5' } });
    await sweep(gate);
    gate.world.advance(60_000);
    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved', ApprovalDescription: 'by hand' });

    await sweep(gate);

    const external = gate.decisions.filter(
      ({ origin, subject }) => origin === 'External' && subject.modelPackageArn === arn,
    );
    assert.equal(external.length, 1);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('changed metadata of a rejected-by-hold version is found, and it is decided again', async () => {
    const arn = await gate.register('churn-lost');
    await sweep(gate);
    gate.world.advance(60_000);
    await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.95' } });

    await sweep(gate);

    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('a version born Approved is found and reported', async () => {
    const arn = await gate.register('churn-lost', { ...GOOD, ModelApprovalStatus: 'Approved' });

    await sweep(gate);

    const drifted = gate.published.filter(({ event }) => event['detail-type'] === 'Model Package Approval Drifted');
    assert.ok(
      drifted.some(
        ({ event }) => (event.detail as { subject: { modelPackageArn: string } }).subject.modelPackageArn === arn,
      ),
    );
  });

  test('a quiet system is left quiet: no write but the cursor, no event, no message', async () => {
    await sweep(gate);
    gate.world.advance(16 * 60_000);
    await sweep(gate);
    gate.world.advance(16 * 60_000);
    gate.world.aws.calls.reset();
    const published = gate.published.length;

    const swept = await sweep(gate);

    // Two accounts are on nobody's list here but the own one: one cursor. Once a day the archive's moves too.
    const { 'DynamoDB.PutItem': puts = 0, ...others } = writesOf(gate);
    assert.deepEqual(others, {});
    assert.ok(puts >= 1 && puts <= 2, String(puts));
    assert.equal(gate.published.length, published);
    assert.equal(swept['woken'], 0);
  });
});

describe('a sweep on command', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ 'churn-accuracy': TEN_LINES }, ['--events', 'lose=1.0']);
    for (const group of ['churn-one', 'churn-two']) await gate.group(group);
  });
  after(() => gate.stop());

  const reconcile = (...args: string[]) =>
    modelgate(['reconcile', '--local', gate.world.aws.url, ...args], { clock: gate.world.now });

  test('a dry run says what it would wake, and wakes nobody', async () => {
    await gate.register('churn-one', GOOD);
    await gate.register('churn-two', GOOD);
    gate.world.aws.calls.reset();

    const { exit, out } = await reconcile('--dry-run');
    await gate.rest();

    assert.equal(exit, 0);
    assert.match(
      out,
      /^Swept modelgate-dev, us-east-1: \d+ entries of the registry read\.\n2 versions would be woken:/u,
    );
    assert.match(out, /2 {2}never decided\n\n {2}churn-one\/1 {2}never decided/u);
    assert.equal(writesOf(gate)['EventBridge.PutEvents'], undefined);
    assert.equal(gate.decisions.length, 0);
  });

  test('of one group wakes that group and moves no cursor', async () => {
    gate.world.aws.calls.reset();

    const { out } = await reconcile('--group', 'churn-two');
    await gate.rest();

    assert.match(out, /group churn-two of .*\n1 version woken:/u);
    assert.deepEqual(
      gate.decisions.map(({ subject }) => subject.modelPackageGroupName),
      ['churn-two'],
    );
    assert.match(
      (await reconcile('--group', 'churn-nowhere')).out,
      /0 entries of the registry read\.\nNothing was missed/u,
    );
  });

  test('of everything wakes what is left, and reads the list of all versions where it is asked to', async () => {
    const swept = await reconcile('--full', '-o', 'json');
    await gate.rest();

    const { woken, first, isWhole } = JSON.parse(swept.out) as SweepReport;
    assert.deepEqual([woken, isWhole, first.map(({ reason }) => reason)], [1, true, ['never decided']]);
    assert.equal(gate.decisions.length, 2);
    assert.match((await reconcile()).out, /Nothing was missed\./u);
  });

  test('of a stack that is not there says so', async () => {
    const { exit, err } = await reconcile('--stage', 'nowhere');

    assert.equal(exit, 66);
    assert.match(err, /has no function modelgate-nowhere-reconcile/u);
  });
});

describe('versions that were there before the gate', () => {
  const old = runs(200, 1_000);

  test('are neither decided nor recorded by the first sweep, nor by any event', async () => {
    const gate = await startGate({ 'churn-accuracy': TEN_LINES }, ['--events', 'lose=1.0']);
    try {
      // The stack was deployed when the world began; these are older by creation time only if the clock is turned: deploy later.
      await gate.group('churn-old');
      for (let version = 0; version < old; version++) await gate.register('churn-old', GOOD);
      await gate.adopt('churn-old', { activeSince: gate.world.now() + 1, includesBacklog: false });
      gate.world.aws.calls.reset();

      const swept = await sweep(gate);

      // Listed as pending, as changed, and as part of everything.
      assert.equal(swept['listed'], 3 * old);
      assert.equal(gate.world.aws.calls.counts()['SageMaker.UpdateModelPackage'] ?? 0, 0);
      assert.equal(gate.decisions.length, 0);
      const client = {
        endpoint: gate.world.aws.url,
        region: 'us-east-1',
        credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
      };
      const tableName = gate.world.runtime.nameOf('LedgerTable') ?? '';
      const places = await makeSweepCursors({ tableName, client }).readPlaces();
      assert.deepEqual(places.get(`${ACCOUNT}/us-east-1`)?.untouched, { count: 1, first: ['churn-old'] });
      assert.ok((gate.world.aws.calls.counts()['SageMaker.ListModelPackages'] ?? 0) <= 2 * Math.ceil(old / 100) + 2);
    } finally {
      await gate.stop();
    }
  });

  test('come in twenty a sweep once the backlog is asked for, oldest first', async () => {
    const gate = await startGate({ 'churn-accuracy': TEN_LINES }, ['--events', 'lose=1.0']);
    try {
      await gate.group('churn-old');
      for (let version = 0; version < 25; version++) await gate.register('churn-old', GOOD);
      await gate.adopt('churn-old', { activeSince: gate.world.now() + 1, includesBacklog: true });

      const first = await sweep(gate);
      const decided = gate.decisions.length;
      const second = await sweep(gate);

      assert.deepEqual([first['backlog'], first['backlogLeft'], decided], [20, true, 20]);
      assert.deepEqual([second['backlog'], second['backlogLeft']], [5, false]);
      assert.equal(new Set(gate.decisions.map(({ subject }) => subject.modelPackageVersion)).size, 25);
    } finally {
      await gate.stop();
    }
  });
});
