// An upgrade while events come in: the released decide and today's share queue, table and registry; nothing is decided twice, lost, or taken for a change.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { BUNDLES_DIR } from '../processes/made-before.ts';
import { modelgate } from '../cli/given.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { makeGenerations, type Generations } from './generations.ts';
import { scanItems } from './write-items.ts';

const GROUP = 'churn-rolling';

let generations: Generations;
let gate: Gate;
let updates: string[] = [];
before(async () => {
  generations = await makeGenerations();
  const ofTheSuite = process.env[BUNDLES_DIR];
  process.env[BUNDLES_DIR] = generations.bundlesDir;
  gate = await startGate({ churn: `${TEN_LINES}  olderThanApproved: Allow\n` }, ['--events', 'duplicate,shuffle'], {
    // What one generation builds, the other need not understand: in AWS each has its own.
    isBuilt: false,
  });
  if (ofTheSuite === undefined) delete process.env[BUNDLES_DIR];
  else process.env[BUNDLES_DIR] = ofTheSuite;
  await gate.group(GROUP);
  gate.world.aws.calls.onCall(({ operation, principalArn }) => {
    if (operation === 'SageMaker.UpdateModelPackage' && principalArn.includes('DecideRole')) updates.push(principalArn);
  });
});
after(async () => {
  await gate.stop();
  await generations.remove();
});

const accurate = (accuracy: string) => ({ CustomerMetadataProperties: { accuracy } });
const register = (...accuracies: readonly string[]) =>
  Promise.all(accuracies.map((one) => gate.register(GROUP, accurate(one))));
const local = (...args: readonly string[]) => modelgate([...args, '--local', gate.world.aws.url]);
const statusOf = async (arn: string) => (await gate.describe(arn)).ModelApprovalStatus;
const builds = () => [...new Set(gate.decisions.map(({ build }) => build))].toSorted((a, b) => a - b);
const decisionsOn = (arn: string) => gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn);

test('F46 two generations of decide work off one queue: each version is decided once, what the older one began the newer one goes on with, and nothing is taken for a change', async () => {
  const early = await register('0.95', '0.50', '0.93');
  const held = await gate.register(GROUP);
  await gate.restAheadOfTime();
  const [before_] = builds();

  await generations.serve('both');
  const middle: string[] = [];
  for (let rounds = 0; rounds < 4; rounds++) {
    middle.push(...(await register('0.95', '0.40', '0.97', '0.98')));
    await gate.restAheadOfTime();
  }
  await generations.serve('now');
  const late = await register('0.95', '0.50');
  await gate.update({ ModelPackageArn: held, ...accurate('0.91') });
  await gate.restAheadOfTime();
  const decided = gate.decisions.length;
  await gate.world.runtime.runSchedule('reconcile');
  await gate.restAheadOfTime();

  const all = [...early, ...middle, ...late];
  for (const arn of all) {
    assert.equal(decisionsOn(arn).length, 1, arn);
    assert.equal(await statusOf(arn), decisionsOn(arn)[0]?.verdict === 'Approve' ? 'Approved' : 'Rejected');
  }
  assert.equal(await statusOf(held), 'Approved');
  assert.deepEqual(
    decisionsOn(held).map(({ verdict, revision, build }) => [verdict, revision, build]),
    [
      ['Hold', 1, before_],
      ['Approve', 2, (before_ ?? 0) + 1],
    ],
  );
  const ofMiddle = new Set(middle.flatMap(decisionsOn).map(({ build }) => build));
  assert.equal(ofMiddle.size, 2, 'both generations decided while they worked side by side');
  assert.equal(gate.decisions.length, decided, 'a sweep by the newer one finds nothing to do again');
  // One for each version, and one more for the one that was held.
  assert.equal(updates.length, all.length + 2);
  const verified = await local('verify', '--all');
  assert.equal(verified.exit, 0, verified.out);
  const letters = Object.values(gate.world.runtime.dlqDepths()).reduce((sum, one) => sum + one, 0);
  assert.equal(letters, 0);
});

test('rolled back, the older one leaves what the newer one decided', async () => {
  const [, newest] = builds();
  await generations.serve('before');
  updates = [];
  const { decisions } = gate;
  const count = decisions.length;

  await gate.world.runtime.runSchedule('reconcile');
  await gate.restAheadOfTime();
  const [arn = ''] = await register('0.99');
  await gate.restAheadOfTime();

  assert.deepEqual(
    decisions.slice(count).map(({ subject, build }) => [subject.modelPackageArn, build]),
    [[arn, (newest ?? 0) - 1]],
  );
  await generations.serve('now');
});

test('what a still newer one has written is left as it is, with all that waits for it, and stops nobody else', async () => {
  const arn = await gate.register(GROUP);
  await gate.restAheadOfTime();
  const identity = decisionsOn(arn)[0]?.subject.identity ?? '';
  await setSchemaVersion(identity, 9);
  const asItIs = await headItem(identity);

  await gate.update({ ModelPackageArn: arn, ...accurate('0.95') });
  const [other = ''] = await register('0.96');
  await until(() => decisionsOn(other).length > 0 && gate.logs.some((line) => line.includes('has schema version 9')));
  const explained = await local('explain', `${GROUP}/${arn.split('/').at(-1)}`);
  const [waiting, untouched] = [await statusOf(arn), await headItem(identity)];
  await setSchemaVersion(identity, 1);
  await gate.restAheadOfTime();

  assert.equal(waiting, 'PendingManualApproval');
  assert.deepEqual(untouched, asItIs);
  assert.equal(explained.exit, 69);
  assert.match(explained.err, /schema version 9 and this modelgate reads up to 1: a newer one wrote it/u);
  assert.equal(await statusOf(other), 'Approved');
  assert.equal(await statusOf(arn), 'Approved');
});

const headItem = async (identity: string) =>
  (await scanItems(gate)).find(({ pk, sk }) => pk?.S === `PKG#${identity}` && sk?.S === 'HEAD');

async function setSchemaVersion(identity: string, version: number): Promise<void> {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
  await client.send(
    new UpdateItemCommand({
      TableName: gate.world.runtime.nameOf('LedgerTable'),
      Key: { pk: { S: `PKG#${identity}` }, sk: { S: 'HEAD' } },
      UpdateExpression: 'SET schemaVersion = :version',
      ExpressionAttributeValues: { ':version': { N: String(version) } },
    }),
  );
  client.destroy();
}

async function until(isSo: () => boolean): Promise<void> {
  for (let rounds = 0; !isSo(); rounds++) {
    if (rounds > 4_000) throw new Error('it never came to this');
    await pause(50);
  }
}
