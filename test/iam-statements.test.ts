// The statements that modelgate iam prints: held against the embedded registry, where a group policy can be put.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupPolicy, onlyDoor } from '../lib/iam-statements.ts';
import { auditorRights, readOnly } from '../lib/reading-rights.ts';
import { modelgate } from './cli/given.ts';
import { isAllowed } from '../local/front/resource-policy.ts';

const GROUP = 'arn:aws:sagemaker:us-east-1:111122223333:model-package-group/search-ranking';
const asked = (account: string, status?: string) => ({
  caller: { account, region: 'us-east-1', principalArn: `arn:aws:iam::${account}:user/pipeline` },
  action: 'sagemaker:CreateModelPackage',
  resource: 'arn:aws:sagemaker:us-east-1:111122223333:model-package/search-ranking/*',
  keys: { 'sagemaker:ModelApprovalStatus': status },
});

test('a group policy lets one account register, and nobody with a verdict', () => {
  const policy = JSON.stringify(groupPolicy(GROUP, '444455556666'));

  assert.equal(isAllowed(policy, asked('444455556666')), true);
  assert.equal(isAllowed(policy, asked('444455556666', 'PendingManualApproval')), true);
  assert.equal(isAllowed(policy, asked('444455556666', 'Approved')), false);
  assert.equal(isAllowed(policy, asked('999999999999')), false);
});

test('the only door closes Create and Update with a verdict, and each reserved key on write and removal', () => {
  const { Statement } = onlyDoor({
    roles: ['arn:aws:iam::111122223333:role/decide'],
    groups: ['churn-*'],
    keys: ['accuracy'],
  });
  const [status, ...keys] = Statement;

  assert.deepEqual(status?.Action, ['sagemaker:CreateModelPackage', 'sagemaker:UpdateModelPackage']);
  assert.ok(Statement.every(({ Effect, Condition }) => Effect === 'Deny' && Condition?.['ArnNotLike'] !== undefined));
  assert.ok(
    keys.some(({ Condition }) => Condition?.['Null']?.['sagemaker:CustomerMetadataProperties/accuracy'] === 'false'),
  );
  assert.deepEqual(
    keys
      .at(-1)
      ?.Condition?.['ForAnyValue:StringEquals']?.['sagemaker:CustomerMetadataPropertiesToRemove']?.includes('accuracy'),
    true,
  );
});

test('the rights to look name nothing that writes, and the buckets of reports that the policies allow', async () => {
  const { out } = await modelgate(['iam', '--read-only']);
  const both = await modelgate(['iam', '--read-only', '--auditor']);

  const actions = [readOnly([]), auditorRights()].flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
  for (const action of actions) assert.match(action, /:(?:Get|BatchGet|List|Query|Describe|BatchDescribe)/u);
  assert.match(out, /"arn:\*:s3:::models-111122223333\/\*"/u);
  assert.equal(both.exit, 64);
  assert.match(both.err, /One at a time: --read-only or --auditor/u);
});
