// The verbs that connect, against one running gate: explain, eval, decisions, verify; and the command as a process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { modelgate } from './given.ts';

const ACCOUNTS = `apiVersion: modelgate/v1
kind: RegistryAccount
metadata: { name: main }
spec: { account: "111122223333", regions: [us-east-1], reportBuckets: [{ bucket: reports, owner: "111122223333" }] }
`;
const FRAUD = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc/value } }
  validations:
    - { name: auc-floor, range: { value: quality.auc, min: 0.9 } }
  onPass: Approve
`;
const FRAUD_TEST = `apiVersion: modelgate/v1
kind: PolicyTest
metadata: { name: fraud }
spec:
  policies: [fraud]
  now: 2026-12-01T00:00:00Z
  base: { fixture: fixtures/fraud-card-1.json }
  cases:
    - { name: as captured, expect: { verdict: Approve } }
    - { name: worse, patch: { reports: { quality: { auc: 0.8 } } }, expect: { verdict: Reject } }
`;

let gate: Gate;
let folder = '';
let local: readonly string[] = [];
before(async () => {
  gate = await startGate({ churn: TEN_LINES });
  local = ['--local', gate.world.aws.url];
  folder = await mkdtemp(join(tmpdir(), 'modelgate-cli-'));
  await mkdir(join(folder, 'policies'));
  await writeFile(join(folder, 'policies', 'churn.yaml'), TEN_LINES);
  await gate.group('churn-winback');
  await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.95' } });
  await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.87' } });
  await gate.rest();
});
after(async () => {
  await gate.stop();
  await rm(folder, { recursive: true, force: true });
});
const run = (...args: readonly string[]) => modelgate([...args, ...local], { folder });

test('explain says the verdict first, then the check as a sentence, and ends with what would pass', async () => {
  const { exit, out } = await run('explain', 'churn-winback/2');

  assert.equal(exit, 2);
  assert.match(out, /^churn-winback v2 +account 111122223333, us-east-1\n/u);
  assert.match(out, /\n✗ Reject +accuracy 0\.87 is under 0\.90/u);
  assert.match(out, /✗ accuracy-floor +policies\/churn\.yaml:7:7\n/u);
  assert.match(
    out,
    /1\. a new version with accuracy of at least 0\.90\. Try it:\n +modelgate eval churn-winback\/2 --set metadata\.accuracy=0\.90$/u,
  );
});

test('the value that explain names is approved by eval, and nothing is recorded', async () => {
  const { exit, out } = await run('eval', 'churn-winback/2', '--set', 'metadata.accuracy=0.90');

  assert.equal(exit, 0);
  assert.match(out, /decision +none: this is a what-if/u);
  assert.match(out, /assumed +metadata\.accuracy = 0\.90/u);
  assert.equal(gate.decisions.length, 2);
});

test('a decision id names the decision as well as its version does', async () => {
  const [first] = JSON.parse((await run('decisions', '--verdict', 'Reject', '-o', 'json')).out).decisions;

  const { exit, out } = await run('explain', first.decisionId, '-o', 'json');

  assert.equal(exit, 2);
  assert.equal(JSON.parse(out).modelPackage.version, 2);
});

test('decisions filters by verdict and group', async () => {
  const approved = await run('decisions', '--verdict', 'Approve');
  const none = await run('decisions', '--group', 'fraud-*');

  assert.match(approved.out, /^churn-winback v1 +✓ Approve +d-[0-9a-f]{12}/u);
  assert.doesNotMatch(approved.out, /churn-winback v2/u);
  assert.match(none.out, /^No decision matches/u);
});

test('what is not there is 66 and says where it was looked for', async () => {
  const { exit, err } = await run('explain', 'churn-winback/88');

  assert.equal(exit, 66);
  assert.match(
    err,
    /^Not found: account 111122223333, us-east-1 has no version 88 of churn-winback\.\n {2}The newest is churn-winback\/\d\./u,
  );
});

test('a ledger that is not there is 69 and says what to do', async () => {
  const { exit, err } = await run('decisions', '--table', 'elsewhere');

  assert.equal(exit, 69);
  assert.match(
    err,
    /^Cannot reach the ledger: table elsewhere in account 111122223333,\n {2}us-east-1 does not exist\./u,
  );
});

test('verify finds every chain whole, and a mark in the registry that the ledger does not know', async () => {
  const whole = await run('verify', '--all');
  const [, arn = ''] =
    /(arn:\S+churn-winback\/1)/u.exec((await run('verify', '--all', '-o', 'json')).out.replaceAll('"', ' ')) ?? [];
  await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { 'modelgate:decision': 'd-000000000000' } });
  const forged = await run('verify', 'churn-winback/1');

  assert.deepEqual([whole.exit, forged.exit], [0, 1]);
  assert.match(whole.out, /2 versions, 2 entries, 4 recordings: every hash holds/u);
  assert.match(forged.out, /the registry names decision d-000000000000/u);
});

test('capture writes what is known about a version, masked, and policies are tested on it', async () => {
  const uri = await gate.putReport('quality.json', '{"auc": {"value": 0.9300}, "rows": NaN}');
  const quality = { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: uri } } };
  await gate.group('fraud-card');
  await gate.register('fraud-card', { ModelMetrics: quality, CustomerMetadataProperties: { domain: 'payments' } });
  await writeFile(join(folder, 'policies', 'accounts.yaml'), ACCOUNTS);
  await writeFile(join(folder, 'policies', 'fraud.yaml'), FRAUD);
  await writeFile(join(folder, 'policies', 'fraud.test.yaml'), FRAUD_TEST);

  const captured = await run('capture', 'fraud-card/1', '--to', 'policies/fixtures/fraud-card-1.json');
  const tested = await modelgate(['test', '--untested'], { folder });

  assert.deepEqual(
    [captured.exit, captured.err, captured.out],
    [0, '', 'Written: policies/fixtures/fraud-card-1.json'],
  );
  const fixture = JSON.parse(await readFile(join(folder, 'policies/fixtures/fraud-card-1.json'), 'utf8'));
  assert.equal(fixture.modelPackage.group, 'fraud-card');
  assert.deepEqual(fixture.reports, {
    'ModelMetrics.ModelQuality.Statistics': '{"auc": {"value": 0.9300}, "rows": NaN}',
  });
  assert.equal(tested.exit, 0, tested.out);
});

test('test --update captures the fixtures again', async () => {
  const path = join(folder, 'policies/fixtures/fraud-card-1.json');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('payments', 'forgotten'));

  const { exit, err } = await run('test', '--untested', '--update');

  assert.deepEqual([exit, err], [0, 'Captured again: policies/fixtures/fraud-card-1.json']);
  assert.match(await readFile(path, 'utf8'), /"domain": "payments"/u);
});

test('init --group reads the last versions, and what it writes passes its test', async () => {
  const written = await run('init', '--group', 'churn-winback', '--policies', 'first');
  const tested = await modelgate(['test', '--policies', 'first'], { folder });
  const unknown = await run('init', '--group', 'nowhere', '--policies', 'first');

  assert.equal(written.exit, 0, written.err);
  assert.match(written.out, /Read: 2 versions of churn-winback, 1 of them Approved/u);
  assert.match(
    await readFile(join(folder, 'first/churn-winback.yaml'), 'utf8'),
    /# 0\.87 to 0\.95 in 2, approved 0\.95 to 0\.95/u,
  );
  assert.equal(tested.exit, 0, tested.out);
  assert.equal(unknown.exit, 66);
});

test('the command runs as a process, and its exit code is the verdict', async () => {
  const child = spawn(process.execPath, ['cli/modelgate.mjs', 'explain', 'churn-winback/2', ...local]);
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  const [code] = await once(child, 'close');

  assert.equal(code, 2);
  assert.match(Buffer.concat(out).toString(), /Reject/u);
});
