// The events of the registry, and their nasty delivery.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeNastyEvents, type Nastiness } from '../../../local/sagemaker/nasty-events.ts';
import type { SageMakerEvent } from '../../../local/sagemaker/state-change.ts';
import {
  type Body,
  caller,
  fixedRegistry,
  fixedWorld,
  packageArn,
  specification,
  withVersions,
} from './fixed-registry.ts';

const arn = `${packageArn}/1`;

describe('Model Package State Change', () => {
  it('has the envelope and detail that AWS documents, and no UpdatedModelPackageFields on creation', async () => {
    const { events } = await withVersions(1);
    const [{ id, ...event } = assert.fail('no event')] = events;
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(event, {
      version: '0',
      'detail-type': 'SageMaker Model Package State Change',
      source: 'aws.sagemaker',
      account: caller.account,
      time: '2026-11-20T08:00:00Z',
      region: caller.region,
      resources: [arn],
      detail: {
        ModelPackageGroupName: 'Churn-Model',
        ModelPackageVersion: 1,
        ModelPackageArn: arn,
        CreationTime: '2026-11-20T08:00:00Z',
        InferenceSpecification: specification,
        ModelPackageStatus: 'Completed',
        ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
        CertifyForMarketplace: false,
        ModelApprovalStatus: 'PendingManualApproval',
        LastModifiedTime: '2026-11-20T08:00:00Z',
      },
    });
  });

  it('comes once per update with every changed field, the metadata whole and sourceUri in lower case', async () => {
    const { call, events } = await withVersions(1);
    await call('UpdateModelPackage', { ModelPackageArn: arn, CustomerMetadataProperties: { a: '1' } });
    await call('UpdateModelPackage', {
      ModelPackageArn: arn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'good',
      CustomerMetadataProperties: { b: '2' },
      SourceUri: 's3://b/k',
      ModelLifeCycle: { Stage: 'Development', StageStatus: 'Approved' },
    });
    assert.equal(events.length, 3);
    assert.deepEqual(events[1]?.detail['UpdatedModelPackageFields'], ['CustomerMetadataProperties']);
    const detail = events[2]?.detail ?? {};
    assert.deepEqual(detail['UpdatedModelPackageFields'], [
      'ModelLifeCycle',
      'ModelApprovalStatus',
      'ApprovalDescription',
      'sourceUri',
      'CustomerMetadataProperties',
    ]);
    assert.deepEqual(detail['CustomerMetadataProperties'], { a: '1', b: '2' });
    assert.equal(detail['LastModifiedTime'], '2026-11-20T08:00:01Z');
    assert.deepEqual(detail['ModelLifeCycle'], { Stage: 'Development', StageStatus: 'Approved' });
    assert.equal('LastModifiedBy' in detail, false);
  });

  it('comes for an update that changes nothing only if noOpUpdateEmits', async () => {
    for (const noOpUpdateEmits of [true, false]) {
      const { call, events, pass } = await withVersions(1, { noOpUpdateEmits });
      const same = { ModelPackageArn: arn, ModelApprovalStatus: 'PendingManualApproval' };
      const before = await call('DescribeModelPackage', { ModelPackageName: arn });
      pass(1000);
      await call('UpdateModelPackage', same);
      await call('UpdateModelPackage', { ...same, ApprovalDescription: 'new' });
      await call('UpdateModelPackage', { ModelPackageArn: arn });
      const fields = events.slice(1).map(({ detail }) => detail['UpdatedModelPackageFields']);
      const both = ['ModelApprovalStatus', 'ApprovalDescription'];
      assert.deepEqual(fields, noOpUpdateEmits ? [['ModelApprovalStatus'], both] : [['ApprovalDescription']]);
      assert.equal(before['ApprovalDescription'], undefined);
    }
  });

  it('has only the five documented members for an unversioned package', async () => {
    const { call, events } = fixedRegistry();
    await call('CreateModelPackage', {
      ModelPackageName: 'alone',
      ModelPackageDescription: 'd',
      Tags: [{ Key: 'k', Value: 'v' }],
    });
    assert.deepEqual(events[0]?.detail, {
      ModelPackageName: 'alone',
      ModelPackageArn: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/alone',
      ModelPackageDescription: 'd',
      CertifyForMarketplace: false,
      Tags: [{ Key: 'k', Value: 'v' }],
    });
  });
});

describe('nasty events', () => {
  const deliverAll = async (options: Nastiness, count: number): Promise<SageMakerEvent[]> => {
    const { events } = await withVersions(count);
    const got: SageMakerEvent[] = [];
    const send = makeNastyEvents(options, fixedWorld().world, (event) => void got.push(event));
    for (const event of events) send(event);
    if (options.shuffle) await wait(320);
    return got;
  };
  const versions = (events: readonly SageMakerEvent[]): unknown[] =>
    events.map(({ detail }) => (detail as Body)['ModelPackageVersion']);

  it('are delivered as they come when nothing is asked for', async () => {
    assert.deepEqual(versions(await deliverAll({ duplicate: false, shuffle: false, lose: 0 }, 5)), [1, 2, 3, 4, 5]);
  });

  it('come twice with duplicate, some with the same id and some with another', async () => {
    const got = await deliverAll({ duplicate: true, shuffle: false, lose: 0 }, 20);
    assert.equal(got.length, 40);
    const ids = new Set(got.map(({ id }) => id)).size;
    assert.ok(ids > 20 && ids < 40, `${ids} ids`);
  });

  it('are lost in the asked share, all of them at 1', async () => {
    assert.equal((await deliverAll({ duplicate: true, shuffle: false, lose: 1 }, 5)).length, 0);
    const half = (await deliverAll({ duplicate: false, shuffle: false, lose: 0.5 }, 60)).length;
    assert.ok(half > 15 && half < 45, `${half} of 60`);
  });

  it('come in another order with shuffle, and all of them', async () => {
    const got = versions(await deliverAll({ duplicate: false, shuffle: true, lose: 0 }, 12));
    const order = Array.from({ length: 12 }, (_, at) => at + 1);
    assert.notDeepEqual(got, order);
    assert.deepEqual(new Set(got), new Set(order));
  });
});
