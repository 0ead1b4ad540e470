// The verbs of adoption against one running gate: adopt and its backlog.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { after, before, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { modelgate } from './given.ts';

const ELSEWHERE = TEN_LINES.replace('churn-accuracy', 'other-accuracy').replace('churn-*', 'other-*');
const with_ = (accuracy: string) => ({ CustomerMetadataProperties: { accuracy } });

let gate: Gate;
let folder = '';
before(async () => {
  gate = await startGate({ other: ELSEWHERE });
  folder = await mkdtemp(join(tmpdir(), 'modelgate-adoption-'));
  await mkdir(join(folder, 'policies'));
  await writeFile(join(folder, 'policies', 'other.yaml'), ELSEWHERE);
  await gate.group('churn-legacy');
  const [first] = [
    await gate.register('churn-legacy', with_('0.95')),
    await gate.register('churn-legacy', with_('0.80')),
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
  assert.match(again.out, /governed by +other-accuracy \(Audit\)/u);
  assert.equal(await readFile(join(folder, 'policies', 'churn-legacy-adoption.yaml'), 'utf8'), text);
});

test('the backlog is shown before it is let in', async () => {
  const dry = await run('adopt', '--group', 'churn-legacy', '--include-backlog', '--dry-run');
  const real = await run('adopt', '--group', 'churn-legacy', '--include-backlog', '-o', 'json');

  assert.match(dry.out, /1 pending versions would be let in, 20 a sweep: 1 sweeps\./u);
  assert.equal(JSON.parse(real.out).backlog.isIncluded, true);
});

test('a group that is not there is 66', async () => {
  const { exit, err } = await run('adopt', '--group', 'churn-nowhere');

  assert.equal(exit, 66);
  assert.match(err, /^Not found: account 111122223333, us-east-1 has no version in group churn-nowhere\./u);
});
