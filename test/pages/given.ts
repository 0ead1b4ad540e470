// One world for the tests of pages: fraud-card v8 against champion v6, with the versions before it, as read on 18 Nov 2026, 16:20 UTC.
import type { Decision, RecordedPackage } from '../../lib/decisions/decision.ts';
import type { OpenReview } from '../../lib/ledger/head.ts';
import type { PersonState, RequirementState, ReviewState } from '../../lib/ledger/review-state.ts';
import type { OpenRequirement } from '../../lib/policy/policy.ts';
import { checkOf, hash, policiesOf, policyOf } from './given-policies.ts';

export const NOW = Date.UTC(2026, 10, 18, 16, 20);
export const OPENED = Date.UTC(2026, 10, 17, 9, 44, 2);
const EXPIRES = Date.UTC(2026, 10, 20, 9, 44);
const CREATED = Date.UTC(2026, 10, 17, 9, 41, 12);
export const REVIEW_ID = '261f1cd1c4ea432e96e15d66cf9a0770';
const ACCOUNT = '111122223333';

/** The ARN of one version. */
export const arnOf = (version: number, group = 'fraud-card'): string =>
  `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/${group}/${version}`;
/** The identity of one version; versions come weeks apart. */
export const identityOf = (version: number, group = 'fraud-card'): string =>
  `aws:${ACCOUNT}:us-east-1:${group}:${version}:${CREATED - (8 - version) * 14 * 86_400_000}`;

const REQUIREMENT: OpenRequirement = {
  name: 'risk-review',
  policy: 'fraud-production',
  because: [`false_positive_rate 0.0231 is 13.2% over the champion's 0.0204 (v6); 5% is tolerated`],
  reviewers: { groups: ['risk-approvers'], people: [] },
  count: 2,
  notFrom: ['registrant', 'lastModifier', 'metadata:trained_by'],
  onUnknownAuthor: 'Allow',
  requireComment: true,
  invalidateOn: ['EvidenceChange', 'PolicyChange'],
  remindEvery: 86_400_000,
  expiresAfter: 259_200_000,
  onExpiry: 'Reject',
  escalateTo: null,
  rejectedBy: 1,
};

const recordedOf = (version: number): RecordedPackage => ({
  createdAt: new Date(CREATED - (8 - version) * 14 * 86_400_000).toISOString(),
  status: 'Completed',
  containers: [
    {
      image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/fraud-xgb@sha256:${hash('4be107fa')}`,
      digest: `sha256:${hash('4be107fa')}`,
      modelDataUrl: `s3://ml-artifacts-${ACCOUNT}/fraud-card/v${version}/model.tar.gz`,
    },
  ],
  sourceUri: null,
  provenance: {
    GeneratedBy: `arn:aws:sagemaker:us-east-1:${ACCOUNT}:pipeline/fraud-train/execution/k3v9q2`,
    Repository: 'https://git.example.com/risk/fraud-models',
    CommitId: `9c41e0${version}`,
    ProjectId: 'p-x7k2fraud',
  },
});

/** The decision of v8 that asks people, unless changed. */
export function decisionOf(changes: Partial<Decision> = {}): Decision {
  const policies = policiesOf({ auc: 0.951, fpr: 0.0231, latency: 31.4 });
  return {
    schemaVersion: '1',
    decisionId: 'd-8f3a61c20b7e',
    createdAt: new Date(OPENED).toISOString(),
    trigger: 'event',
    supersedes: 'd-771b0ce93f02',
    engineVersion: '0.1.0',
    build: 12,
    policyDigest: hash('2b60e1'),
    mode: 'Enforce',
    origin: 'Gate',
    revision: 3,
    subject: subjectOf(8),
    package: { ...recordedOf(8), champion: recordedOf(6) },
    verdict: 'RequireReview',
    inputs: {
      packageDigest: hash('7f3a90'),
      inputDigest: hash('c91d'),
      reports: ['quality', 'serving', 'bias'].map((name) => ({
        name,
        s3Uri: `s3://ml-reports-${ACCOUNT}/fraud-card/8/${name}.json`,
        versionId: 'kN3.Qx8v1mZ8nB3A',
        sha256: hash(`9d41c0${name.length}`),
      })),
      champion: arnOf(6),
      recorded: [],
    },
    policies,
    requirements: [REQUIREMENT],
    determining: ['fraud-production/false-positives'],
    reasons: REQUIREMENT.because,
    warnings: ["latency_p95_ms 31.4 is 5.4% over the champion's 29.8 (v6); 20% is tolerated"],
    errors: [],
    shadow: [
      policyOf(
        'fraud-calibration',
        [checkOf('calibration', 'calibration_error 0.031 is over 0.030', { result: 'fail' })],
        {
          mode: 'Audit',
          verdict: 'RequireReview',
        },
      ),
    ],
    hold: null,
    notes: [],
    ...changes,
  };
}

