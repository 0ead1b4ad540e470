// The whole story on one machine: `npm start -- --once --json` decides the seeded world, with every verdict in it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Ended, startHere } from './start-process.ts';

type Row = {
  readonly arn: string;
  readonly group: string;
  readonly version: number;
  readonly account: string;
  readonly verdict: string;
  readonly registry: string;
  readonly reasons: readonly string[];
};
type Result = {
  readonly decisions: readonly Row[];
  readonly calls: Readonly<Record<string, number>>;
  readonly dlq: Readonly<Record<string, number>>;
  readonly milliseconds: number;
};

describe('the seeded world', () => {
  const world: { ended?: Ended; result?: Result } = {};
  let folder = '';
  const once = (...flags: readonly string[]) =>
    startHere(['--once', '--port', '0', '--pages-port', '0', '--data', join(folder, 'state'), ...flags]);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
    const ended = await once('--json');
    const last = ended.stdout.trim().split('\n').at(-1) ?? '';
    assert.ok(last.startsWith('{'), `no result was printed: ${ended.stderr}`);
    world.ended = ended;
    world.result = JSON.parse(last) as Result;
  });
  after(() => rm(folder, { recursive: true }));

  const verdictOf = (group: string, version: number, account = '111122223333'): string => {
    const found = world.result?.decisions.find(
      (row) => row.group === group && row.version === version && row.account === account,
    );
    assert.ok(found, `${group} v${version} of ${account} was not decided`);
    return `${found.verdict} ${found.registry}`;
  };

  test('ends with 0 and nothing in a dead letter queue', () => {
    assert.equal(world.ended?.code, 0);
    assert.ok(Object.values(world.result?.dlq ?? { none: 1 }).every((depth) => depth === 0));
  });

  test('approves, rejects and asks as the policies say', () => {
    assert.equal(verdictOf('churn-retention', 4), 'Approve Approved');
    assert.equal(verdictOf('churn-winback', 2), 'Reject Rejected');
    assert.equal(verdictOf('fraud-card', 3), 'Approve Approved');
    assert.equal(verdictOf('fraud-card', 4), 'RequireReview PendingManualApproval');
    assert.equal(verdictOf('fraud-card', 5), 'Reject Rejected');
    assert.equal(verdictOf('credit-scoring', 2), 'Approve Approved');
    assert.equal(verdictOf('credit-scoring', 3), 'Reject Rejected');
    assert.equal(verdictOf('credit-scoring', 4), 'Reject Rejected');
    assert.equal(verdictOf('demand-forecast', 2), 'Approve Approved');
    assert.equal(verdictOf('demand-forecast', 3), 'Reject Rejected');
    assert.equal(verdictOf('search-ranking', 2), 'Approve Approved');
    assert.equal(verdictOf('ticket-routing', 1), 'Approve Approved');
    assert.equal(verdictOf('ticket-language', 1), 'Reject Rejected');
    assert.equal(verdictOf('tagging-sandbox', 1), 'NoOpinion PendingManualApproval');
  });

  test('serves the second account too', () => {
    assert.equal(verdictOf('churn-retention', 2, '444455556666'), 'Approve Approved');
    assert.equal(verdictOf('demand-forecast', 1, '444455556666'), 'Approve Approved');
  });

  test('holds for a missing key, a wrong number, NaN, a foreign bucket, a missing report and duplicate keys', () => {
    const holds = [
      ['churn-winback', 3],
      ['churn-winback', 4],
      ['fraud-card', 6],
      ['fraud-card', 7],
      ['doc-classifier', 2],
      ['doc-classifier', 3],
    ] as const;
    for (const [group, version] of holds) assert.equal(verdictOf(group, version), 'Hold PendingManualApproval');
    const reasons = world.result?.decisions.filter((row) => row.verdict === 'Hold').map((row) => row.reasons[0]);
    assert.equal(new Set(reasons).size, holds.length);
    const bodies = reasons?.join('\n') ?? '';
    for (const word of [/NaN/, /duplicate/i, /reports-of-a-contractor/, /accuracy/]) assert.match(bodies, word);
  });

  test('decides each version once and counts the calls', () => {
    const { decisions = [], calls = {} } = world.result ?? {};
    assert.equal(new Set(decisions.map((row) => row.arn)).size, decisions.length);
    assert.ok((calls['SageMaker.BatchDescribeModelPackage'] ?? 0) > 0);
    // The seed's own registrations are not counted; what the gate registers in the other account is.
    assert.ok((calls['SageMaker.CreateModelPackage'] ?? 0) <= 2);
    const lines = world.ended?.stdout.trim().split('\n') ?? [];
    assert.equal(lines.length, decisions.length + 1);
  });

  test('kept in a folder, survives a restart and is neither seeded nor decided again', async () => {
    const again = await once();

    assert.equal(again.code, 0, again.stderr);
    assert.doesNotMatch(again.stdout, /churn-retention v[45]/);
  });
});
