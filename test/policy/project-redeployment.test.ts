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
    [
      'a parameter has a value and is omitted',
      `${GOOD}  omitParameters: [ModelPackageArn]\n`,
      /:9:19 error ModelPackageArn is under parameters too/u,
    ],
    ['a value is not closed', GOOD.replace('arn}', 'arn} ${modelPackage'), /a \$\{ that is not closed/u],
    [
      'fixed text is longer than a parameter',
      GOOD.replace('arn}', `arn}${'x'.repeat(4097)}`),
      /fixed text has 4097 characters; a template parameter takes 4096/u,
    ],
    ['a parameter has no name', `${GOOD}    "": x\n`, /a template parameter without a name/u],
    [
      'a tag is one that AWS keeps',
      `${GOOD}  tags: { "aws:team": x }\n`,
      /:9:9 error aws:team can be no key of a tag/u,
    ],
    ['the tag can be none', GOOD.replace('project: search-serving', 'fromTag: "a*b"'), /can be no key of a tag/u],
    [
      'another gives the same project the same versions',
      `${GOOD}---\n${GOOD.replace('name: search-serving', 'name: twice').replace('search-*', 'search-ranking')}`,
      /:10:1 error project search-serving gets the same versions from search-serving \(policies\/serving\.yaml:1\) too/u,
    ],
    [
      'two give one project different parameters, so that one approval would be lost',
      `${GOOD}---\n${GOOD.replace('name: search-serving', 'name: b').replace('search-*', 'churn').replace('ModelPackageArn', 'Churn')}`,
      /gets other parameters from search-serving .*only the newest approval of both would be sent/u,
    ],
  ];
  for (const [what, text, expected] of FAULTS)
    test(`is refused with its place where ${what}`, () => assert.match(faultOf(text), expected));

  test('shares its project with another that has the same parameters for other groups, or is of another account', () => {
    const elsewhere = GOOD.replace('name: search-serving', 'name: b').replace('search-*', 'churn');
    const away = GOOD.replace('name: search-serving', 'name: c').replace(
      '["search-*"]',
      '["search-*"], accounts: ["444455556666"]',
    );
    const here = GOOD.replace('["search-*"]', '["search-*"], accounts: ["111122223333"]');

    assert.equal(load(`${GOOD}---\n${elsewhere}`).redeployments.length, 2);
    assert.equal(load(`${here}---\n${away}`).redeployments.length, 2);
  });
});
