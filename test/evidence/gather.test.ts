// Gathering for one version, and the champion of its group: what is read, how often, and what is carried forward.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeChampions } from '../../lib/evidence/champion.ts';
import { isDescribed, type PackageDescription } from '../../lib/evidence/evidence.ts';
import { makeGatherEvidence } from '../../lib/evidence/gather.ts';
import { sha256, type ModelPackageArn } from '../../lib/identity.ts';
import { ThrottledError, type Registry, type ReportRead } from '../../lib/ports.ts';
import { ACCOUNT, arnOf, bodyOf, declarationOf, describedOf, needsOf, storeOf } from './given.ts';

const NO_CHAMPION = { state: 'present', value: null } as const;
const QUALITY = declarationOf({ auc: ['/auc', 'double'] });

function gathererOf(
  answer: ReportRead | ((key: string) => Promise<ReportRead>),
  groupTags: Registry['groupTags'] = () => Promise.resolve(new Map()),
) {
  const { asked, reports } = storeOf(answer);
  const registries = () => ({ groupTags }) as unknown as Registry;
  const gatherEvidence = makeGatherEvidence({
    registries,
    reports,
    accounts: [],
    ownAccount: ACCOUNT,
    clock: () => 5_000,
    concurrency: 2,
  });
  return { gatherEvidence, asked };
}

describe('gathering', () => {
  test('reads declared reports and keeps their bodies', async () => {
    const { gatherEvidence } = gathererOf(bodyOf('{"auc": 0.95}'));
    const { evidence, recordings } = await gatherEvidence({
      package: describedOf(),
      needs: needsOf({ declarations: [QUALITY] }),
      champion: NO_CHAMPION,
    });
    const report = evidence.reports.get('quality');
    assert.deepEqual(report?.fields.get('auc'), { state: 'present', value: 0.95 });
    assert.equal(report?.versionId, 'v1');
    assert.deepEqual(
      recordings.map((one) => one.sha256),
      [sha256('{"auc": 0.95}')],
    );
    assert.equal(report?.sha256, recordings[0]?.sha256);
    assert.equal(evidence.now, 5_000);
  });

  test('reads one object once for two declarations', async () => {
    const { gatherEvidence, asked } = gathererOf(bodyOf('{"auc": 0.95}'));
    await gatherEvidence({
      package: describedOf(),
      needs: needsOf({ declarations: [QUALITY, { ...QUALITY, name: 'again' }] }),
      champion: NO_CHAMPION,
    });
    assert.equal(asked.length, 1);
  });

  test('says of each field why a report as a whole is not there', async () => {
    const { gatherEvidence } = gathererOf({ state: 'missing', cause: 'the object does not exist' });
    const { evidence, recordings } = await gatherEvidence({
      package: describedOf(),
      needs: needsOf({ declarations: [QUALITY] }),
      champion: NO_CHAMPION,
    });
    assert.deepEqual(evidence.reports.get('quality')?.fields.get('auc'), {
      state: 'absent',
      cause: 's3://reports/q.json: the object does not exist',
    });
    assert.deepEqual(recordings, []);
  });

  test('reads the model card by pointer', async () => {
    const { gatherEvidence } = gathererOf(bodyOf('{}'));
    const card = declarationOf({ name: ['/a/0/name', 'string'] }, { name: 'card', from: 'ModelCard' });
    const seen = describedOf({ card: { status: 'Draft', content: '{"a": [{"name": "x"}]}' } });
    const { evidence } = await gatherEvidence({
      package: seen,
      needs: needsOf({ card: true, declarations: [card] }),
      champion: NO_CHAMPION,
    });
    assert.deepEqual(evidence.cards.get('card')?.fields.get('name'), { state: 'present', value: 'x' });
    assert.equal(evidence.reports.size, 0);
  });

  test('asks for tags only where they are needed, and takes forbidden ones for none', async () => {
    let calls = 0;
    const denied = () => {
      calls++;
      return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    };
    const { gatherEvidence } = gathererOf(bodyOf('{}'), denied);
    await gatherEvidence({ package: describedOf(), needs: needsOf(), champion: NO_CHAMPION });
    const { evidence } = await gatherEvidence({
      package: describedOf(),
      needs: needsOf({ groupTags: true }),
      champion: NO_CHAMPION,
    });
    assert.deepEqual([calls, evidence.group.tags.size], [1, 0]);
  });

  test('throws on throttling, so that the message is retried', async () => {
    const { gatherEvidence } = gathererOf(() => Promise.reject(new ThrottledError('slow down')));
    await assert.rejects(
      gatherEvidence({ package: describedOf(), needs: needsOf({ declarations: [QUALITY] }), champion: NO_CHAMPION }),
      { name: 'ThrottledError' },
    );
  });

  test('reads no more at once than allowed, over all packages', async () => {
    let running = 0;
    let most = 0;
    const { gatherEvidence, asked } = gathererOf(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      return bodyOf('{"auc": 1}');
    });
    await Promise.all(
      Array.from({ length: 9 }, () =>
        gatherEvidence({ package: describedOf(), needs: needsOf({ declarations: [QUALITY] }), champion: NO_CHAMPION }),
      ),
    );
    assert.deepEqual([most, asked.length], [2, 9]);
  });
});

