// Proves what saving a policy does: F29 broken ones change nothing, good ones tell which verdicts changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BadPolicies, GoodPolicies } from '../../../local/start/check-policies.ts';
import type { Seen } from '../../../local/start/seen.ts';
import { makeReload, type Reloading } from '../../../local/start/watch-policies.ts';

const held: Seen = {
  arn: 'arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-winback/8',
  group: 'churn-winback',
  version: 8,
  account: '111122223333',
  region: 'us-east-1',
  verdict: 'Hold',
  origin: 'Gate',
  registry: 'PendingManualApproval',
  reasons: [],
  decisionId: 'd-8f3a61c20b7e',
  at: 0,
  milliseconds: null,
};

const good = (digest: string): GoodPolicies => ({ ok: true, digest, policies: 1, files: [] });

const reloading = (
  checked: GoodPolicies | BadPolicies,
  after: Seen,
  tryRecorded: Reloading['tryRecorded'] = async () => [],
) => {
  const said: string[] = [];
  let verdicts = new Map([[held.arn, held]]);
  let deployed = 0;
  const reload = makeReload({
    folder: 'policies',
    ownAccount: '111122223333',
    digest: 'one',
    check: async () => checked,
    deploy: async () => {
      deployed += 1;
      verdicts = new Map([[held.arn, after]]);
    },
    verdicts: () => verdicts,
    tryRecorded,
    say: (line) => said.push(line),
  });
  return { reload, said, deployed: () => deployed };
};

test('a good policy is deployed and the changed verdict is told', async () => {
  const { reload, said, deployed } = reloading(good('two'), { ...held, verdict: 'Approve' });
  await reload();
  await reload();
  assert.equal(deployed(), 1);
  assert.deepEqual(said, ['  policies reloaded, 1 in force', '  churn-winback v8  Hold -> Approve']);
});

test('a reload that changes nothing says so', async () => {
  const { reload, said } = reloading(good('two'), held);
  await reload();
  assert.deepEqual(said.at(-1), '  no verdict changed');
});

test('decided versions that the new policies would decide in another way are named, and stay as they are', async () => {
  const { reload, said } = reloading(good('two'), held, async () => [
    { name: 'churn-retention v4', was: 'Approve', would: 'Reject' },
  ]);
  await reload();
  assert.deepEqual(
    said.at(-1),
    '  churn-retention v4 was Approve, would be Reject (decided versions stay as they are)',
  );
  assert(!said.includes('  no verdict changed'));
});

test('a save that leaves the policies as they are is passed over', async () => {
  const { reload, said, deployed } = reloading(good('one'), held);
  await reload();
  assert.equal(deployed(), 0);
  assert.deepEqual(said, []);
});

test('a broken policy is told as it is and the old ones stay', async () => {
  const fault = 'policies/churn-accuracy.yaml:8:7 error unknown key "rnage"';
  const { reload, said, deployed } = reloading({ ok: false, kind: 'Broken', faults: [fault] }, held);
  await reload();
  assert.equal(deployed(), 0);
  assert.deepEqual(said, [fault, '  policies not reloaded, the old ones stay in force']);
});

test('correcting a broken policy back to what it was is told', async () => {
  const said: string[] = [];
  const answers: (GoodPolicies | BadPolicies)[] = [{ ok: false, kind: 'Broken', faults: ['fault'] }, good('one')];
  const reload = makeReload({
    folder: 'policies',
    ownAccount: '111122223333',
    digest: 'one',
    check: async () => answers.shift() ?? good('one'),
    deploy: () => assert.fail('nothing is to be deployed'),
    verdicts: () => new Map(),
    say: (line) => said.push(line),
  });
  await reload();
  await reload();
  await reload();
  assert.deepEqual(said.slice(2), ['  policies are whole again, the same as before']);
});
