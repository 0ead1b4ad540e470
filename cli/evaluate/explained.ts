// The one document that explain and eval answer: what was decided about a version, the tree of checks, and what it would take.
import { isDescribed, type PackageDescription, type PackageSummary } from '../../lib/evidence/evidence.ts';
import type { Decision } from '../../lib/decisions/decision.ts';
import { creationTimeOf, shortActor } from '../../lib/identity.ts';
import type { Assessment, PolicyResult, Verdict } from '../../lib/policy/policy.ts';
import { toBeApproved, type Way } from '../../lib/policy/to-be-approved.ts';
import type { PlanStep } from '../explain/plan-shown.ts';
import type { ReviewShown } from '../explain/review-shown.ts';

export type Explained = {
  readonly modelPackage: {
    readonly arn: string;
    readonly group: string;
    readonly version: number | null;
    readonly account: string;
    readonly region: string;
    readonly registeredBy: string | null;
    readonly registeredAt: string | null;
    readonly approvalStatus: string | null;
  };
  /** null for a what-if: nothing was decided. */
  readonly decision: Pick<Decision, 'decisionId' | 'revision' | 'createdAt' | 'origin' | 'mode'> | null;
  /** What was assumed, as sentences: values set, answers given. */
  readonly assumed: readonly string[];
  readonly verdict: Verdict;
  /** The determining sentence. */
  readonly because: string;
  readonly reasons: readonly string[];
  readonly policies: readonly PolicyResult[];
  readonly shadow: readonly PolicyResult[];
  /** Policies of the folder that do not govern this group. */
  readonly elsewhere: readonly string[];
  readonly notes: readonly string[];
  readonly review: ReviewShown | null;
  readonly toBeApproved: readonly Way[];
  /** What an approval would set in motion, where that was asked for. */
  readonly plan?: readonly PlanStep[];
};

type Now = { readonly approvalStatus: string | null; readonly review: ReviewShown | null };

/** A recorded decision as it was; status and review as they are now. */
export function explainedDecision(decision: Decision, now: Now): Explained {
  const { subject, verdict, hold } = decision;
  const judged = {
    ...decision,
    holdCause: hold?.cause ?? null,
    missing: hold?.missing ?? [],
    group: subject.modelPackageGroupName,
  };
  return {
    modelPackage: {
      arn: subject.modelPackageArn,
      group: subject.modelPackageGroupName,
      version: subject.modelPackageVersion,
      account: subject.account,
      region: subject.region,
      registeredBy: subject.registrant === null ? null : shortActor(subject.registrant),
      registeredAt: registeredAt(subject.identity),
      approvalStatus: now.approvalStatus,
    },
    decision: {
      decisionId: decision.decisionId,
      revision: decision.revision,
      createdAt: decision.createdAt,
      origin: decision.origin,
      mode: decision.mode,
    },
    assumed: [],
    verdict,
    because: becauseOf(decision, now.review),
    reasons: decision.reasons,
    policies: decision.policies,
    shadow: decision.shadow,
    elsewhere: [],
    notes: decision.notes,
    review: now.review,
    toBeApproved: [...(now.review?.ways ?? []), ...toBeApproved(judged)],
  };
}

function registeredAt(identity: string): string | null {
  const milliseconds = creationTimeOf(identity);
  return Number.isSafeInteger(milliseconds) ? new Date(milliseconds).toISOString() : null;
}

type Evaluated = {
  readonly package: PackageSummary | PackageDescription;
  readonly assessment: Assessment;
  readonly review: ReviewShown | null;
  readonly assumed: readonly string[];
  readonly elsewhere: readonly string[];
};

/** What policies say about evidence that was gathered, or assumed, now. */
export function explainedAssessment({ package: seen, assessment, review, assumed, elsewhere }: Evaluated): Explained {
  const { arn } = seen;
  return {
    modelPackage: {
      arn: arn.arn,
      group: arn.group,
      version: arn.version,
      account: arn.account,
      region: arn.region,
      registeredBy: isDescribed(seen) && seen.createdBy !== null ? shortActor(seen.createdBy) : null,
      registeredAt: new Date(seen.creationTime).toISOString(),
      approvalStatus: seen.approvalStatus,
    },
    decision: null,
    assumed,
    verdict: assessment.verdict,
    because: becauseOf(assessment, review),
    reasons: assessment.reasons,
    policies: assessment.policies,
    shadow: assessment.shadow,
    elsewhere,
    notes: [],
    review,
    toBeApproved: [...(review?.ways ?? []), ...toBeApproved({ ...assessment, group: arn.group })],
  };
}

/** People want to hear of the answers first, everybody else of the determining check. */
const becauseOf = ({ reasons }: Pick<Assessment, 'reasons'>, review: ReviewShown | null): string =>
  review?.headline ?? reasons[0] ?? '';