/** Who and which version, pending. */
export const subjectOf = (version: number, group = 'fraud-card'): Decision['subject'] => ({
  modelPackageArn: arnOf(version, group),
  identity: identityOf(version, group),
  modelPackageGroupName: group,
  modelPackageVersion: version,
  account: ACCOUNT,
  region: 'us-east-1',
  registrant: `arn:aws:sts::${ACCOUNT}:assumed-role/fraud-train-pipeline/SageMaker`,
  lastModifiedBy: null,
  previousApprovalStatus: 'PendingManualApproval',
  approvalStatus: 'PendingManualApproval',
});

type Before = readonly [version: number, auc: number, fpr: number, verdict: 'Approve' | 'Reject', reason: string];
const BEFORE: readonly Before[] = [
  [7, 0.941, 0.0219, 'Reject', 'nobody answered within 72 h'],
  [6, 0.944, 0.0204, 'Approve', "latency_p95_ms 29.8 is 21.6% over the champion's 24.5 (v4); 20% is tolerated"],
  [5, 0.938, 0.0226, 'Reject', 'reason codes missing for 8% of declines'],
  [4, 0.933, 0.0239, 'Approve', 'auc 0.933 is at least 0.90'],
  [3, 0.887, 0.0402, 'Reject', 'auc 0.887 is under 0.90'],
  [2, 0.921, 0.0271, 'Approve', 'auc 0.921 is at least 0.90'],
  [1, 0.912, 0.0294, 'Approve', 'auc 0.912 is at least 0.90'],
];

/** The newest decisions of v7 to v1. */
export const othersOf = (): readonly Decision[] =>
  BEFORE.map(([version, auc, fpr, verdict, reason]) => {
    const approvalStatus = verdict === 'Approve' ? 'Approved' : 'Rejected';
    return decisionOf({
      decisionId: `d-00000000000${version}`,
      createdAt: new Date(CREATED - (8 - version) * 14 * 86_400_000).toISOString(),
      subject: { ...subjectOf(version), approvalStatus },
      verdict,
      requirements: [],
      policies: policiesOf({ auc, fpr, latency: 24 + version * 0.9 }),
      reasons: [reason],
    });
  });

const personOf = (id: string, state: PersonState['state'], changes: Partial<PersonState> = {}): PersonState => ({
  id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  state,
  because: null,
  answer: null,
  ...changes,
});

export const COMMENT =
  'More card-not-present traffic since September explains the rise. Blocked volume stays under the limit.';

/** The open review, one of two approvals given, unless changed. */
export function reviewStateOf(changes: Partial<ReviewState> = {}): ReviewState {
  const answer = {
    personId: 'amara',
    name: 'Amara',
    choice: 'Approve',
    comment: COMMENT,
    door: 'Slack',
    answeredAt: Date.UTC(2026, 10, 17, 15, 10, 33),
  } as const;
  const people = [
    personOf('amara', 'approved', { answer }),
    personOf('mei', 'mayAnswer'),
    personOf('jonas', 'mayAnswer'),
    personOf('tomas', 'mayAnswer'),
    personOf('ines', 'mayNot', { because: 'named in metadata key trained_by' }),
  ];
  const requirement: RequirementState = {
    name: 'risk-review',
    policy: 'fraud-production',
    because: REQUIREMENT.because,
    asked: 'risk-approvers',
    count: 2,
    given: 1,
    missing: 1,
    oneMoreBecause: null,
    rejectedBy: 1,
    requireComment: true,
    expiresAt: EXPIRES,
    onExpiry: 'Reject',
    escalateTo: null,
    isEscalated: false,
    people,
  };
  return {
    reviewId: REVIEW_ID,
    decisionId: 'd-8f3a61c20b7e',
    identity: identityOf(8),
    modelPackageArn: arnOf(8),
    subject: 'fraud-card v8',
    packageDigest: hash('7f3a90'),
    openedAt: OPENED,
    expiresAt: EXPIRES,
    sentence: 'Needs 2 of risk-approvers; 1 given',
    onExpiry: 'Unanswered by then, it is Rejected',
    isBeingApplied: false,
    requirements: [requirement],
    answers: [answer],
    people,
    ...changes,
  };
}

/** The slot in HEAD. */
export const openReviewOf = (): OpenReview => ({
  reviewId: REVIEW_ID,
  decisionId: 'd-8f3a61c20b7e',
  packageDigest: hash('7f3a90'),
  policyDigest: hash('2b60e1'),
  champion: arnOf(6),
  requirements: [REQUIREMENT],
  authors: { registrant: null, changedBy: [], metadata: [] },
  answers: [],
  announced: 0,
  openedAt: OPENED,
  expiresAt: EXPIRES,
  reminded: 0,
});
