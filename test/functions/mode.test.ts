// modelgate mode, on the embedded stack: switched in mid-burst and back, told once, refused where it would change nothing.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { modelgate } from '../cli/given.ts';
import { startGate, TEN_LINES, type Gate } from './gate.ts';

const GOOD = { CustomerMetadataProperties: { accuracy: '0.93' } };
const BURST = 4;
// Older versions that come after newer ones are approved too, so that what was written can be counted.
const POLICY = `${TEN_LINES}  olderThanApproved: Allow\n`;

let gate: Gate;
let folder = '';
before(async () => {
  gate = await startGate({ 'churn-accuracy': POLICY });
  folder = await mkdtemp(join(tmpdir(), 'modelgate-mode-'));
  await mkdir(join(folder, 'policies'));
  const watched = TEN_LINES.replace('churn-accuracy', 'watched').replace('churn-*', 'watched-*');
  const text = watched.replace('spec:\n', 'spec:\n  mode: Audit\n');
  await writeFile(join(folder, 'policies', 'watched.yaml'), text);
  await gate.group('churn-burst');
});
after(async () => {
  await gate.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => modelgate(['mode', ...args, '--local', gate.world.aws.url], { folder });
const burst = () => Promise.all(Array.from({ length: BURST }, () => gate.register('churn-burst', GOOD)));
const updates = (): number => gate.world.aws.calls.counts()['SageMaker.UpdateModelPackage'] ?? 0;
const told = () =>
  gate.published.flatMap(({ event }) => (event['detail-type'] === 'Gate Mode Changed' ? [event.detail] : []));
async function sweep(): Promise<void> {
  const outcome = await gate.world.runtime.runSchedule('reconcile');
  assert.equal(outcome.outcome, 'ok', JSON.stringify(outcome));
  await gate.restAheadOfTime();
}

test('switched to Audit in the middle of a burst, nothing that comes later is written; switched back, what waited is worked off once, newest first', async () => {
  const early = await burst();
  const off = await run('Audit', '--reason', 'reports of tonight are wrong');
  const later = await burst();
  await gate.restAheadOfTime();
  const written = updates();
  await sweep();

  assert.equal(off.exit, 0, off.err);
  assert.match(off.out, /^stack modelgate-\S+ is in Audit, switched by /u);
  assert.equal(updates(), written);
  for (const arn of later) assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'PendingManualApproval');

  const on = await run('Enforce', '--reason', 'mended');
  await sweep();
  await sweep();

  assert.equal(on.exit, 0, on.err);
  for (const arn of [...early, ...later]) assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
  assert.equal(updates(), 2 * BURST);
  const woken = gate.published.flatMap(({ event }) => {
    const { reason = '', modelPackageArn = '' } = event.detail as { reason?: string; modelPackageArn?: string };
    return reason === 'only watched so far' ? [Number(modelPackageArn.split('/').at(-1))] : [];
  });
  assert.ok(woken.length >= BURST);
  assert.deepEqual(
    woken,
    woken.toSorted((a, b) => b - a),
  );
});

test('each switch is told once, with who, when and why; a switch to what holds already changes nothing', async () => {
  const again = await run('Enforce', '--reason', 'to be sure');
  await sweep();

  assert.equal(again.exit, 0);
  assert.match(again.out, /is in Enforce already, since .* UTC, by .*\nNothing was changed\.$/u);
  const details = told() as {
    mode: string;
    previousMode: string | null;
    change: number;
    reason: string;
    changedBy: string;
  }[];
  assert.deepEqual(
    details.map(({ mode, previousMode, change, reason }) => [change, previousMode, mode, reason]),
    [
      [1, null, 'Audit', 'reports of tonight are wrong'],
      [2, 'Audit', 'Enforce', 'mended'],
    ],
  );
  for (const { changedBy } of details) assert.match(changedBy, /^arn:aws:/u);
});

test('a group is switched alone, and the command says how everything stands', async () => {
  await gate.group('churn-alone');
  await run('Audit', '--group', 'Churn-Alone', '--reason', 'new features');
  const alone = await gate.register('churn-alone', GOOD);
  const other = await gate.register('churn-burst', GOOD);
  await gate.restAheadOfTime();

  const { out } = await run();

  assert.equal((await gate.describe(alone)).ModelApprovalStatus, 'PendingManualApproval');
  assert.equal((await gate.describe(other)).ModelApprovalStatus, 'Approved');
  assert.match(out, /is deployed in Enforce, build 1/u);
  assert.match(out, /\nchurn-alone +Audit +.*new features/u);
  assert.match(out, /\nmodelgate-\S+ +Enforce +.*mended/u);
});

test('a switch that something weaker outdoes is refused with what outdoes it, and nothing is written', async () => {
  const byPolicy = await run('Enforce', '--group', 'watched-x', '--reason', 'go live');
  await run('Audit', '--reason', 'stop');
  const byStack = await run('Enforce', '--group', 'churn-alone', '--reason', 'go live');
  await run('Enforce', '--reason', 'go');

  assert.equal(byPolicy.exit, 77);
  assert.match(
    byPolicy.err,
    /^Refused: watched-x stays in Audit, its policy says so\.\n +mode: Audit in policies\/watched\.yaml:5\./u,
  );
  assert.equal(byStack.exit, 77);
  assert.match(byStack.err, /^Refused: churn-alone stays in Audit, the whole stack is in it\.\n +Switched .*: stop/u);
  const { out } = await run('-o', 'json', '--group', 'churn-alone');
  assert.deepEqual(
    JSON.parse(out).modes.find(({ group }: { group: string | null }) => group === 'churn-alone').changes.length,
    1,
  );
});

test('misuse says what is expected', async () => {
  const noReason = await run('Audit');
  const noMode = await run('Off', '--reason', 'x');
  const glob = await run('Audit', '--group', 'churn-*', '--reason', 'x');

  assert.deepEqual([noReason.exit, noMode.exit, glob.exit], [64, 64, 64]);
  assert.match(noReason.err, /^A switch needs a reason/u);
});
