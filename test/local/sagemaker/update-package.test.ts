// UpdateModelPackage: only what is sent changes; metadata joins; ClientToken; who did it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  approver,
  type Body,
  caller,
  type Fixed,
  fixedRegistry,
  packageArn,
  specification,
  start,
  withVersions,
} from './fixed-registry.ts';

const arn = `${packageArn}/1`;
const update = (fixed: Fixed, change: Body): Promise<Body> =>
  fixed.call('UpdateModelPackage', { ModelPackageArn: arn, ...change }, approver);
const describeIt = (fixed: Fixed): Promise<Body> => fixed.call('DescribeModelPackage', { ModelPackageName: arn });
const metadataOf = async (fixed: Fixed): Promise<unknown> => (await describeIt(fixed))['CustomerMetadataProperties'];

describe('UpdateModelPackage', () => {
  it('changes what is sent, and the time and user of the last change', async () => {
    const fixed = await withVersions(1);
    const before = await describeIt(fixed);
    assert.deepEqual(await update(fixed, { ModelApprovalStatus: 'Approved', ApprovalDescription: 'good' }), {
      ModelPackageArn: arn,
    });
    const { LastModifiedBy: by, ...after } = await describeIt(fixed);
    assert.deepEqual(after, {
      ...before,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'good',
      LastModifiedTime: start / 1000 + 1,
    });
    const { Arn: user, PrincipalId: id } = (by as { IamIdentity: { Arn: string; PrincipalId: string } }).IamIdentity;
    assert.equal(user, approver.principalArn);
    assert.match(id, /^AIDA[0-9A-F]{17}$/);
    await update(fixed, { ModelApprovalStatus: 'Rejected' });
    assert.equal((await describeIt(fixed))['ApprovalDescription'], 'good');
    await update(fixed, { ApprovalDescription: '' });
    assert.equal((await describeIt(fixed))['ApprovalDescription'], '');
  });

  it('merges metadata, removes keys, and takes __proto__ for a key like any other', async () => {
    const fixed = await withVersions(1);
    await update(fixed, { CustomerMetadataProperties: { a: '1', b: '2' } });
    await update(fixed, {
      CustomerMetadataProperties: { b: '3', ...(JSON.parse('{"__proto__":"odd"}') as Body) },
      CustomerMetadataPropertiesToRemove: ['a', 'none'],
    });
    assert.deepEqual(Object.entries((await metadataOf(fixed)) as Body), [
      ['b', '3'],
      ['__proto__', 'odd'],
    ]);
    await update(fixed, { CustomerMetadataPropertiesToRemove: ['b', '__proto__'] });
    assert.equal(await metadataOf(fixed), undefined);
  });

  it('replaces metadata with the variant replace', async () => {
    const fixed = await withVersions(1, { metadata: 'replace' });
    await update(fixed, { CustomerMetadataProperties: { a: '1', b: '2' } });
    await update(fixed, { CustomerMetadataProperties: { c: '3' } });
    assert.deepEqual(await metadataOf(fixed), { c: '3' });
    await update(fixed, { CustomerMetadataPropertiesToRemove: ['none'] });
    assert.deepEqual(await metadataOf(fixed), { c: '3' });
  });

  it('counts the 50 entries after removal and merge', async () => {
    const fixed = await withVersions(1);
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v']));
    await update(fixed, { CustomerMetadataProperties: many });
    await update(fixed, { CustomerMetadataProperties: { k0: 'again' } });
    const over = await fixed.refused('UpdateModelPackage', {
      ModelPackageArn: arn,
      CustomerMetadataProperties: { more: 'v' },
    });
    assert.match(over.message, /would have 51 CustomerMetadataProperties/);
    await update(fixed, { CustomerMetadataProperties: { more: 'v' }, CustomerMetadataPropertiesToRemove: ['k1'] });
    assert.equal(Object.keys((await metadataOf(fixed)) as Body).length, 50);
  });

  it('refuses one key in both lists, and SourceUri with InferenceSpecification, and changes nothing then', async () => {
    const fixed = await withVersions(1);
    const before = await describeIt(fixed);
    const inputs = [
      { CustomerMetadataProperties: { a: '1' }, CustomerMetadataPropertiesToRemove: ['a'] },
      { SourceUri: 's3://b/k', InferenceSpecification: specification },
    ];
    for (const input of inputs) {
      const error = await fixed.refused('UpdateModelPackage', {
        ModelPackageArn: arn,
        ModelApprovalStatus: 'Approved',
        ...input,
      });
      assert.equal(error.code, 'ValidationException');
    }
    assert.deepEqual(await describeIt(fixed), before);
  });

  it('joins the model card and the additional specifications, 15 at most', async () => {
    const fixed = await withVersions(1);
    await update(fixed, { ModelCard: { ModelCardContent: '{}', ModelCardStatus: 'Draft' } });
    await update(fixed, { ModelCard: { ModelCardStatus: 'Approved' } });
    const extra = (count: number): Body[] =>
      Array.from({ length: count }, (_, at) => ({ Name: `neo-${at}`, Containers: specification.Containers }));
    await update(fixed, { AdditionalInferenceSpecificationsToAdd: extra(15) });
    const after = await describeIt(fixed);
    assert.deepEqual(after['ModelCard'], { ModelCardContent: '{}', ModelCardStatus: 'Approved' });
    assert.deepEqual(after['AdditionalInferenceSpecifications'], extra(15));
    const lean = await fixed.call('DescribeModelPackage', { ModelPackageName: arn, IncludedData: 'MetadataOnly' });
    assert.deepEqual(lean['ModelCard'], { ModelCardStatus: 'Approved' });
    const over = await fixed.refused('UpdateModelPackage', {
      ModelPackageArn: arn,
      AdditionalInferenceSpecificationsToAdd: extra(1),
    });
    assert.match(over.message, /can not exceed 15/);
  });

  it('says that a package does not exist, or is not the caller’s', async () => {
    const { refused } = fixedRegistry();
    const missing = await refused('UpdateModelPackage', { ModelPackageArn: arn });
    assert.deepEqual([missing.code, missing.message], ['ValidationException', `ModelPackage ${arn} does not exist.`]);
    const foreign = await refused(
      'UpdateModelPackage',
      { ModelPackageArn: arn },
      { ...caller, account: '444455556666' },
    );
    assert.equal(foreign.code, 'AccessDeniedException');
  });

  it('happens once per ClientToken, or each time with clientTokenWindow none', async () => {
    for (const [clientTokenWindow, status] of [
      ['forever', 'Rejected'],
      ['none', 'Approved'],
    ] as const) {
      const fixed = await withVersions(1, { clientTokenWindow });
      const approve = { ModelApprovalStatus: 'Approved', ClientToken: 'decision-1' };
      await update(fixed, approve);
      await update(fixed, { ModelApprovalStatus: 'Rejected' });
      assert.deepEqual(await update(fixed, approve), { ModelPackageArn: arn });
      assert.equal((await describeIt(fixed))['ModelApprovalStatus'], status);
    }
  });
});

