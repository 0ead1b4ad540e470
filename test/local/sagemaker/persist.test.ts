// The registry's memory as JSON, and that its size does not slow single packages down.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Body, fixedRegistry, groupArn, packageArn, specification, withVersions } from './fixed-registry.ts';

const throughJson = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

describe('a snapshot', () => {
  it('restores groups, packages, tags, version numbers and ClientTokens in a new registry', async () => {
    const { call, registry } = await withVersions(2);
    await call('AddTags', { ResourceArn: groupArn, Tags: [{ Key: 'k', Value: 'v' }] });
    await call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model', ClientToken: 't' });
    await call('DeleteModelPackage', { ModelPackageName: `${packageArn}/2` });
    const metadata = JSON.parse('{"__proto__":"odd","a":"1"}') as Body;
    await call('UpdateModelPackage', { ModelPackageArn: `${packageArn}/1`, CustomerMetadataProperties: metadata });
    const state = throughJson(registry.snapshot());
    const later = fixedRegistry({}, state);
    assert.deepEqual(throughJson(later.registry.snapshot()), state);
    for (const [operation, input] of [
      ['DescribeModelPackage', { ModelPackageName: `${packageArn}/1` }],
      ['DescribeModelPackageGroup', { ModelPackageGroupName: 'churn-model' }],
      ['ListTags', { ResourceArn: groupArn }],
      ['ListModelPackages', { ModelPackageGroupName: 'Churn-Model' }],
    ] as const) {
      assert.deepEqual(await later.call(operation, input), await call(operation, input));
    }
    const again = await later.call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model', ClientToken: 't' });
    assert.equal(again['ModelPackageArn'], `${packageArn}/3`);
    const next = await later.call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model' });
    assert.equal(next['ModelPackageArn'], `${packageArn}/4`);
    assert.deepEqual(later.events.length, 1);
  });

  it('takes the place of everything that was there, and is not changed by what comes after', async () => {
    const { call, registry } = await withVersions(1);
    const state = registry.snapshot();
    const before = JSON.stringify(state);
    await call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model' });
    await call('UpdateModelPackage', { ModelPackageArn: `${packageArn}/1`, ModelApprovalStatus: 'Approved' });
    assert.equal(JSON.stringify(state), before);
    registry.restore(throughJson(state));
    assert.equal(JSON.stringify(registry.snapshot()), before);
  });

  it('lets a package in progress go on, by its own timers, in the restored registry only', async () => {
    const first = await withVersions(0, { creationEvents: 'progress' });
    await first.call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model' });
    const state = throughJson(first.registry.snapshot());
    first.registry.restore([]);
    const second = fixedRegistry({ creationEvents: 'progress' }, state);
    first.pass(1000);
    second.pass(1000);
    for (let tries = 0; tries < 100 && second.events.length < 2; tries += 1) await wait(50);
    assert.equal(first.events.length, 1);
    assert.deepEqual(
      second.events.map(({ detail }) => detail['ModelPackageStatus']),
      ['InProgress', 'Completed'],
    );
  });
});

describe('ten thousand packages', () => {
  it('do not slow down DescribeModelPackage and UpdateModelPackage', async () => {
    const { call, events } = await withVersions(0);
    const made = { ModelPackageGroupName: 'Churn-Model', InferenceSpecification: specification };
    for (let count = 0; count < 10_000; count += 1) await call('CreateModelPackage', made);
    const began = performance.now();
    for (let version = 1; version <= 10_000; version += 10) {
      const ModelPackageArn = `${packageArn}/${version}`;
      await call('UpdateModelPackage', { ModelPackageArn, ModelApprovalStatus: 'Approved' });
      await call('DescribeModelPackage', { ModelPackageName: ModelPackageArn });
    }
    // A walk over all packages per call would be 20 million steps; 2,000 look-ups take some 100 ms.
    assert.ok(performance.now() - began < 3000);
    assert.equal(events.length, 11_000);
  });
});
