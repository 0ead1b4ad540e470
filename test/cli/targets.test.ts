// modelgate targets against a whole gate: a closed target with reason and fix, given up after a day, and set going again on command.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ListModelPackagesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { postponed } from '../../lib/ledger/lane.ts';
import { lanesOf } from '../functions/lanes.ts';
import { modelgate } from './given.ts';
import { untilTrue } from '../functions/until-true.ts';

const CLOSED = '444455556666';
const OPEN = '777788889999';
const registrationTo = (account: string) => `apiVersion: modelgate/v1
kind: Registration
metadata: { name: to-${account} }
spec:
  match: { modelPackageGroups: ["churn-winback"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${account}:model-package-group/churn-winback
    roleArn: arn:aws:iam::${account}:role/modelgate-registration
    externalId: modelgate-${ACCOUNT}
    createGroup: true
`;
const HOUR = 3_600_000;

describe('modelgate targets', () => {
  let gate: Gate;
  const clients: SageMakerClient[] = [];
  const at = (account: string): SageMakerClient => {
    const credentials = { accessKeyId: account, secretAccessKey: 'local' };
    const client = new SageMakerClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
    clients.push(client);
    return client;
  };
  const trust = (account: string, externalId: string): void =>
    gate.world.aws.sts.trust({
      roleArn: `arn:aws:iam::${account}:role/modelgate-registration`,
      externalId,
      accounts: [ACCOUNT],
    });
  before(async () => {
    gate = await startGate({ churn: TEN_LINES, closed: registrationTo(CLOSED), open: registrationTo(OPEN) });
    trust(CLOSED, 'somebody-elses');
    trust(OPEN, `modelgate-${ACCOUNT}`);
    await gate.group('churn-winback');
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await gate.stop();
  });

  const run = (...args: string[]) =>
    modelgate(['targets', '--local', gate.world.aws.url, ...args], { clock: gate.world.now });
  const copiesIn = async (account: string): Promise<number> => {
    const list = new ListModelPackagesCommand({ ModelPackageGroupName: 'churn-winback' });
    const { ModelPackageSummaryList: rows = [] } = await at(account)
      .send(list)
      .catch(() => ({ ModelPackageSummaryList: [] }));
    return rows.length;
  };
  /** Its own next try is hours away, however slow this machine is; false where a worker moves the lane at this moment. */
  const putOff = async (): Promise<boolean> => {
    const lanes = lanesOf(gate);
    const lane = (await lanes.listLanes('registration', null)).lanes.find(({ account }) => account === CLOSED);
    if (!lane?.blocked || lane.attempt) return false;
    const later = postponed(lane, gate.world.now() + 5 * HOUR, lane.because ?? '');
    return lanes.putLane(lane, later).then(
      () => true,
      () => false,
    );
  };
  const failures = () =>
    gate.published
      .filter(({ event }) => event['detail-type'] === 'Model Package Registration Failed')
      .map(({ event }) => event.detail as { reason: string; nextAttemptAt: string | null });

  test('says so where nothing was wanted yet', async () => {
    const { exit, out } = await run();

    assert.deepEqual([exit, out], [0, 'No version was wanted in a registration target yet.']);
  });

  test('F37 shows what keeps a target closed and what to do, tried with growing pauses for a day, told twice; others go on', async () => {
    let tries = 0;
    const stop = gate.world.aws.calls.onCall(({ operation }) => {
      if (operation === 'STS.AssumeRole') tries += 1;
    });
    await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.95' } });
    const ahead = await gate.restAheadOfTime();
    stop();

    const { exit, out } = await run();
    assert.ok(ahead > 23 * HOUR && ahead < 26 * HOUR, `${ahead / HOUR} hours`);
    assert.ok(tries < 60, `${tries} tries`);
    assert.deepEqual(
      failures().map(({ reason, nextAttemptAt }) => [reason, nextAttemptAt !== null]),
      [
        ['AssumeRoleDenied', true],
        ['AssumeRoleDenied', false],
      ],
    );
    assert.equal(exit, 4);
    assert.match(out, /:444455556666:model-package-group\/churn-winback: 1 GivenUp\n {2}churn-winback\/1: GivenUp\n/u);
    assert.match(out, /to do: Let the trust policy of .* sts:ExternalId modelgate-111122223333\./u);
    assert.match(
      out,
      /:777788889999:model-package-group\/churn-winback: 1 Registered\n {2}newest copy \S+\/1, set by the gate to Pending/u,
    );
    assert.deepEqual([await copiesIn(CLOSED), await copiesIn(OPEN)], [0, 1]);
  });

  test('--retry sets what was given up going again, and blocked ones before their time', async () => {
    const again = await run(CLOSED, '--retry');
    await untilTrue(() => failures().length === 3);
    await untilTrue(putOff);
    trust(CLOSED, `modelgate-${ACCOUNT}`);
    const [shown, retried] = [await run(), await run('--retry', '-o', 'json')];
    await gate.rest();

    const { exit, out } = await run();
    assert.match(again.out, /\n1 tried again now\.$/u);
    assert.match(shown.out, /churn-winback\/1: Blocked\n[^]*tried again /u);
    assert.equal((JSON.parse(retried.out) as { retried: number }).retried, 1);
    assert.equal(exit, 0);
    assert.equal(out.match(/: 1 Registered/gu)?.length, 2);
    assert.deepEqual([await copiesIn(CLOSED), await copiesIn(OPEN)], [1, 1]);
  });

  test('--retry leaves open targets alone', async () => {
    const { exit, out } = await run('--retry');

    assert.equal(exit, 0);
    assert.match(out, /\nNo target is closed, and nothing waits\.$/u);
  });

  test('knows a target by a part of its ARN', async () => {
    const { out } = await run(OPEN);

    assert.doesNotMatch(out, new RegExp(CLOSED, 'u'));
  });
});
