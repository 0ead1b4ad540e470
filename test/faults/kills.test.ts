// Row F13 of the fault matrix: a worker of decide dies after its k-th call to AWS, for every k; and a whole process is killed in mid-batch.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { runs } from '../runs.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';

/** More calls than one decision makes. */
const FAR_ABOVE = 40;
/** A new environment costs a second of work: every k in `npm run test:all`; crash-points.test.ts has them all in virtual time. */
const STEP = runs(3, 1);

describe('decide, killed in mid-batch', () => {
  let gate: Gate;
  // The registry's own events are lost: only the hints of this file start a worker.
  before(async () => {
    gate = await startGate({ 'churn-accuracy': TEN_LINES }, ['--events', 'lose=1']);
    await gate.group('churn-killed');
  });
  after(() => gate.stop());

  const register = () => gate.register('churn-killed', { CustomerMetadataProperties: { accuracy: '0.93' } });
  const hintOf = (arn: string): string =>
    JSON.stringify({
      source: 'aws.sagemaker',
      'detail-type': 'SageMaker Model Package State Change',
      account: ACCOUNT,
      region: 'us-east-1',
      detail: { ModelPackageArn: arn },
    });

  /** Acts at the k-th call of decide from now on that `counts`; answers how many there were, and the end of it. */
  function atCall(k: number, act: () => void, counts: (operation: string) => boolean = () => true) {
    let calls = 0;
    const end = gate.world.aws.calls.onCall(({ principalArn, operation }) => {
      if (!principalArn.includes('/DecideRole/') || !counts(operation)) return;
      calls += 1;
      if (calls === k) act();
    });
    return { calls: () => calls, end };
  }

  async function assertApprovedOnce(arn: string): Promise<void> {
    const told = gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Decision Made')
      .map(({ event }) => event.detail as { eventId: string; subject: { modelPackageArn: string } })
      .filter(({ subject }) => subject.modelPackageArn === arn);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
    assert.equal(new Set(told.map(({ eventId }) => eventId)).size, 1);
  }

  test('F13 an environment that dies at its k-th call, for every k, leaves each package approved once', async () => {
    const queue = gate.world.aws.sqs
      .queueArns()
      .find((arn) => arn.endsWith(gate.world.runtime.nameOf('IntakeQueue') ?? '-'));
    for (let k = 2; k < FAR_ABOVE; k += STEP) {
      const arn = await register();
      const counted = atCall(k, () => void gate.world.runtime.kill('decide'));
      await gate.world.aws.sqs.send(queue ?? '', hintOf(arn));
      await gate.restAheadOfTime();
      counted.end();

      await assertApprovedOnce(arn);
      if (counted.calls() >= k) continue;
      assert.ok(k > 7, `a decision makes at least 7 calls, not ${k - 1}`);
      return;
    }
    assert.fail('a decision never made fewer calls than the one that kills it');
  });

  test('F13 a process killed by SIGKILL at the second write of its batch: a sweep finishes what it began and what it never saw', async () => {
    const arns = [await register(), await register(), await register()];
    const program = new URL('run-function.ts', import.meta.url).pathname;
    const environment = { ...process.env, ...gate.world.runtime.environmentOf('decide') };

    const child = spawn(process.execPath, [program, 'decide', ...arns.map(hintOf)], {
      env: environment,
      stdio: 'ignore',
    });
    const counted = atCall(
      2,
      () => void child.kill('SIGKILL'),
      (operation) => operation === 'SageMaker.UpdateModelPackage',
    );
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    counted.end();
    const statuses = await Promise.all(arns.map(async (arn) => (await gate.describe(arn)).ModelApprovalStatus));
    gate.world.advance(10 * 60_000);
    await gate.world.runtime.runSchedule('reconcile');
    await gate.restAheadOfTime();

    assert.equal(signal, 'SIGKILL');
    assert.ok(statuses.includes('PendingManualApproval'), 'the batch was not finished');
    for (const arn of arns) await assertApprovedOnce(arn);
  });

  test('F48 a process whose log and metrics nobody takes decides all the same', async () => {
    const arn = await register();
    const program = new URL('run-function.ts', import.meta.url).pathname;
    const environment = { ...process.env, ...gate.world.runtime.environmentOf('decide') };

    const child = spawn(process.execPath, [program, 'decide', hintOf(arn)], { env: environment });
    // Each write of the child fails from now on.
    for (const output of [child.stdout, child.stderr]) output.destroy();
    const [code] = (await once(child, 'exit')) as [number | null];

    assert.equal(code, 0);
    await assertApprovedOnce(arn);
  });

  test('F14 near its end a function begins nothing: every message goes back to the queue', async () => {
    const arns = [await register(), await register()];
    const program = new URL('run-function.ts', import.meta.url).pathname;
    const environment = { ...process.env, ...gate.world.runtime.environmentOf('decide'), REMAINING: '10000' };
    const writes = atCall(
      1,
      () => undefined,
      (operation) => operation === 'SageMaker.UpdateModelPackage',
    );

    const child = spawn(process.execPath, [program, 'decide', ...arns.map(hintOf)], { env: environment });
    const said: string[] = [];
    child.stdout.on('data', (data: Buffer) => said.push(data.toString()));
    await once(child, 'exit');
    writes.end();

    assert.match(
      said.join(''),
      /\{"batchItemFailures":\[\{"itemIdentifier":"message-0"\},\{"itemIdentifier":"message-1"\}\]\}/u,
    );
    assert.equal(writes.calls(), 0);
    for (const arn of arns) assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'PendingManualApproval');
  });
});
