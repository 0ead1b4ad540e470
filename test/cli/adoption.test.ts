// The verbs of adoption against one running gate: adopt and its backlog.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateModelPackageGroupCommand, CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import { after, before, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { modelgate } from './given.ts';

const ELSEWHERE = TEN_LINES.replace('churn-accuracy', 'other-accuracy').replace('churn-*', 'other-*');
const accurate = (accuracy: string) => ({ CustomerMetadataProperties: { accuracy } });

let gate: Gate;
let folder = '';
before(async () => {
  gate = await startGate({ other: ELSEWHERE });
  folder = await mkdtemp(join(tmpdir(), 'modelgate-adoption-'));
  await mkdir(join(folder, 'policies'));
  await writeFile(join(folder, 'policies', 'other.yaml'), ELSEWHERE);
  await gate.group('churn-legacy');
  const [first] = [
    await gate.register('churn-legacy', accurate('0.95')),
    await gate.register('churn-legacy', accurate('0.80')),
  ];
  await gate.update({ ModelPackageArn: first ?? '', ModelApprovalStatus: 'Approved' });
  const EventPattern = JSON.stringify({
    source: ['aws.sagemaker'],
    'detail-type': ['SageMaker Model Package State Change'],
    detail: { ModelPackageGroupName: ['churn-legacy'], ModelApprovalStatus: ['Approved', 'Rejected'] },
  });
  await gate.eventbridge.send(new PutRuleCommand({ Name: 'deploy-legacy', EventPattern }));
  await gate.eventbridge.send(
    new PutTargetsCommand({
      Rule: 'deploy-legacy',
      Targets: [{ Id: '1', Arn: 'arn:aws:codepipeline:us-east-1:111122223333:legacy-deploy' }],
    }),
  );
  await gate.rest();
});
after(async () => {
  await gate.stop();
  await rm(folder, { recursive: true, force: true });
});
const run = (...args: readonly string[]) => modelgate([...args, '--local', gate.world.aws.url], { folder });
const flat = (text: string): string => text.replaceAll(/\s+/gu, ' ');

test('adopt says what the group is, which rules fire on it, and whether an approval would deploy twice; a dry run writes nothing', async () => {
  const { exit, out, err } = await run('adopt', '--group', 'churn-legacy', '--dry-run');

  assert.equal(exit, 0, err);
  assert.match(out, /^latest approved +v1$/mu);
  assert.match(out, /^pending +1, the oldest v2 since /mu);
  assert.match(
    flat(out),
    /deploy-legacy: fires on Approved and Rejected, does not look at UpdatedModelPackageFields, so metadata written on an approved version fires it too targets: codepipeline legacy-deploy/u,
  );
  assert.match(flat(out), /deploys twice no: .*deploy-legacy/u);
  assert.match(out, /^Would be written: policies\/churn-legacy-adoption\.yaml$/mu);
  await assert.rejects(readFile(join(folder, 'policies', 'churn-legacy-adoption.yaml')));
});

test('it writes a binding in Audit that lint takes, and never over a file', async () => {
  const wrote = await run('adopt', '--group', 'churn-legacy');
  const text = await readFile(join(folder, 'policies', 'churn-legacy-adoption.yaml'), 'utf8');
  const again = await run('adopt', '--group', 'churn-legacy');

  assert.equal(wrote.exit, 0, wrote.err);
  assert.match(text, /policy: other-accuracy\n.*churn-legacy.*\n +mode: Audit/u);
  assert.equal((await modelgate(['lint'], { folder })).exit, 0);
  assert.match(again.out, /governed by +other-accuracy \(Audit\).*\nNo binding is written: it is watched already\./u);
  assert.equal(await readFile(join(folder, 'policies', 'churn-legacy-adoption.yaml'), 'utf8'), text);
});

test('the backlog is shown before it is let in', async () => {
  const dry = await run('adopt', '--group', 'churn-legacy', '--include-backlog', '--dry-run');
  const real = await run('adopt', '--group', 'churn-legacy', '--include-backlog', '-o', 'json');

  assert.match(
    dry.out,
    /1 pending version is let in then where older than the adoption, 20 a sweep:\n1 sweep at most\./u,
  );
  assert.equal(JSON.parse(real.out).backlog.isIncluded, true);
});

test('another policy than the one that governs the group is refused, and nothing is written', async () => {
  await writeFile(join(folder, 'policies', 'second.yaml'), ELSEWHERE.replaceAll('other-', 'second-'));
  const { exit, err } = await run('adopt', '--group', 'churn-legacy', '--policy', 'second-accuracy');
  const same = await run('adopt', '--group', 'churn-legacy', '--policy', 'other-accuracy', '--dry-run');
  await rm(join(folder, 'policies', 'second.yaml'));

  assert.equal(exit, 77);
  assert.match(
    flat(err),
    /churn-legacy is governed already, by other-accuracy \(policies\/other\.yaml\)\. Nothing was written/u,
  );
  assert.equal(same.exit, 0);
});

test('a group that is not there is 66', async () => {
  const { exit, err } = await run('adopt', '--group', 'churn-nowhere');
  const slip = await run('adopt', '--group', 'churn-legcay');

  assert.equal(exit, 66);
  assert.match(slip.err, /churn-legcay\.\n {2}Did you mean churn-legacy\? Another account/u);
  assert.match(err, /^Not found: account 111122223333, us-east-1 has no version in group churn-nowhere\./u);
});

