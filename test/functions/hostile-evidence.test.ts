// One batch full of bad evidence: each is held with a sentence that names file, check and cause, and the good one among them is decided.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startGate, type Gate } from './gate.ts';

const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: quality-gate }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields:
        auc: { pointer: /auc/value, type: double }
  validations:
    - name: auc-floor
      range: { value: quality.auc, min: 0.90 }
      action: Reject
  onPass: Approve
`;
const DIVIDES = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: divides }
spec:
  match: { modelPackageGroups: ["ratio-*"] }
  validations:
    - name: per-row
      expression: 1 / (modelPackage.version - modelPackage.version) > 0
      action: Reject
  onPass: Approve
`;
const good = JSON.stringify({ auc: { value: 0.95 } });

describe('hostile evidence', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ quality: POLICY, divides: DIVIDES });
    await gate.group('fraud-card');
    await gate.group('ratio-x');
  });
  after(() => gate.stop());

  const withReport = (s3Uri: string, digest?: string) => ({
    ModelMetrics: {
      ModelQuality: {
        Statistics: { ContentType: 'application/json', S3Uri: s3Uri, ...(digest && { ContentDigest: digest }) },
      },
    },
  });
  const latest = (arn: string) => gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn).at(-1);
  const heldBecause = async (arn: string, cause: RegExp) => {
    const seen = await gate.describe(arn);
    assert.equal(seen.ModelApprovalStatus, 'PendingManualApproval');
    assert.equal(latest(arn)?.verdict, 'Hold');
    assert.match(latest(arn)?.reasons.join('; ') ?? '', cause);
    assert.match(seen.ApprovalDescription ?? '', /^Hold: /u);
  };

  test('F26 F27 F28 is held, each with its own sentence, and the next good package of the batch is decided', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    gate.world.aws.s3.putHuge('reports', 'huge.json', 5 * 1024 ** 3);
    const uris = {
      missing: 's3://reports/missing.json',
      huge: 's3://reports/huge.json',
      bomb: await gate.putReport('bomb.json', bomb, { ContentEncoding: 'gzip' }),
      nan: await gate.putReport('nan.json', '{"auc": {"value": NaN}}'),
      twice: await gate.putReport('twice.json', '{"auc": {"value": 0.1}, "auc": {"value": 0.99}}'),
      cut: await gate.putReport('cut.json', '{"auc": {"value": 0.9'),
      digest: await gate.putReport('digest.json', good),
      foreign: 's3://reports-of-somebody-else/evaluation.json',
    };
    const arns: Record<string, string> = {};
    for (const [name, uri] of Object.entries(uris))
      arns[name] = await gate.register(
        'fraud-card',
        withReport(uri, name === 'digest' ? `sha256:${'0'.repeat(64)}` : undefined),
      );
    const hostileKeys = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
    arns['good'] = await gate.register('fraud-card', {
      ...withReport(await gate.putReport('good.json', good)),
      CustomerMetadataProperties: hostileKeys,
    });
    arns['divides'] = await gate.register('ratio-x');

    await gate.rest();

    await heldBecause(arns['missing'] ?? '', /waiting for evidence.*missing\.json/u);
    await heldBecause(arns['huge'] ?? '', /huge\.json.*(?:MiB|bytes|large)/u);
    await heldBecause(arns['bomb'] ?? '', /bomb\.json/u);
    await heldBecause(arns['nan'] ?? '', /nan\.json.*NaN/u);
    await heldBecause(arns['twice'] ?? '', /twice\.json.*(?:duplicate|twice)/u);
    await heldBecause(arns['cut'] ?? '', /cut\.json/u);
    await heldBecause(arns['digest'] ?? '', /digest\.json.*digest/iu);
    await heldBecause(arns['foreign'] ?? '', /reports-of-somebody-else/u);
    await heldBecause(arns['divides'] ?? '', /per-row.*(?:divi|zero)/u);
    assert.equal(latest(arns['good'] ?? '')?.verdict, 'Approve');
    assert.equal((await gate.describe(arns['good'] ?? '')).ModelApprovalStatus, 'Approved');
    assert.equal((await gate.describe(arns['good'] ?? '')).CustomerMetadataProperties?.['constructor'], 'y');
  });

  test('appears in no log: no report body, no secret', () => {
    const text = gate.logs.join('\n');
    assert.ok(!text.includes('"auc"'));
    assert.ok(!text.includes('local/'));
    assert.match(text, /decisionId/u);
  });
});
