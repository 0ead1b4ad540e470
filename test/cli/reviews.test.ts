// The verbs by which people decide, through the signed routes of one running gate: who asks is who signed.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, startGate, type Gate } from '../functions/gate.ts';
import { RISK_APPROVERS } from '../functions/risk-approvers.ts';
import { modelgate } from './given.ts';

const POLICY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  validations:
    - { name: floor, range: { value: metadata.auc, min: 0.90 }, action: Reject }
  reviews:
    - name: risk-review
      reviewers: { groups: [risk-approvers] }
      count: 2
      notFrom: ["metadata:trained_by"]
      requireComment: true
      expiresAfter: 72h
      onExpiry: Reject
  onPass: RequireReview
`;

const SERVING = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: fraud-serving }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  project: fraud-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`;

let gate: Gate;
let folder = '';
before(async () => {
  gate = await startGate({ people: RISK_APPROVERS, fraud: POLICY });
  folder = await mkdtemp(join(tmpdir(), 'modelgate-cli-'));
  await mkdir(join(folder, 'policies'));
  for (const [name, text] of Object.entries({ RISK_APPROVERS, POLICY, SERVING }))
    await writeFile(join(folder, 'policies', `${name.toLowerCase()}.yaml`), text);
  await gate.group('fraud-card');
  for (const auc of ['0.95', '0.884', '0.93'])
    await gate.register('fraud-card', { CustomerMetadataProperties: { auc, trained_by: 'Ines' } });
  await gate.rest();
});
after(async () => {
  await gate.stop();
  await rm(folder, { recursive: true, force: true });
});
const as = (user: string, ...args: readonly string[]) =>
  modelgate([...args, '--local', gate.world.aws.url, '--as', user], { folder, clock: gate.world.now });
const arn = (version: number): string => `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/fraud-card/${version}`;

test('pending is a table: what is asked, who may answer, since when, how long still', async () => {
  const { exit, out } = await as('mei', 'pending');

  assert.equal(exit, 0);
  const [title = '', ...rows] = out.split('\n');
  assert.match(title, /^model package +asked +may answer +since \(UTC\) +left$/u);
  const row = rows.find((line) => line.startsWith('fraud-card v1'));
  assert.match(row ?? '', /^fraud-card v1 +risk-review: 0 of +Mei, Tomas +\d+ [A-Z][a-z]{2}, \d\d:\d\d +2 d 23 h$/u);
  assert.ok(out.split('\n').every((line) => line.length <= 80));
});

test('pending -o json carries the whole state of each review', async () => {
  const { reviews } = JSON.parse((await as('mei', 'pending', '-o', 'json')).out);

  assert.deepEqual(reviews.map(({ subject }: { subject: string }) => subject).toSorted(), [
    'fraud-card v1',
    'fraud-card v3',
  ]);
  assert.match(reviews[0].packageDigest, /^[0-9a-f]{64}$/u);
});

test('explain --plan says what an approval would set in motion', async () => {
  const ProvisioningParameters = [{ Key: 'ModelPackageArn', Value: 'none' }];
  const ServiceCatalogProvisioningDetails = {
    ProductId: 'prod-1',
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters,
  };
  await gate.sagemaker.send(
    new CreateProjectCommand({ ProjectName: 'fraud-serving', ServiceCatalogProvisioningDetails }),
  );

  const args = ['explain', 'fraud-card/3', '--plan', '--local', gate.world.aws.url];
  const { exit, out } = await modelgate(args, { folder, clock: gate.world.now });

  assert.equal(exit, 4);
  assert.match(
    out,
    /\n\nAn approval sets in motion\n {2}1\. fraud-card v3 becomes Approved in account 111122223333, us-east-1\.\n {2}2\. Project fraud-serving is redeployed: ModelPackageArn changes from none to\n {5}v3\. It is (?:Pending|Create\w+) now/u,
  );
});

test('whom the metadata names is refused with 77, by which line of which policy', async () => {
  const { exit, err, out } = await as('ines', 'approve', 'fraud-card/1', '--comment', 'fine');

  assert.deepEqual([exit, out], [77, '']);
  assert.equal(
    err,
    `Refused: Ines may not answer risk-review of fraud-card v1.
  Metadata key trained_by names Ines (notFrom, policies/fraud.yaml:12).
  May answer: Mei, Tomas. Nothing was recorded.`,
  );
});

test('a version that policies reject is refused, with what would help', async () => {
  const { exit, err } = await as('mei', 'approve', 'fraud-card/2', '--comment', 'fine');

  assert.equal(exit, 77);
  assert.match(
    err,
    /^Refused: fraud-card v2 is Rejected, a review cannot change that\.\n {2}auc 0\.884 is under 0\.90.*\n(?:.*\n)* {2}Register a new version with auc of at least 0\.90, or in an emergency:\n {2}modelgate bypass fraud-card\/2 --comment "\.\.\." \(needs its own permission\)$/u,
  );
});

