// What an approval sets in motion, as messages and pages tell it before somebody approves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeConsequences } from '../../lib/policy/consequences.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';

const FILE = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: serving }
spec:
  match: { modelPackageGroups: ["search-*"] }
  project: search-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}", Release: "r\${modelPackage.version}", Owner: "\${metadata.owner}" }
---
apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: tagged }
spec:
  match: { modelPackageGroups: ["search-ranking"] }
  fromTag: sagemaker:project-name
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
---
apiVersion: modelgate/v1
kind: Registration
metadata: { name: copy }
spec:
  match: { modelPackageGroups: ["search-ranking"], accounts: ["111122223333"] }
  target: { modelPackageGroup: "arn:aws:sagemaker:eu-west-1:444455556666:model-package-group/search-ranking" }
  artifacts: { bucket: models-444455556666, prefix: copies/ }
---
apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: beside }
spec: { match: { modelPackageGroups: ["*"] }, validations: [{ name: a, expression: "true" }] }
`;
const consequencesOf = makeConsequences(loadPolicySet([{ path: 'policies/follows.yaml', text: FILE }]));

test('an approval is told with each project and its parameters, and each account that gets a copy', () => {
  assert.deepEqual(consequencesOf({ group: 'search-ranking', account: '111122223333', version: 8 }), [
    "Project search-serving is redeployed: ModelPackageArn becomes v8, Release becomes r8, Owner becomes the version's metadata owner.",
    "The project in the group's tag sagemaker:project-name is redeployed: ModelPackageArn becomes v8.",
    'A copy is registered in account 444455556666, eu-west-1, group search-ranking, as PendingManualApproval; model data and reports are copied to s3://models-444455556666/copies/.',
  ]);
});

test('nothing is told of files that cover other groups or accounts', () => {
  assert.equal(consequencesOf({ group: 'search-ranking', account: '222233334444', version: 8 }).length, 2);
  assert.deepEqual(consequencesOf({ group: 'churn', account: '111122223333', version: 8 }), []);
});
