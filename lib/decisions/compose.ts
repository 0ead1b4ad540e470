// Writes one decision down: the document for the ledger, the one registry write, and the review it opens.
import { inputDigestOf } from '../evidence/digests.ts';
import { ENGINE_VERSION } from '../engine-version.ts';
import { isDescribed, type Evidence, type PackageDescription, type PackageSummary } from '../evidence/evidence.ts';
import type { KeptVersion } from '../evidence/recorded-inputs.ts';
import type { OpenReview } from '../ledger/head.ts';
import type { Draft, Look } from '../ledger/look.ts';
import { nextExpiry } from '../ledger/review-due.ts';
import type { Assessment, Mode } from '../policy/policy.ts';
import type { Contacts } from './contacts.ts';
import type { Clock, NewToken, Recording } from '../ports.ts';
import type { Decision } from './decision.ts';
import { recordedPackageOf } from './recorded-package.ts';
import { approvalDescriptionOf, metadataOf } from './registry-text.ts';
import type { Compose } from './settle-package.ts';

/** Everything about one look that a decision document records beside the look itself. */
export type Gathered = {
  readonly package: PackageSummary | PackageDescription;
  /** null where nothing was gathered, e.g. the package failed validation in SageMaker. */
  readonly evidence: Evidence | null;
  /** What the policies say, also in shadow where the status is not pending. */
  readonly assessment: Assessment;
  readonly recordings: readonly Recording[];
  /** The version itself as it is kept, for those that are compared with it. */
  readonly kept?: KeptVersion | null;
  /** Whom the group's tags name; read only where somebody may have to be told. */
  readonly contacts?: Contacts | null;
};

export type Context = {
  readonly mode: Mode;
  readonly build: number;
  readonly trigger: string;
  readonly clock: Clock;
  readonly identity: string;
  /** Digest of the policy files as deployed. */
  readonly policyTexts: string;
  readonly newToken: NewToken;
};

/** A `compose` for one package: `gathered` answers with what the newest look gathered. */
export function makeCompose(gathered: () => Gathered, context: Context): Compose {
  return (draft, seen, revision, decisionId) => {
    const facts = gathered();
    const isDescription = isDescribed(facts.package);
    const shown = metadataOf(
      { decisionId, policies: facts.assessment.policies },
      isDescription ? facts.package.metadata : null,
    );
    const decision = documentOf({
      draft,
      seen,
      revision,
      decisionId,
      facts,
      context,
      notes: draft.writes ? shown.notes : [],
    });
    const update = draft.writes
      ? {
          arn: facts.package.arn,
          approvalStatus: draft.target,
          approvalDescription: approvalDescriptionOf(decision),
          metadata: shown.metadata,
          metadataToRemove: shown.metadataToRemove,
        }
      : null;
    return { decision, update, recordings: facts.recordings, review: reviewOf(decision, seen, context) };
  };
}

type Parts = {
  draft: Draft;
  seen: Look;
  revision: number;
  decisionId: string;
  facts: Gathered;
  context: Context;
  notes: readonly string[];
};

function documentOf({ draft, seen, revision, decisionId, facts, context, notes }: Parts): Decision {
  const { assessment } = facts;
  return {
    schemaVersion: '1',
    decisionId,
    createdAt: new Date(context.clock()).toISOString(),
    trigger: context.trigger,
    supersedes: draft.supersedes,
    engineVersion: ENGINE_VERSION,
    build: context.build,
    policyDigest: seen.policyDigest,
    policyTexts: context.policyTexts,
    mode: context.mode,
    origin: draft.origin,
    revision,
    subject: subjectOf(facts.package, seen, draft, context.identity),
    package: recordedPackageOf(facts),
    ...(facts.contacts && { contacts: facts.contacts }),
    verdict: draft.verdict,
    inputs: inputsOf(facts, seen),
    policies: assessment.policies,
    requirements: requirementsOf(draft, assessment),
    ...bypassOf(draft),
    determining: assessment.determining,
    reasons: draft.reason === null ? assessment.reasons : [draft.reason, ...assessment.reasons],
    warnings: assessment.warnings,
    errors: assessment.errors,
    shadow: assessment.shadow,
    ...(assessment.exceptions && { exceptions: assessment.exceptions }),
    hold:
      draft.verdict === 'Hold'
        ? { cause: assessment.holdCause ?? 'Evidence', isWaiting: assessment.isWaiting, missing: assessment.missing }
        : null,
    notes,
  };
}

function subjectOf(
  seenPackage: PackageSummary | PackageDescription,
  seen: Look,
  draft: Draft,
  identity: string,
): Decision['subject'] {
  const { arn } = seenPackage;
  return {
    modelPackageArn: arn.arn,
    identity,
    modelPackageGroupName: arn.group,
    modelPackageVersion: arn.version,
    account: arn.account,
    region: arn.region,
    registrant: isDescribed(seenPackage) ? seenPackage.createdBy : null,
    lastModifiedBy: seen.lastModifiedBy,
    previousApprovalStatus: seen.status,
    approvalStatus: draft.writes ? (draft.target ?? seen.status) : seen.status,
  };
}

function inputsOf(facts: Gathered, seen: Look): Decision['inputs'] {
  return {
    packageDigest: seen.packageDigest,
    inputDigest: facts.evidence ? inputDigestOf(facts.evidence) : seen.packageDigest,
    reports: [...(facts.evidence?.reports.values() ?? [])].map(({ name, s3Uri, versionId, sha256 }) => ({
      name,
      s3Uri,
      versionId,
      sha256,
    })),
    champion: seen.champion,
    recorded: facts.recordings.map(({ what, sha256 }) => ({ what, sha256 })),
  };
}

function reviewOf(decision: Decision, seen: Look, context: Context): OpenReview | null {
  if (decision.verdict !== 'RequireReview' || decision.mode === 'Audit') return null;
  const { requirements, decisionId } = decision;
  const openedAt = context.clock();
  return {
    reviewId: context.newToken(),
    decisionId,
    requirements,
    openedAt,
    packageDigest: seen.packageDigest,
    policyDigest: seen.policyDigest,
    champion: seen.champion,
    authors: seen.authors,
    answers: [],
    announced: 0,
    reminded: 0,
    expiresAt: nextExpiry(requirements, openedAt),
  };
}

/** Whom an escalation asks is not what the policies alone say. */
const requirementsOf = ({ end, verdict }: Draft, assessment: Assessment): Decision['requirements'] => {
  if (end?.verdict === 'RequireReview') return end.requirements;
  return verdict === 'RequireReview' ? assessment.requirements : [];
};

/** The order that is carried out, for the record. */
const bypassOf = ({ bypass }: Draft): Pick<Decision, 'bypass'> =>
  bypass
    ? {
        bypass: {
          person: bypass.person,
          principal: bypass.principal,
          comment: bypass.comment,
          orderedAt: new Date(bypass.orderedAt).toISOString(),
        },
      }
    : {};
