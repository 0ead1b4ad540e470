// AWS's own events, in every form that was seen, wake the gate; what it then does follows from the registry alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';

const SAMPLES = join(import.meta.dirname, '../../events/sagemaker-model-package-state-change');
const POLICY = TEN_LINES.replace('"churn-*"', '"*"');
const ARN = /arn:aws:sagemaker:[a-z0-9-]+:\d{12}:model-package\/([^"/]+)(?:\/(\d+))?/u;

type Envelope = { detail?: Record<string, unknown>; source?: string; 'detail-type': string; resources?: string[] };

/** A sample as if it came from the gate's own account and region. */
function sampleAtHome(name: string) {
  const text = readFileSync(join(SAMPLES, name), 'utf8');
  const [, group = '', version] = ARN.exec(text) ?? [];
  const event = JSON.parse(
    text.replaceAll(/arn:aws:sagemaker:[a-z0-9-]+:\d{12}:/gu, `arn:aws:sagemaker:us-east-1:${ACCOUNT}:`),
  ) as Envelope;
  return { event, group, version: version === undefined ? null : Number(version) };
}

describe('with every event of SageMaker lost', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ all: POLICY }, ['--events', 'lose=1']);
  });
  after(() => gate.stop());
  const feed = ({ detail = {}, resources = [], ...event }: Envelope) =>
    gate.world.aws.eventbridge.putFromAws({
      account: ACCOUNT,
      region: 'us-east-1',
      source: event.source ?? 'aws.sagemaker',
      detailType: event['detail-type'],
      resources,
      detail,
    });
  const decisionsOf = (arn: string) => gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn);

  for (const name of readdirSync(SAMPLES)) {
    const { event, group, version } = sampleAtHome(name);
    test(`the sample ${name} ${version === null ? 'is refused without harm' : 'leads to the decision that the registry justifies'}`, async () => {
      const own = `${group}-${name.replace('.json', '')}`.slice(0, 60);
      await gate.group(own);
      let arn = '';
      for (let number = 1; number <= (version ?? 1); number += 1)
        arn = await gate.register(own, { CustomerMetadataProperties: { accuracy: '0.93' } });
      const renamed = JSON.parse(
        JSON.stringify(event).replaceAll(`model-package/${group}`, `model-package/${own}`),
      ) as Envelope;

      feed(renamed);
      await gate.restAheadOfTime();

      // The events say Approved, Rejected or nothing; the registry said PendingManualApproval and accuracy 0.93.
      assert.deepEqual(
        decisionsOf(arn).map(({ verdict }) => verdict),
        version === null ? [] : ['Approve'],
      );
      assert.equal(
        (await gate.describe(arn)).ModelApprovalStatus,
        version === null ? 'PendingManualApproval' : 'Approved',
      );
      assert.ok(Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0));
    });
  }

  test('an invented event about a package that is not there changes nothing', async () => {
    const known = gate.decisions.length;

    feed({
      'detail-type': 'SageMaker Model Package State Change',
      detail: {
        ModelPackageArn: `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/nobody/7`,
        ModelApprovalStatus: 'Approved',
      },
    });
    await gate.restAheadOfTime();

    assert.equal(gate.decisions.length, known);
  });

  test('the sweep finds a version whose event never came', async () => {
    await gate.group('churn-lost');
    const arn = await gate.register('churn-lost', { CustomerMetadataProperties: { accuracy: '0.93' } });

    await gate.world.runtime.runSchedule('reconcile');
    await gate.restAheadOfTime();

    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  });

  test('a second sweep of a quiet system wakes nobody', async () => {
    const published = gate.published.length;

    await gate.world.runtime.runSchedule('reconcile');
    await gate.restAheadOfTime();

    assert.equal(gate.published.length, published);
  });
});
