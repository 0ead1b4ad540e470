// The decision document: what was recorded about one model package version. Frozen as schemaVersion 1; grows by optional fields only.
import type { ApprovalStatus, ModelPackageStatus } from '../evidence/evidence.ts';
import type { Answer, Bypass, ClosedReview, OpenReview } from '../ledger/head.ts';
import type { Assessment, Mode, Verdict } from '../policy/policy.ts';

export type Origin = 'Gate' | 'Reviewer' | 'External' | 'Bypass';

export type Decision = {
  readonly schemaVersion: '1';
  readonly decisionId: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly trigger: string;
  readonly supersedes: string | null;
  readonly engineVersion: string;
  readonly build: number;
  readonly policyDigest: string;
  /** Hash of the list of policy files as deployed (paths and sha256), under which they are kept; absent in documents from before that. */
  readonly policyTexts?: string;
  readonly mode: Mode;
  readonly origin: Origin;
  readonly revision: number;
  readonly subject: {
    readonly modelPackageArn: string;
    readonly identity: string;
    readonly modelPackageGroupName: string;
    readonly modelPackageVersion: number | null;
    readonly account: string;
    readonly region: string;
    readonly registrant: string | null;
    readonly lastModifiedBy: string | null;
    readonly previousApprovalStatus: ApprovalStatus | null;
    readonly approvalStatus: ApprovalStatus | null;
  };
  /** Absent in documents from before it was recorded. */
  readonly package?: RecordedPackage & { readonly champion: RecordedPackage | null };
  /** Whom the group's tags name, where people may have to hear of this decision: recipients only, never policy. */
  readonly contacts?: { readonly owner: string | null; readonly slackChannel: string | null };
  readonly verdict: Verdict;
  readonly inputs: {
    readonly packageDigest: string;
    readonly inputDigest: string;
    readonly reports: readonly {
      readonly name: string;
      readonly s3Uri: string | null;
      readonly versionId: string | null;
      readonly sha256: string | null;
    }[];
    readonly champion: string | null;
    /** Content hashes under which the raw Describe answers and reports are kept. */
    readonly recorded: readonly { readonly what: string; readonly sha256: string }[];
  };
  readonly policies: Assessment['policies'];
  readonly requirements: Assessment['requirements'];
  readonly determining: readonly string[];
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly shadow: Assessment['shadow'];
  /** The exceptions by which checks passed; absent where there are none. */
  readonly exceptions?: Assessment['exceptions'];
  readonly hold: {
    readonly cause: 'Evidence' | 'System';
    readonly isWaiting: boolean;
    readonly missing: readonly string[];
  } | null;
  /** The review that is open once this decision is carried out; absent where nobody is asked. */
  readonly review?: RecordedReview;
  /** The review that this decision ended, or made void. */
  readonly closedReview?: ClosedReviewRecord;
  /** Whose order approved the version past its policies. */
  readonly bypass?: Pick<Bypass, 'person' | 'principal' | 'comment'> & { readonly orderedAt: string };
  /** Sentences about what the registry write could not show, e.g. that the package already carries 50 keys. */
  readonly notes: readonly string[];
};

/** What one version consists of and where it comes from, as SageMaker told when it was looked at. */
export type RecordedPackage = {
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly status: ModelPackageStatus;
  readonly containers: readonly {
    readonly image: string;
    /** Empty where nothing pins the image. */
    readonly digest: string;
    readonly modelDataUrl: string;
  }[];
  readonly sourceUri: string | null;
  /** MetadataProperties, such as CommitId, Repository, GeneratedBy, ProjectId; empty where the version was not described in full. */
  readonly provenance: Readonly<Record<string, string>>;
};

/** An open review as a decision records it. Times are RFC 3339, UTC. */
type RecordedReview = Pick<OpenReview, 'reviewId' | 'packageDigest'> & {
  readonly openedAt: string;
  readonly expiresAt: string | null;
};

/** Who set the status that the registry shows: nobody has modified a version that was born with it. null: not known. */
export const setterOf = ({ subject }: Pick<Decision, 'subject'>): string | null =>
  subject.lastModifiedBy ?? subject.registrant;

/** An answer as documents and events tell it: the person by id in the directory. */
export type RecordedAnswer = Pick<Answer, 'person' | 'choice' | 'comment' | 'door'> & {
  /** RFC 3339, UTC. */
  readonly answeredAt: string;
};

/** How a review ended, and who had said what. */
type ClosedReviewRecord = Pick<ClosedReview, 'reviewId' | 'outcome' | 'because' | 'nextReviewId'> & {
  readonly answers: readonly RecordedAnswer[];
};
