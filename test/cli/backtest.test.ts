// What was recorded with decisions rebuilds the evidence of then, and backtest, diff and eval tell what other policies make of it.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { recordedDescriptionOf } from '../../lib/aws/recorded-description.ts';
import { inputDigestOf } from '../../lib/evidence/digests.ts';
import { replayEvidence } from '../../lib/evidence/replay.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { scanLog } from '../../lib/ledger/scan-log.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import { ACCOUNT, startGate, type Gate } from '../functions/gate.ts';
import { modelgate, worldOf } from './given.ts';

const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  olderThanApproved: Allow
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc, type: double } }
    - name: champion
      from: LatestApproved
  validations:
    - name: auc-floor
      range: { value: quality.auc, min: 0.80 }
      action: Reject
    - name: not-worse
      compare: { value: quality.auc, baseline: champion.quality.auc, tolerance: 5%, direction: HigherIsBetter, onNoBaseline: Skip }
      action: Reject
  onPass: Approve
`;
const STRICT = POLICY.replace('min: 0.80', 'min: 0.93');
const LOOSE = POLICY.replace('tolerance: 5%', 'tolerance: 20%');
const UNKNOWN = POLICY.replace('ModelQuality.Statistics', 'ModelQuality.Constraints');

let gate: Gate;
let folder = '';
let local: readonly string[] = [];
before(async () => {
  gate = await startGate({ fraud: POLICY });
  local = ['--local', gate.world.aws.url];
  folder = await mkdtemp(join(tmpdir(), 'modelgate-backtest-'));
  await gate.group('fraud-card');
  await register(1, 0.95);
  await gate.rest();
  for (const [index, auc] of [0.85, 0.94, 0.92].entries()) {
    await register(index + 2, auc);
    // Each version's champion is the one before it.
    await gate.rest();
  }
});
after(async () => {
  await gate.stop();
  await rm(folder, { recursive: true, force: true });
});

async function register(version: number, auc: number): Promise<void> {
  const [statistics, constraints] = await Promise.all([
    gate.putReport(`v${version}/statistics.json`, JSON.stringify({ auc })),
    gate.putReport(`v${version}/constraints.json`, JSON.stringify({ auc })),
  ]);
  const source = (S3Uri: string) => ({ ContentType: 'application/json', S3Uri });
  await gate.register('fraud-card', {
    ModelMetrics: { ModelQuality: { Statistics: source(statistics), Constraints: source(constraints) } },
  });
}

async function given(name: string, text: string): Promise<string> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'fraud.yaml'), text);
  return name;
}
const run = (...args: readonly string[]) => modelgate([...args, ...local], { folder });

describe('replay', () => {
  test('under the same policies sees exactly what each decision saw, champion and time included', async () => {
    const { policies, bindings, exceptions } = loadPolicySet([{ path: 'fraud.yaml', text: POLICY }]);
    const ledger = await ledgerOf();
    const digests: [string, string][] = [];

    for await (const rows of scanLog(ledger, { since: 0, until: Date.now(), newestFirst: false }))
      for (const row of rows) {
        const [entry] = await ledger.readEntries([row]);
        assert(entry?.content.kind === 'decided');
        const { decision } = entry.content;
        const arn = parseModelPackageArn(decision.subject.modelPackageArn);
        const needs = needsOf(governing({ policies, bindings, exceptions }, arn));
        const recordings = await ledger.readRecordings(row);
        const { evidence } = await replayEvidence({
          decision,
          recordings,
          needs,
          readDescription: recordedDescriptionOf,
        });
        assert(evidence);
        digests.push([inputDigestOf(evidence), decision.inputs.inputDigest]);
      }

    assert.equal(digests.length, 4);
    for (const [replayed, recorded] of digests) assert.equal(replayed, recorded);
  });
});

async function ledgerOf() {
  const none = {
    region: null,
    account: ACCOUNT,
    tableName: null,
    bucketName: null,
    archiveName: null,
    accounts: [],
    user: null,
  };
  const connection = await worldOf().connect({ ...none, stack: 'modelgate-dev', local: gate.world.aws.url });
  return connection.ledger();
}

describe('modelgate backtest', () => {
  test('finds nothing changed under the policies of then', async () => {
    const { exit, out } = await run('backtest', '--policies', await given('same', POLICY), '--fail-on-change');

    assert.equal(exit, 0);
    assert.match(out, /^4 decisions recorded, 4 replayed under the policies in same\n +4 the same$/u);
  });

  test('names what would be stricter with the check and its place, and fails where a change is meant to', async () => {
    const strict = await given('strict', STRICT);
    const { exit, out } = await run('backtest', '--policies', strict, '--fail-on-change');
    const notes = await run('backtest', '--policies', strict, '-o', 'github');
    const junit = await run('backtest', '--policies', strict, '-o', 'junit', '--fail-on-change');

    assert.equal(exit, 1);
    assert.match(out, /\n +3 the same\n +1 stricter +Approve would be Reject\n/u);
    assert.match(
      out,
      /\n✗ stricter: auc-floor +strict\/fraud\.yaml:14:7\n {2}fraud-card v4 +was Approve +auc 0\.92 is under 0\.93 \(report quality\)\n/u,
    );
    assert.match(out, /\nRead this one first: fraud-card v4\. It was Approve and would be Reject\.\n/u);
    assert.equal(notes.exit, 0);
    assert.match(
      notes.out,
      /^::warning file=strict\/fraud\.yaml,line=14,col=7,title=[^:]+::fraud-card v4: Approve would be Reject, auc/u,
    );
    assert.match(junit.out, /tests="4" failures="1"/u);
  });

  test('names what would be looser, and which to read first', async () => {
    const { exit, out } = await run('backtest', '--policies', await given('loose', LOOSE), '--fail-on-change');

    assert.equal(exit, 1);
    assert.match(out, /\n +1 looser +Reject would be Approve\n/u);
    assert.match(out, /\n✓ looser: not-worse at 20% +loose\/fraud\.yaml:17:7\n/u);
    assert.match(out, /\nRead this one first: fraud-card v2\. It was Reject and would be Approve\.\n/u);
  });

  test('counts what nobody recorded, and guesses nothing', async () => {
    const { out } = await run('backtest', '--policies', await given('unknown', UNKNOWN));

    assert.match(out, /\n +4 not recorded, not guessed: report quality \(4\)/u);
  });
});

describe('modelgate diff', () => {
  test('between two versions says what changed in inputs, checks and verdict', async () => {
    const { exit, out } = await run('diff', 'fraud-card/2', 'fraud-card/3');

    assert.equal(exit, 0);
    assert.match(out, /^was +✗ Reject +fraud-card v2, d-[0-9a-f]{12}\n/u);
    assert.match(out, /\nnow +✓ Approve +fraud-card v3, d-[0-9a-f]{12}\n/u);
    assert.match(out, /\n {2}report quality\n {4}- sha256 [0-9a-f]{12}.*\n {4}\+ sha256 [0-9a-f]{12}/u);
    assert.match(out, /\n {2}check fraud\/not-worse\n {4}- fail: auc 0\.85 is 10\.5% under/u);
  });

  test('between a decision and other policies says which policy and which check make the difference', async () => {
    const { decisionId = '' } = gate.decisions.find(({ subject }) => subject.modelPackageVersion === 4) ?? {};

    const { out } = await run('diff', decisionId, '--policies', await given('strict', STRICT), '-o', 'json');

    const { before: old, after: next, inputs, policies, checks } = JSON.parse(out);
    assert.deepEqual([old.verdict, next.verdict, inputs, policies.length], ['Approve', 'Reject', [], 1]);
    assert.deepEqual(
      checks.map(({ what, after: now }: { what: string; after: string }) => [what, now]),
      [['check fraud/auc-floor', 'fail: auc 0.92 is under 0.93 (report quality)']],
    );
  });

  test('of a decision with itself finds nothing', async () => {
    const { out } = await run('diff', 'fraud-card/1', 'fraud-card/1');

    assert.match(out, /\nstill +✓ Approve[^]*\n\nNothing differs\.$/u);
  });
});
