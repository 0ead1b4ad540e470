// Sample HEADs, looks and entries for tests of the ledger.
import { entryOf } from '../../lib/ledger/entries.ts';
import type { Head, OpenReview } from '../../lib/ledger/head.ts';
import type { Look } from '../../lib/ledger/look.ts';
import type { LogEntry } from '../../lib/ledger/log.ts';
import type { Assessment, Verdict } from '../../lib/policy/policy.ts';

export const IDENTITY = 'aws:111122223333:us-east-1:churn:7:1764547200000';
export const ARN = 'arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/7';

/** What policies say, reduced to a verdict. */
export const assessmentOf = (verdict: Verdict, isWaiting = false): Assessment => ({
  verdict,
  isWaiting,
  holdCause: verdict === 'Hold' ? 'Evidence' : null,
  policies: [],
  shadow: [],
  requirements: [],
  determining: [],
  reasons: [],
  warnings: [],
  errors: [],
  missing: [],
});

/** A HEAD that has been claimed at time 1,000 and approves. */
export const headOf = (changes: Partial<Head> = {}): Head => ({
  identity: IDENTITY,
  modelPackageArn: ARN,
  revision: 1,
  state: 'applying',
  owner: 'worker-1',
  leaseUntil: 374_000,
  closedAt: null,
  decisionId: 'd-1',
  entryHash: 'e1',
  origin: 'Gate',
  verdict: 'Approve',
  target: 'Approved',
  writes: true,
  descriptionDigest: 'description',
  packageDigest: 'package',
  policyDigest: 'policy',
  build: 1,
  readModifiedAt: 500,
  written: { revision: 1, decisionId: 'd-1', target: 'Approved', readModifiedAt: 500 },
  review: null,
  isWaiting: false,
  wasReset: false,
  cause: null,
  due: { kind: 'half-done', at: 374_000 },
  ...changes,
});

/** An open review that nobody has answered. */
export const reviewOf = (changes: Partial<OpenReview> = {}): OpenReview => ({
  reviewId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  decisionId: 'd-1',
  packageDigest: 'package',
  policyDigest: 'policy',
  champion: null,
  requirements: [],
  authors: { registrant: null, changedBy: [], metadata: [] },
  answers: [],
  announced: 0,
  openedAt: 0,
  expiresAt: null,
  reminded: 0,
  ...changes,
});

/** The same HEAD carried out and long closed. */
export const doneHeadOf = (changes: Partial<Head> = {}): Head =>
  headOf({ state: 'done', closedAt: 2_000, due: null, ...changes });

/** A look at a pending version that the policies approve, an hour later. */
export const lookOf = (changes: Partial<Look> = {}): Look => ({
  lookedAt: 3_600_000,
  status: 'PendingManualApproval',
  packageDigest: 'package',
  descriptionDigest: 'description',
  policyDigest: 'policy',
  marker: null,
  modifiedAt: 500,
  lastModifiedBy: 'ann',
  bornApproved: false,
  authors: { registrant: null, changedBy: [], metadata: [] },
  champion: null,
  assessment: assessmentOf('Approve'),
  ...changes,
});

/** An entry that records an answer: the smallest kind. */
export const answerEntryOf = (
  identity: string,
  revision: number,
  previous: string | null,
  answeredAt = 900,
): LogEntry =>
  entryOf({
    kind: 'answered',
    identity,
    revision,
    previous,
    answer: {
      person: 'ann',
      choice: 'Approve',
      comment: 'fine',
      door: 'Page',
      packageDigest: 'package',
      answeredAt,
    },
  });
