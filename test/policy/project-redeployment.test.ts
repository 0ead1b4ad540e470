// kind: ProjectRedeployment: what it says, what it defaults to, and every fault at its place.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { fillIn, type ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';

const BESIDE = `---
apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: beside }
spec: { match: { modelPackageGroups: ["*"] }, validations: [{ name: a, expression: "true" }] }
`;
const HEAD = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: search-serving }
spec:
  match: { modelPackageGroups: ["search-*"] }
`;
const GOOD = `${HEAD}  project: search-serving
  parameters:
    ModelPackageArn: "\${modelPackage.arn}"
`;
const load = (text: string) => loadPolicySet([{ path: 'policies/serving.yaml', text: `${text}${BESIDE}` }]);
const only = (text: string): ProjectRedeployment => load(text).redeployments[0] ?? assert.fail('it was not read');
function faultOf(text: string): string {
  try {
    load(text);
  } catch (error) {
    if (error instanceof InvalidError) return error.faults.join('\n');
    throw error;
  }
  return assert.fail('it loads');
}

const arn = parseModelPackageArn('arn:aws:sagemaker:us-east-1:111122223333:model-package/search-ranking/57');
const filled = (value: string, metadata: Record<string, string> = {}) => {
  const text = GOOD.replace('"${modelPackage.arn}"', `"\${modelPackage.arn}"\n    Other: "${value}"`);
  return fillIn(only(text).parameters.get('Other') ?? [], { arn, metadata: new Map(Object.entries(metadata)) });
};

describe('a project redeployment', () => {
  test('keeps to the approved version on a rejection and asks the policies about approvals around the gate, unless told', () => {
    const redeployment = only(GOOD);

    assert.deepEqual(redeployment.project, { name: 'search-serving' });
    assert.equal(redeployment.onRejected, 'Keep');
    assert.equal(redeployment.externalApproval, 'PromoteIfPolicyAgrees');
    assert.equal(redeployment.tags.size, 0);
  });

  test('makes a value of fixed text, the model package, and its metadata', () => {
    assert.deepEqual(filled('prod'), { value: 'prod' });
    assert.deepEqual(filled('${modelPackage.group}-v${modelPackage.version}'), { value: 'search-ranking-v57' });
    assert.deepEqual(filled('${metadata.team/name}', { 'team/name': 'search' }), { value: 'search' });
    assert.deepEqual(filled('${metadata.constructor}'), { missing: 'metadata key `constructor` is missing' });
  });

  test('has no value that a template parameter could not take', () => {
    const { missing } = { missing: '', ...filled('${metadata.a}', { a: 'x'.repeat(5000) }) };

    assert.match(missing, /5000 characters; a template parameter takes 4096/u);
  });

  const FAULTS: readonly (readonly [what: string, text: string, expected: RegExp])[] = [
    [
      'no parameter refers to the model package',
      GOOD.replace('"${modelPackage.arn}"', 'prod'),
      /^policies\/serving\.yaml:8:5 error no parameter refers to the model package[\s\S]+ModelPackageArn: \$\{modelPackage\.arn\}/u,
    ],
    [
      'a value is not known',
      GOOD.replace('modelPackage.arn', 'modelPackage.vresion'),
      /unknown value "\$\{modelPackage\.vresion\}"[\s\S]+Did you mean modelPackage\.version\?/u,
    ],
    ['no project is named', GOOD.replace('  project: search-serving\n', ''), /needs either project or fromTag/u],
    [
      'both a project and a tag are named',
      GOOD.replace('project: search-serving', 'project: search-serving\n  fromTag: sagemaker:project-name'),
      /needs either project or fromTag/u,
    ],
    ['the project has a name that none can have', GOOD.replace('project: search-serving', 'project: a_b'), /1 to 32/u],
    ['a key is misspelt', GOOD.replace('parameters:', 'paramters:'), /unknown key "paramters"[\s\S]+parameters\?/u],
    [
      'a choice is misspelt',
      `${GOOD}  onRejected: PreviousAproved\n`,
      /onRejected has to be[\s\S]+PreviousApproved\?/u,
    ],
  ];
  for (const [what, text, expected] of FAULTS)
    test(`is refused with its place where ${what}`, () => assert.match(faultOf(text), expected));
});
