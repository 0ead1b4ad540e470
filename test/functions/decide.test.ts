// The first stories, through the real handlers on the embedded stack: a version is registered, and the decision arrives where people look.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from './gate.ts';

describe('with the ten-line policy', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ 'churn-accuracy': TEN_LINES });
    await gate.group('churn-winback');
    await gate.group('tagging');
  });
  after(() => gate.stop());
  const decisionsOf = (arn: string) => gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn);

  test('a version over the floor becomes Approved, with the decision id in metadata and description', async () => {
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.93' } });

    await gate.rest();

    const seen = await gate.describe(arn);
    const [decision] = decisionsOf(arn);
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    assert.equal(seen.CustomerMetadataProperties?.['modelgate:decision'], decision?.decisionId);
    assert.equal(seen.CustomerMetadataProperties?.['modelgate:policy'], 'churn-accuracy');
    assert.equal(seen.CustomerMetadataProperties?.['accuracy'], '0.93');
    assert.equal(seen.ApprovalDescription, `Approved: accuracy 0.93 is at least 0.90. [${decision?.decisionId}]`);
  });

  test('a version under the floor becomes Rejected and says why', async () => {
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.87' } });

    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'Rejected');
    assert.match(
      seen.ApprovalDescription ?? '',
      /^Rejected: accuracy 0\.87 is under 0\.90 \(metadata key accuracy, written by .*train-pipeline.*\)\. \[d-[0-9a-f]{12}\]$/u,
    );
  });

  test('a version without the metric stays pending and says what is missing and how to add it', async () => {
    const arn = await gate.register('churn-winback');

    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'PendingManualApproval');
    assert.match(
      seen.ApprovalDescription ?? '',
      /^Hold: waiting for evidence: .*metadata key `accuracy` is missing.*update-model-package/u,
    );
  });

  test('a held version is decided when its evidence arrives', async () => {
    const arn = await gate.register('churn-winback');
    await gate.rest();

    await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.rest();

    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
    assert.deepEqual(
      decisionsOf(arn).map(({ revision, verdict }) => [revision, verdict]),
      [
        [1, 'Hold'],
        [2, 'Approve'],
      ],
    );
  });

  test('a version that no policy matches is left untouched, and recorded', async () => {
    const arn = await gate.register('tagging');

    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'PendingManualApproval');
    assert.equal(seen.ApprovalDescription, undefined);
    assert.deepEqual(
      decisionsOf(arn).map(({ verdict }) => verdict),
      ['NoOpinion'],
    );
  });

  test('the echo of its own write causes no second decision, event or description', async () => {
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.5' } });
    await gate.rest();
    await gate.rest();

    assert.equal(decisionsOf(arn).length, 1);
    const echoes = gate.published.filter(
      ({ bus, event }) => bus === 'default' && (event.detail as { ModelPackageArn?: string }).ModelPackageArn === arn,
    );
    assert.equal(echoes.length, 2);
  });

  test('a decision made around the gate is recorded as External and never overwritten', async () => {
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.5' } });
    await gate.rest();

    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved', ApprovalDescription: 'I know better' });
    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    assert.equal(seen.ApprovalDescription, 'I know better');
    assert.deepEqual(
      decisionsOf(arn).map(({ origin }) => origin),
      ['Gate', 'External'],
    );
    assert.ok(gate.published.some(({ event }) => event['detail-type'] === 'Model Package Approval Drifted'));
    assert.ok(gate.logs.some((line) => line.includes('"ApprovalsDrifted":1')));
  });

  test('a version that no policy matches and that was registered as Approved is told with who did it', async () => {
    const arn = await gate.register('tagging', { ModelApprovalStatus: 'Approved' });
    await gate.rest();

    const drifted = gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Approval Drifted')
      .map(({ event }) => event.detail as { subject: { modelPackageArn: string }; cause: string; by: string | null })
      .find(({ subject }) => subject.modelPackageArn === arn);
    assert.equal(drifted?.cause, 'BornApproved');
    assert.match(drifted?.by ?? '', /train-pipeline/u);
  });

  test('a reset by a person is not answered with the same decision again', async () => {
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.93' } });
    await gate.rest();

    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'PendingManualApproval' });
    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'PendingManualApproval');
    assert.match(seen.ApprovalDescription ?? '', /^Hold: a person set this version back/u);
  });

  test('a package with 50 keys is decided, with the id in its description only', async () => {
    const keys = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`key-${i}`, 'x']));
    const arn = await gate.register('churn-winback', { CustomerMetadataProperties: { ...keys, accuracy: '0.93' } });

    await gate.rest();

    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    assert.equal(Object.keys(seen.CustomerMetadataProperties ?? {}).length, 50);
    assert.match(seen.ApprovalDescription ?? '', /already carries 50 metadata keys.*\[d-[0-9a-f]{12}\]$/u);
  });
});
