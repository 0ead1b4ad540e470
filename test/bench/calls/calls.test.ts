// Calls of the packaged function on the wire, batch after batch: as few as the virtual burst counts, whatever the machine's speed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ANY_ORDER, gateWith, OURS } from './calls.ts';
import { type Design, startDesign } from './design.ts';

describe('decide as it is packaged, with a burst of twenty versions', () => {
  const versions = 20;
  let design: Design;
  before(async () => {
    design = await startDesign(await gateWith(ANY_ORDER), OURS);
  });
  after(() => design.stop());

  test('describes and updates each version once, writes the ledger three times, and asks for all summaries at once', async () => {
    await design.register(versions);

    const { counts } = await design.work(1);

    assert.equal(counts['SageMaker.DescribeModelPackage'], versions);
    assert.equal(counts['SageMaker.UpdateModelPackage'], versions);
    // And twice for the process: when it looked first, and by which policies.
    assert.equal(counts['DynamoDB.PutItem'], 2 * versions + 2);
    assert.equal(counts['DynamoDB.UpdateItem'], versions);
    // One for the registrations, one for what its own writes made SageMaker tell.
    assert.equal(counts['SageMaker.BatchDescribeModelPackage'], 2);
    assert.equal(counts['SageMaker.ListModelPackages'] ?? 0, 0);
  });

  test('does nothing twice when every event comes three times, shuffled', async () => {
    await design.register(versions);

    const { counts } = await design.work(3);

    assert.equal(counts['SageMaker.DescribeModelPackage'], versions);
    assert.equal(counts['SageMaker.UpdateModelPackage'], versions);
    assert.equal(counts['SageMaker.BatchDescribeModelPackage'], 2);
  });
});
