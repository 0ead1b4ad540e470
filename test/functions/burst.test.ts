// Many versions at once, and the same with every event twice and out of order: the calls stay few, the decisions the same.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runs } from '../runs.ts';
import { startGate, TEN_LINES } from './gate.ts';

const GROUPS = 10;
/** Out of order, an older version may be looked at after a newer one was approved; here that is no reason to ask people. */
const ANY_ORDER = TEN_LINES.replace('  onPass', '  olderThanApproved: Allow\n  onPass');

/** Registers `count` versions side by side, every second one good enough; answers what came of it. */
async function burst(count: number, args: readonly string[] = []) {
  const gate = await startGate({ 'churn-accuracy': ANY_ORDER }, args);
  try {
    const groups = Array.from({ length: GROUPS }, (_, index) => `churn-${index}`);
    for (const name of groups) await gate.group(name);
    await Promise.all(
      groups.map(async (name, first) => {
        for (let index = first; index < count; index += GROUPS) {
          await gate.register(name, { CustomerMetadataProperties: { accuracy: index % 2 === 0 ? '0.93' : '0.87' } });
        }
      }),
    );
    await gate.rest();
    const calls = gate.world.aws.calls.counts();
    return {
      calls,
      decisions: [...gate.decisions],
      published: [...gate.published],
      dlq: gate.world.runtime.dlqDepths(),
    };
  } finally {
    await gate.stop();
  }
}

const MANY = runs(40, 250);
const TWICE = runs(20, 100);

describe('many packages registered at once', () => {
  test('cost one Describe and one Update each, and at most two BatchDescribe for each delivered batch', async () => {
    const { calls, decisions, dlq } = await burst(MANY);

    assert.equal(decisions.length, MANY);
    assert.equal(calls['SageMaker.DescribeModelPackage'], MANY);
    assert.equal(calls['SageMaker.UpdateModelPackage'], MANY);
    // A delivered batch is deleted in tens, so there are at least as many deletions as batches.
    assert.ok((calls['SageMaker.BatchDescribeModelPackage'] ?? 0) <= 2 * (calls['SQS.DeleteMessageBatch'] ?? 0));
    assert.ok(Object.values(dlq).every((depth) => depth === 0));
  });

  test('are decided once each when every event comes twice and out of order', async () => {
    const { calls, decisions, published, dlq } = await burst(TWICE, ['--events', 'duplicate,shuffle']);

    const made = published.filter(({ event }) => event['detail-type'] === 'Model Package Decision Made');
    const ids = new Set(made.map(({ event }) => (event.detail as { eventId: string }).eventId));
    assert.equal(new Set(decisions.map(({ subject }) => subject.modelPackageArn)).size, TWICE);
    assert.equal(ids.size, TWICE);
    assert.equal(calls['SageMaker.UpdateModelPackage'], TWICE);
    assert.ok(
      decisions.every(({ verdict, revision }) => revision === 1 && (verdict === 'Approve' || verdict === 'Reject')),
    );
    assert.ok(Object.values(dlq).every((depth) => depth === 0));
  });
});
