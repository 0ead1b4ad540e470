// kind: Registration: what it says, what it defaults to, and every fault at its place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';

const BESIDE = `---
apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: beside }
spec: { match: { modelPackageGroups: ["*"] }, validations: [{ name: a, expression: "true" }] }
`;
const groupArn = (group: string, account = '444455556666') =>
  `arn:aws:sagemaker:us-east-1:${account}:model-package-group/${group}`;
const registration = (name: string, from: string, to: string, more = '') => `---
apiVersion: modelgate/v1
kind: Registration
metadata: { name: ${name} }
spec:
  match: { modelPackageGroups: ["${from}"] }
  target: { modelPackageGroup: "${to}"${more} }
`;
const load = (...texts: string[]) =>
  loadPolicySet([{ path: 'policies/copies.yaml', text: `${texts.join('')}${BESIDE}` }]).registrations;
function faultOf(...texts: string[]): string {
  try {
    load(...texts);
  } catch (error) {
    if (error instanceof InvalidError) return error.faults.join('\n');
    throw error;
  }
  return assert.fail('it loads');
}

describe('a registration', () => {
  test('makes pending copies that point at the originals, directly and for good, unless told', () => {
    const [read] = load(registration('copy', 'a', groupArn('b')));

    assert.equal(read?.approvalStatus, 'PendingManualApproval');
    assert.equal(read.artifacts, null);
    assert.equal(read.onRejected, 'Keep');
    assert.deepEqual([read.target.account, read.target.region, read.target.group], ['444455556666', 'us-east-1', 'b']);
    assert.deepEqual([read.target.roleArn, read.target.createGroup], [null, false]);
  });

  const role = (account: string) => `, roleArn: "arn:aws:iam::${account}:role/copies"`;
  const FAULTS: readonly (readonly [what: string, texts: readonly string[], expected: RegExp])[] = [
    [
      'its target is a wildcard (A52)',
      [registration('copy', 'a', groupArn('b-*'))],
      /a target is one group, without a wildcard/u,
    ],
    [
      'its target comes from the version (A52)',
      [registration('copy', 'a', '${metadata.target}')],
      /a target is one group, without a wildcard or a value of the model package/u,
    ],
    [
      'a role comes without an external id',
      [registration('copy', 'a', groupArn('b'), role('444455556666'))],
      /stand together/u,
    ],
    [
      'its role is of another account',
      [registration('copy', 'a', groupArn('b'), `${role('999999999999')}, externalId: abcdefgh`)],
      /roleArn is of account 999999999999, the target group of 444455556666/u,
    ],
    ['its target is its source', [registration('copy', 'b', groupArn('b'))], /copies into .*, which it copies from/u],
    [
      'two lead to each other',
      [registration('there', 'a', groupArn('b')), registration('back', 'b', groupArn('a'))],
      /registrations go round: there -> back -> there/u,
    ],
    [
      'another registers the same versions in the same group',
      [registration('one', 'a', groupArn('b')), registration('two', '*', groupArn('B'))],
      /group\/B gets the same versions from one \(.*\) too/u,
    ],
  ];
  for (const [what, texts, expected] of FAULTS)
    test(`is refused where ${what}`, () => assert.match(faultOf(...texts), expected));

  test('in a chain that ends is read', () => {
    assert.equal(load(registration('one', 'a', groupArn('b')), registration('two', 'b', groupArn('c'))).length, 2);
  });
});
