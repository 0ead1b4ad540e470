// Sample decisions, reviews and people for tests of notifications: the world of the mock-ups.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { ClosedState, ReviewState } from '../../lib/ledger/review-state.ts';
import type { Message } from '../../lib/notifications/message.ts';
import { tellOpenReview } from '../../lib/notifications/tell-review.ts';
import type { Person } from '../../lib/policy/directory.ts';
import type { ValidationResult } from '../../lib/policy/policy.ts';

export const IDENTITY = 'aws:111122223333:us-east-1:fraud-card:8:1795427400000';
export const REVIEW_ID = '26fc767f4713a90e96e18bf5999f1b0d';
export const PAGES = 'https://gate.example.com';
const PLACE = { file: 'policies/fraud.yaml', line: 1, column: 1 };

const check = (
  name: string,
  result: ValidationResult['result'],
  message: string,
  more: Partial<ValidationResult> = {},
): ValidationResult => ({
  name,
  result,
  message,
  action: 'RequireReview',
  place: PLACE,
  review: null,
  values: [],
  errorKind: null,
  cost: 1,
  ...more,
});

const measure = (label: string, value: number, baseline: number, limit: number): ValidationResult['measure'] => ({
  label,
  value,
  baseline,
  limit,
  minimum: null,
  maximum: null,
  warnFrom: null,
  tolerance: '5%',
  direction: 'LowerIsBetter',
  baselineSource: 'champion v6',
});

export const FALSE_POSITIVES = "false_positive_rate 0.0231 is 13.2% over the champion's 0.0204 (v6); 5% is tolerated";

/** The decision that asks for two of risk-approvers. */
export const decisionOf = (changes: Partial<Decision> = {}): Decision => ({
  schemaVersion: '1',
  decisionId: 'd-8f3a61c20b7e',
  createdAt: '2026-11-17T09:44:00.000Z',
  trigger: 'SageMaker Model Package State Change',
  supersedes: null,
  engineVersion: '0.1.0',
  build: 1,
  policyDigest: 'policy',
  mode: 'Enforce',
  origin: 'Gate',
  revision: 3,
  subject: {
    modelPackageArn: 'arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud-card/8',
    identity: IDENTITY,
    modelPackageGroupName: 'fraud-card',
    modelPackageVersion: 8,
    account: '111122223333',
    region: 'us-east-1',
    registrant: 'arn:aws:sts::111122223333:assumed-role/fraud-train-pipeline/SageMaker',
    lastModifiedBy: null,
    previousApprovalStatus: 'PendingManualApproval',
    approvalStatus: 'PendingManualApproval',
  },
  package: {
    createdAt: '2026-11-17T09:41:00.000Z',
    status: 'Completed',
    containers: [],
    sourceUri: null,
    provenance: {},
    champion: null,
  },
  verdict: 'RequireReview',
  inputs: { packageDigest: 'package', inputDigest: 'input', reports: [], champion: null, recorded: [] },
  policies: [
    {
      policy: 'fraud-production',
      file: 'policies/fraud.yaml',
      sha256: 'abc',
      mode: 'Enforce',
      matched: true,
      notMatchedBecause: null,
      verdict: 'RequireReview',
      errors: [],
      validations: [
        check('auc', 'pass', "auc 0.951 is 0.7% over the champion's 0.944 (v6)", {
          measure: { ...measure('auc', 0.951, 0.944, 0.93), direction: 'HigherIsBetter' } as never,
        }),
        check('false-positives', 'fail', FALSE_POSITIVES, {
          measure: measure('false_positive_rate', 0.0231, 0.0204, 0.02142) as never,
        }),
        check('latency', 'warn', "latency_p95_ms 31.4 is 5.4% over the champion's 29.8 (v6); 20% is tolerated"),
        check('rows', 'pass', 'rows 50000 is at least 10000'),
      ],
    },
  ],
  requirements: [],
  determining: ['fraud-production/false-positives'],
  reasons: [FALSE_POSITIVES],
  warnings: [],
  errors: [],
  shadow: [],
  hold: null,
  notes: [],
  contacts: { owner: 'platform@example.com', slackChannel: '#risk-models' },
  ...changes,
});

