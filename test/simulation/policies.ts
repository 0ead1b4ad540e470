// The policies, reviews and documents of simulated histories: as small as the protocol allows.
import type { Decision } from '../../lib/decisions/decision.ts';
import type { ApprovalStatus } from '../../lib/evidence/evidence.ts';
import type { Compose } from '../../lib/decisions/settle-package.ts';
import type { Draft, Look } from '../../lib/ledger/look.ts';
import type { OpenReview } from '../../lib/ledger/head.ts';
import { DEFAULT_REVIEW } from '../../lib/policy/default-review.ts';
import type { Assessment, Mode, OpenRequirement, Verdict } from '../../lib/policy/policy.ts';
import { nextExpiry } from '../../lib/ledger/review-due.ts';
import { NOBODY, type ReviewRules } from '../../lib/ledger/review-rules.ts';
import type { ModelPackageArn } from '../../lib/identity.ts';

export type SimulatedPolicy = {
  readonly build: number;
  readonly digest: string;
  readonly approveFrom: number;
  readonly rejectBelow: number;
};

/** Three deployments; a worker keeps the one it was started with. */
export const POLICIES: readonly SimulatedPolicy[] = [
  [0.9, 0.3] as const,
  [0.7, 0.1] as const,
  [0.95, 0.5] as const,
].map(([approveFrom, rejectBelow], build) => ({ build, digest: `policy-${build}`, approveFrom, rejectBelow }));

/** Absent evidence is waited for so long, in milliseconds since registration. */
export const EVIDENCE_DEADLINE = 900_000;

export const TARGETS: Readonly<Record<Verdict, ApprovalStatus | null>> = {
  Approve: 'Approved',
  Reject: 'Rejected',
  Hold: null,
  RequireReview: null,
  NoOpinion: null,
};

/** The verdict on one metric; absent evidence never approves. */
export function verdictOf(policy: SimulatedPolicy, metric: number | null): Verdict {
  if (metric === null) return 'Hold';
  if (metric >= policy.approveFrom) return 'Approve';
  return metric < policy.rejectBelow ? 'Reject' : 'RequireReview';
}

const NOTHING_ELSE = {
  policies: [],
  shadow: [],
  requirements: [],
  determining: [],
  reasons: [],
  warnings: [],
  errors: [],
  missing: [],
};

/** What the policy says at `now`. */
export function assess(policy: SimulatedPolicy, metric: number | null, now: number): Assessment {
  const verdict = verdictOf(policy, metric);
  const isWaiting = metric === null && now < EVIDENCE_DEADLINE;
  return { verdict, isWaiting, holdCause: verdict === 'Hold' ? 'Evidence' : null, ...NOTHING_ELSE };
}

/** The one question that simulated people are asked. */
export const REQUIREMENT: OpenRequirement = {
  ...DEFAULT_REVIEW,
  policy: 'policy',
  because: [],
  invalidateOn: ['EvidenceChange', 'PolicyChange'],
};

/** What answers come to where `count` people have to agree. */
export const settleBy =
  (count: number) =>
  ({ answers }: Pick<OpenReview, 'answers'>): 'Approve' | 'Reject' | null => {
    if (answers.some(({ choice }) => choice === 'Reject')) return 'Reject';
    return answers.length >= count ? 'Approve' : null;
  };

/** The rules of simulated people: one answer each, and enough of them. */
export const rulesBy = (count: number): ReviewRules => ({
  ...NOBODY,
  settle(review) {
    const verdict = settleBy(count)(review);
    if (verdict === null) return null;
    const because = review.answers.map(({ person, choice }) => `${person} ${choice}`).join();
    return verdict === 'Approve' ? { outcome: 'met', verdict, because } : { outcome: 'rejected', verdict, because };
  },
});

/** What the judge wants to know of a registry write; it travels in the description. */
export type Written = Pick<Decision, 'revision' | 'origin' | 'policyDigest' | 'decisionId'> & {
  readonly packageDigest: string;
  readonly target: ApprovalStatus | null;
};

type Composing = {
  readonly arn: ModelPackageArn;
  readonly identity: string;
  readonly mode: Mode;
  readonly build: number;
  readonly requirement?: OpenRequirement;
};

/** Documents with what the judge reads and nothing else. */
export const makeSimulatedCompose =
  ({ arn, identity, mode, build, requirement = REQUIREMENT }: Composing): Compose =>
  (draft, seen, revision, decisionId) => {
    const { origin, verdict, target, end } = draft;
    // Whom an escalation asks is not what the policies alone say.
    const requirements = end?.verdict === 'RequireReview' ? end.requirements : [requirement];
    const { packageDigest, policyDigest } = seen;
    const written: Written = { revision, origin, policyDigest, decisionId, packageDigest, target };
    const decision = { ...documentOf(arn, identity, draft, seen), mode, build, revision, decisionId };
    const review: OpenReview | null =
      verdict === 'RequireReview'
        ? {
            reviewId: decisionId,
            decisionId,
            packageDigest,
            policyDigest,
            champion: null,
            requirements,
            authors: seen.authors,
            answers: [],
            announced: 0,
            reminded: 0,
            openedAt: seen.lookedAt,
            expiresAt: nextExpiry(requirements, seen.lookedAt),
          }
        : null;
    const update = {
      arn,
      approvalStatus: target,
      approvalDescription: JSON.stringify(written),
      metadataToRemove: [],
      metadata: new Map([['modelgate:decision', decisionId]]),
    };
    return { decision, update: draft.writes ? update : null, recordings: [], review };
  };

const documentOf = (
  arn: ModelPackageArn,
  identity: string,
  draft: Draft,
  { packageDigest, policyDigest, lastModifiedBy, status }: Look,
): Omit<Decision, 'mode' | 'build' | 'revision' | 'decisionId'> => ({
  ...NOTHING_ELSE,
  schemaVersion: '1',
  createdAt: '2026-01-01T00:00:00Z',
  trigger: 'simulation',
  supersedes: draft.supersedes,
  engineVersion: '0',
  policyDigest,
  origin: draft.origin,
  verdict: draft.verdict,
  hold: null,
  notes: [],
  reasons: draft.reason === null ? [] : [draft.reason],
  inputs: { packageDigest, inputDigest: packageDigest, reports: [], champion: null, recorded: [] },
  subject: {
    modelPackageArn: arn.arn,
    identity,
    modelPackageGroupName: arn.group,
    modelPackageVersion: arn.version,
    account: arn.account,
    region: arn.region,
    registrant: null,
    lastModifiedBy,
    previousApprovalStatus: status,
    approvalStatus: draft.target,
  },
});
