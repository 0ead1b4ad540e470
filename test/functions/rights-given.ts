// What the story about rights is given: policies that make every function do all it can do, and what only other tests make it do.
import { ACCOUNT } from './gate.ts';

/** An account that gets copies, by a role; and one whose registry the gate decides in. */
export const TARGET = '444455556666';
export const TARGET_ROLE = `arn:aws:iam::${TARGET}:role/modelgate-registration`;
export const SPOKE = '222233334444';
export const SPOKE_ROLE = `arn:aws:iam::${SPOKE}:role/modelgate-registry`;

const registration = (name: string, group: string, bucket: string, role = ''): string => `apiVersion: modelgate/v1
kind: Registration
metadata: { name: ${name} }
spec:
  match: { modelPackageGroups: ["churn-a"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: ${group}
    createGroup: true
${role}  artifacts: { bucket: ${bucket}, prefix: copies/ }
  onRejected: Carry
`;

export const FILES = {
  policy: `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
# canary-policy-77ab03
metadata: { name: everything }
spec:
  match: { modelPackageGroups: ["churn-a"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc, type: double } }
    - { name: champion, from: LatestApproved }
  validations:
    - { name: floor, range: { value: quality.auc, min: 0.80 }, action: Reject }
    - { name: no-worse, compare: { value: quality.auc, baseline: champion.quality.auc, direction: HigherIsBetter, onNoBaseline: Pass }, action: RequireReview, review: risk }
  reviews:
    - { name: risk, reviewers: { people: [mei] }, count: 1, onUnknownAuthor: Allow, notFrom: [] }
  onPass: Approve
`,
  spoke: `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: spoke }
spec:
  match: { modelPackageGroups: ["churn-spoke", "churn-tagged"] }
  validations:
    - { name: floor, range: { value: metadata.accuracy, min: 0.80 }, action: Reject }
  onPass: Approve
`,
  people: `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
`,
  route: `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: everybody }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  to:
    - slack: "#risk"
    - email: [reviewers]
`,
  serving: `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-a", "churn-spoke"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
  onRejected: PreviousApproved
---
apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: tagged }
spec:
  match: { modelPackageGroups: ["churn-tagged"] }
  fromTag: sagemaker:project-name
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`,
  onward: `${registration('own', `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/own-copies`, 'models-own')}
---
${registration(
  'theirs',
  `arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/their-copies`,
  `models-${TARGET}`,
  `    roleArn: ${TARGET_ROLE}\n    externalId: copies\n`,
)}`,
  accounts: `apiVersion: modelgate/v1
kind: RegistryAccount
metadata: { name: spoke }
spec:
  account: "${SPOKE}"
  regions: [us-east-1]
  roleArn: ${SPOKE_ROLE}
  externalId: modelgate
`,
};

/** What Lambda itself does with a function's role: it polls the queue and writes the log. */
export const BY_LAMBDA = /^(?:logs:|sqs:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes)$)/u;

/** Granted, and not seen in this story: the path that uses it, and where that path is proven. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['DecideRole s3:ListBucket', 'the 404 of a report that is not there, part of GetObject (test/local/s3)'],
  ...['s3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts'].map(
    (action) => [`RegisterRole ${action}`, 'model data above 5 GB (test/local/s3/multipart.test.ts)'] as const,
  ),
  ['RegisterRole sts:TagSession', 'the tag of a session, part of AssumeRole (test/functions/register.test.ts)'],
  ['ReviewRole s3:GetObject', 'recordings above 32 KB (test/aws/ledger.test.ts)'],
  ...['s3:GetObject', 's3:PutObject'].map(
    (action) => [`ReconcileRole ${action}`, 'the log of a day, archived (test/functions/dossier.test.ts)'] as const,
  ),
]);