const person = (id: string, name: string): Person => ({
  id,
  name,
  email: `${id}@example.com`,
  slack: `U0${id.toUpperCase()}001`,
  iamUsers: [`arn:aws:iam::111122223333:user/${id}`],
  studioProfiles: [],
  ssoSessions: [],
});
export const PEOPLE: readonly Person[] = [
  person('amara', 'Amara'),
  person('mei', 'Mei'),
  person('jonas', 'Jonas'),
  person('tomas', 'Tomas'),
];

const SAID = {
  personId: 'amara',
  name: 'Amara',
  door: 'Slack',
  choice: 'Approve',
  comment: 'More card-not-present traffic since September explains the rise. Blocked volume stays under the limit.',
  answeredAt: Date.UTC(2026, 10, 17, 15, 10),
} as const;

/** The open review of the mock-ups: Amara has approved. */
export function reviewOf(changes: Partial<ReviewState> = {}): ReviewState {
  const people = PEOPLE.map(({ id, name }) => ({
    id,
    name,
    state: id === 'amara' ? ('approved' as const) : ('mayAnswer' as const),
    because: null,
    answer: id === 'amara' ? SAID : null,
  }));
  return {
    reviewId: REVIEW_ID,
    decisionId: 'd-8f3a61c20b7e',
    identity: IDENTITY,
    modelPackageArn: 'arn:aws:sagemaker:us-east-1:111122223333:model-package/fraud-card/8',
    subject: 'fraud-card v8',
    packageDigest: 'package',
    openedAt: Date.UTC(2026, 10, 17, 9, 44),
    expiresAt: Date.UTC(2026, 10, 20, 9, 44),
    sentence: 'Needs 2 of risk-approvers; 1 given',
    onExpiry: 'Unanswered by then, it is Rejected',
    isBeingApplied: false,
    requirements: [
      {
        name: 'risk-review',
        policy: 'fraud-production',
        because: [],
        asked: 'risk-approvers',
        count: 2,
        given: 1,
        missing: 1,
        oneMoreBecause: null,
        rejectedBy: 1,
        requireComment: true,
        expiresAt: Date.UTC(2026, 10, 20, 9, 44),
        onExpiry: 'Reject',
        escalateTo: null,
        isEscalated: false,
        people,
      },
    ],
    answers: [SAID],
    people,
    ...changes,
  };
}

/** The same review, met by Mei's answer. */
export const closedOf = (changes: Partial<ClosedState> = {}): ClosedState => ({
  reviewId: REVIEW_ID,
  outcome: 'met',
  because: 'Approve: 2 of 2 risk-approvers, Amara and Mei',
  decisionId: 'd-b27d90e4a1c5',
  announced: 2,
  closedAt: Date.UTC(2026, 10, 18, 16, 31),
  nextReviewId: null,
  answers: [
    SAID,
    { ...SAID, personId: 'mei', name: 'Mei', comment: 'Same reading.', answeredAt: Date.UTC(2026, 10, 18, 16, 31) },
  ],
  ...changes,
});

export const PLAN = ['Project fraud-serving is redeployed with v8.'];

/** The message that asks, as every channel gets it. */
export const openMessage = (decision = decisionOf(), review = reviewOf()): Message =>
  tellOpenReview(review, { decision, people: PEOPLE, plan: PLAN, link: `${PAGES}/r/${review.reviewId}` });

/** An event of ours as it lies in the queue. */
export const bodyOf = (detailType: string, more: Readonly<Record<string, unknown>> = {}, eventId = 'a'.repeat(64)) =>
  JSON.stringify({
    source: 'modelgate',
    'detail-type': detailType,
    detail: {
      schemaVersion: '1',
      eventId,
      subject: decisionOf().subject,
      decisionId: 'd-8f3a61c20b7e',
      reviewId: REVIEW_ID,
      ...more,
    },
  });