describe('the champion', () => {
  const NEEDS = needsOf({ champion: true, declarations: [QUALITY] });
  const approved = (arn: ModelPackageArn, changes: Partial<PackageDescription> = {}) =>
    describedOf({ arn, approvalStatus: 'Approved', ...changes });

  function given(
    versions: readonly number[],
    described?: (arn: ModelPackageArn) => Promise<PackageDescription | null>,
  ) {
    const calls: string[] = [];
    const registry: Pick<Registry, 'listApproved' | 'describe' | 'batchDescribe'> = {
      listApproved: async (group, limit) => {
        calls.push(`list ${group} ${limit}`);
        return versions.map((version) => arnOf(version)).slice(0, limit);
      },
      describe: async (arn) => {
        calls.push(`describe ${arn.version}`);
        const description = described ? await described(arn) : approved(arn);
        return description && { description, raw: '{}' };
      },
      batchDescribe: async () => ({ found: new Map(), failed: new Map() }),
    };
    const { gatherEvidence } = gathererOf(bodyOf('{"auc": 0.9}'));
    return { calls, gatherEvidence, champions: makeChampions({ registry, gatherEvidence }) };
  }
  const versionOf = async (fact: ReturnType<ReturnType<typeof makeChampions>['of']>) => {
    const found = await fact;
    return found.state === 'present' ? (found.value?.package.arn.version ?? null) : found.state;
  };

  test('is the highest approved version other than its own, with its reports', async () => {
    const { champions } = given([7, 5]);
    const fact = await champions.of(arnOf(7), NEEDS);
    assert.ok(fact.state === 'present' && fact.value);
    assert.equal(fact.value.package.arn.version, 5);
    assert.deepEqual(fact.value.reports.get('quality')?.fields.get('auc'), { state: 'present', value: 0.9 });
  });

  test('is null where there is no other', async () => {
    assert.equal(await versionOf(given([7]).champions.of(arnOf(7), NEEDS)), null);
    assert.equal(await versionOf(given([]).champions.of(arnOf(7), NEEDS)), null);
  });

  test('is looked up once for all versions of a group in a batch', async () => {
    const { champions, calls } = given([5, 4]);
    await Promise.all([7, 8, 9].map((version) => champions.of(arnOf(version), NEEDS)));
    assert.deepEqual(calls, ['list churn 2', 'describe 5']);
  });

  test('is not looked up where no policy asks', async () => {
    const { champions, calls } = given([5]);
    assert.equal(await versionOf(champions.of(arnOf(7), needsOf())), null);
    assert.deepEqual(calls, []);
  });

  test('is the version approved a moment ago in this batch, without another call', async () => {
    const { champions, calls, gatherEvidence } = given([5]);
    await champions.of(arnOf(7), NEEDS);
    const { evidence } = await gatherEvidence({ package: describedOf(), needs: NEEDS, champion: NO_CHAMPION });
    champions.carryForward(arnOf(7), { evidence });
    assert.equal(await versionOf(champions.of(arnOf(8), NEEDS)), 7);
    assert.equal(await versionOf(champions.of(arnOf(7), NEEDS)), 5);
    assert.deepEqual(calls, ['list churn 2', 'describe 5']);
  });

  test('is kept as a summary, without raw answers, where policies only ask which version is the newest', async () => {
    const { champions, gatherEvidence } = given([]);
    const { evidence } = await gatherEvidence({ package: describedOf(), needs: NEEDS, champion: NO_CHAMPION });
    const kept = { version: { summary: null, description: 'raw', hasCard: false, documents: [] }, recordings: [] };
    champions.carryForward(arnOf(7), { evidence, kept });

    const fact = await champions.of(arnOf(8), { ...needsOf(), newestApproved: true });

    assert.ok(fact.state === 'present' && fact.value);
    assert.equal(isDescribed(fact.value.package), false);
    assert.deepEqual(champions.keptOf(fact.value)?.version.summary?.arn, arnOf(7));
  });

  test('is asked for again after a look-up that failed', async () => {
    let isDown = true;
    const { champions } = given([5], (arn) =>
      isDown ? Promise.reject(new ThrottledError('slow')) : Promise.resolve(approved(arn)),
    );
    await assert.rejects(champions.of(arnOf(7), NEEDS), { name: 'ThrottledError' });
    isDown = false;
    assert.equal(await versionOf(champions.of(arnOf(7), NEEDS)), 5);
  });

  test('is never taken for none where it is gone or no longer approved', async () => {
    await assert.rejects(given([5], () => Promise.resolve(null)).champions.of(arnOf(7), NEEDS), {
      name: 'NotYetError',
    });
    await assert.rejects(given([5], (arn) => Promise.resolve(describedOf({ arn }))).champions.of(arnOf(7), NEEDS), {
      name: 'NotYetError',
    });
  });

  test('is corrupt where it may not be read', async () => {
    const { champions } = given([5], () =>
      Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
    );
    assert.equal(await versionOf(champions.of(arnOf(7), NEEDS)), 'corrupt');
  });

  test('is a summary where only its number is compared', async () => {
    const { champions, calls } = given([5]);
    assert.equal(await versionOf(champions.of(arnOf(7), needsOf({ newestApproved: true }))), 5);
    assert.deepEqual(calls, ['list churn 2', 'describe 5']);
  });
});