describe('the status of a package in progress', () => {
  it('moves from Pending over InProgress to Completed, with an event each, and refuses writes meanwhile', async () => {
    const fixed = await withVersions(0, { creationEvents: 'progress' });
    await fixed.call('CreateModelPackage', { ModelPackageGroupName: 'Churn-Model' });
    const seen: unknown[] = [];
    for (const wait of [0, 100, 200]) {
      fixed.pass(wait);
      seen.push((await describeIt(fixed))['ModelPackageStatus']);
      const answer = await update(fixed, { ModelApprovalStatus: 'Approved' }).catch((error: unknown) => error);
      seen.push((answer as { code?: string }).code);
      if (wait < 200)
        assert.equal((await fixed.refused('DeleteModelPackage', { ModelPackageName: arn })).code, 'ConflictException');
    }
    assert.deepEqual(seen, ['Pending', 'ConflictException', 'InProgress', 'ConflictException', 'Completed', undefined]);
    assert.deepEqual(
      fixed.events.map(({ detail }) => [detail['ModelPackageStatus'], detail['UpdatedModelPackageFields']]),
      [
        ['Pending', undefined],
        ['InProgress', undefined],
        ['Completed', undefined],
        ['Completed', ['ModelApprovalStatus']],
      ],
    );
  });
});