test('mode says where nothing of that name is there, and what may have been meant', async () => {
  const slip = await run('mode', 'Audit', '--group', 'churn-legcay', '--reason', 'stop it');
  const right = await run('mode', 'Audit', '--group', 'Churn-Legacy', '--reason', 'stop it');
  await run('mode', 'Enforce', '--group', 'churn-legacy', '--reason', 'go on');

  assert.match(
    slip.err,
    /^No group churn-legcay is in account 111122223333, us-east-1: nothing that is there now has changed\./u,
  );
  assert.match(slip.err, /Did you mean churn-legacy\?/u);
  assert.deepEqual([right.exit, right.err], [0, '']);
});

test('audit refuses at once what it could only fail at later: a time to come, a place where progress can not be kept', async () => {
  const future = await run('audit', '--since', '2099-01-01');
  const nowhere = await run('audit', '--state', 'nowhere/state.json');

  assert.deepEqual([future.exit, nowhere.exit], [64, 64]);
  assert.match(future.err, /--since is `2099-01-01`, which is still to come/u);
  assert.match(nowhere.err, /^Progress can't be kept in nowhere\/state\.json/u);
});

test('audit holds the policies against what people did, names what disagrees first, and writes nothing', async () => {
  const rejected = await gate.register('churn-legacy', accurate('0.97'));
  await gate.update({
    ModelPackageArn: rejected,
    ModelApprovalStatus: 'Rejected',
    ApprovalDescription: 'labels <b>wrong</b>',
  });
  const approved = await gate.register('churn-legacy', accurate('0.50'));
  await gate.update({ ModelPackageArn: approved, ModelApprovalStatus: 'Approved' });
  await gate.register('churn-legacy', { ...accurate('0.92'), ModelApprovalStatus: 'Approved' });
  await gate.rest();
  const written = gate.world.aws.calls.counts()['SageMaker.UpdateModelPackage'];

  const { exit, out, err } = await run('audit', '--group', 'churn-*', '--rate', '1000');

  assert.equal(exit, 0, err);
  assert.match(out, /^5 versions of 1 group, 4 decided by people, \d+ calls, /mu);
  assert.match(out, /^ {2}churn-legacy +4 +2 +1 +1 +0$/mu);
  assert.match(
    flat(out),
    /Looser, read it first: .* churn-legacy v3: Rejected by \S+: "labels <b>wrong<\/b>"; the policies say Approve/u,
  );
  assert.match(
    flat(out),
    /Stricter: .* churn-legacy v4: Approved by \S+; the policies say Reject \(other-accuracy\/accuracy-floor\)\./u,
  );
  assert.match(
    flat(out),
    /2 versions approved by whoever registered: churn-legacy v1, v4 1 version registered as Approved: churn-legacy v5/u,
  );
  assert.match(flat(out), /churn-legacy metadata\.accuracy 0\.5 to 0\.97 in 5 of 5/u);
  assert.equal(gate.world.aws.calls.counts()['SageMaker.UpdateModelPackage'], written);
});

test('as HTML it is one document without script or request, its texts escaped', async () => {
  const { exit, out } = await run('audit', '--group', 'churn-*', '--rate', '1000', '-o', 'html');

  assert.equal(exit, 0);
  assert.match(out, /^<!doctype html>/u);
  assert.match(out, /labels &lt;b&gt;wrong&lt;\/b&gt;/u);
  assert.match(out, /aria-label="2 of 4 agree, 1 stricter, 1 looser"/u);
  assert.doesNotMatch(out, /<script|<link|<img|https?:\/\//u);
});

test('adopt names owner, project and parameters, and says yes where rule and ProjectRedeployment would both deploy', async () => {
  const Tags = [
    { Key: 'modelgate:owner', Value: 'crm-ml@example.com' },
    { Key: 'sagemaker:project-name', Value: 'churn-serving' },
  ];
  await gate.sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-twice', Tags }));
  await gate.sagemaker.send(
    new CreateProjectCommand({
      ProjectName: 'churn-serving',
      ServiceCatalogProvisioningDetails: {
        ProductId: 'prod-1',
        ProvisioningArtifactId: 'pa-1',
        ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
      },
    }),
  );
  const serving = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: [churn-twice] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`;
  await writeFile(join(folder, 'policies', 'serving.yaml'), serving);
  await gate.eventbridge.send(
    new PutRuleCommand({
      Name: 'template-deploy',
      EventPattern: JSON.stringify({ source: ['aws.sagemaker'], detail: { ModelPackageGroupName: ['churn-twice'] } }),
    }),
  );
  const Arn = 'arn:aws:codebuild:us-east-1:111122223333:project/deploy';
  await gate.eventbridge.send(new PutTargetsCommand({ Rule: 'template-deploy', Targets: [{ Id: '1', Arn }] }));
  await gate.register('churn-twice', accurate('0.95'));
  await gate.rest();

  const { exit, out, err } = await run('adopt', '--group', 'churn-twice', '--dry-run');

  assert.equal(exit, 0, err);
  assert.match(flat(out), /owner crm-ml@example\.com/u);
  assert.match(flat(out), /project churn-serving, UpdateCompleted|project churn-serving, CreateCompleted/u);
  assert.match(flat(out), /parameters: ModelPackageArn=/u);
  assert.match(
    flat(out),
    /deploys twice yes: template-deploy and ProjectRedeployment churn-serving\. Keep one of them\./u,
  );
});

test('an audit of nothing is 66', async () => {
  assert.equal((await run('audit', '--group', 'nowhere-*')).exit, 66);
});