test('a version the gate does not know is 66, with the newest and where it was looked for', async () => {
  const { exit, err } = await as('mei', 'approve', 'fraud-card/88', '--comment', 'fine');

  assert.equal(exit, 66);
  assert.match(err, /^Not found: in account 111122223333, us-east-1 the gate knows no version 88 of\n? *fraud-card\./u);
  assert.match(err, /The newest is 3\. Another account or region: --account, --region$/u);
});

test('an IAM user whom the directory does not know answers nothing', async () => {
  const { exit, err } = await as('stranger', 'approve', 'fraud-card/1', '--comment', 'fine');

  assert.equal(exit, 77);
  assert.match(err, /^Refused: nobody in the reviewer directory is\s+arn:aws:iam::111122223333:user\/stranger/u);
});

test('an answer is withdrawn, given again, and with the second one the version is Approved', async () => {
  const first = await as('mei', 'approve', 'fraud-card/1', '--comment', 'read');
  const withdrawn = await as('mei', 'withdraw', 'fraud-card/1');
  await as('mei', 'approve', arn(1), '--comment', 'read again');
  const second = await as('tomas', 'approve', 'fraud-card/1', '--comment', 'read');
  await gate.rest();

  assert.deepEqual([first.exit, first.out], [0, 'Mei approved fraud-card v1; Needs 2 of risk-approvers; 1 given']);
  assert.match(withdrawn.out, /^Mei withdrew fraud-card v1; Needs 2 of risk-approvers; 0 given$/u);
  assert.equal(second.exit, 0);
  assert.equal((await gate.describe(arn(1))).ModelApprovalStatus, 'Approved');
});

test('an answer to a decision that was read is refused once the evidence has changed', async () => {
  const { reviews } = JSON.parse((await as('mei', 'pending', '-o', 'json')).out);
  const [{ decisionId }] = reviews;
  await as('mei', 'approve', decisionId, '--comment', 'read');
  await gate.rest();
  await gate.update({ ModelPackageArn: arn(3), CustomerMetadataProperties: { auc: '0.92' } });
  await gate.rest();

  const { exit, err } = await as('tomas', 'approve', decisionId, '--comment', 'read');

  assert.equal(exit, 77);
  assert.equal(
    err,
    `Refused: the evidence of fraud-card v3 changed after the review was opened.
  metadata.auc was 0.93 and is 0.92.
  The review is void, Mei's answer with it.
  A new review is open: modelgate explain fraud-card/3`,
  );
});

test('who is revoked answers no more, until that is undone', async () => {
  const revoked = await as('tomas', 'revoke', 'Mei', '--comment', 'lost laptop');
  const refused = await as('mei', 'approve', 'fraud-card/3', '--comment', 'read');
  const undone = await as('tomas', 'revoke', 'mei@example.com', '--undo');
  const nobody = await as('tomas', 'revoke', 'nobody');

  assert.equal(revoked.out, 'Mei has no authority any more, at any door.');
  assert.match(refused.err, /The authority of Mei was revoked, .* UTC, by Tomas\./u);
  assert.equal(undone.out, 'Mei has authority again.');
  assert.deepEqual([refused.exit, nobody.exit], [77, 66]);
});

test('bypass wants a comment, approves past the policies, and is reported by decisions --origin Bypass', async () => {
  const silent = await as('tomas', 'bypass', 'fraud-card/2');
  const ordered = await as('tomas', 'bypass', 'fraud-card/2', '--comment', 'incident 4711');
  await gate.rest();
  const report = await modelgate(['decisions', '--origin', 'Bypass', '--local', gate.world.aws.url], { folder });

  assert.deepEqual([silent.exit, ordered.exit], [64, 0]);
  assert.equal((await gate.describe(arn(2))).ModelApprovalStatus, 'Approved');
  assert.match(report.out, /^fraud-card v2 +✓ Approve.*Bypass\n {4}tomas approved .*incident 4711$/u);
});

test('a gate that does not answer, or is not there, is 69 with the way to it', async () => {
  const silent = await as('mei', 'pending', '--url', 'http://127.0.0.1:65533');
  const elsewhere = await as('mei', 'pending', '--stage', 'prod');

  assert.deepEqual([silent.exit, elsewhere.exit], [69, 69]);
  assert.match(
    silent.err,
    /^Cannot reach the gate: http:\/\/127\.0\.0\.1:65533\/command\/pending does\s+not answer\./u,
  );
  assert.match(elsewhere.err, /stack modelgate-prod in account 111122223333, us-east-1 has no output HttpApiUrl/u);
});
