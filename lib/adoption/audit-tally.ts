// What an audit counts for one group: the policies' verdicts against what people did. Bounded, and plain JSON, so that it can be kept and gone on with. Pure.
import type { ApprovalStatus } from '../evidence/evidence.ts';
import type { Assessment, Verdict } from '../policy/policy.ts';
import { DAY } from '../times.ts';
import { agreementOf } from './agreement.ts';

export type Disagreement = {
  readonly version: number;
  readonly relation: 'stricter' | 'looser';
  readonly people: ApprovalStatus;
  readonly by: string | null;
  readonly comment: string | null;
  readonly verdict: Verdict;
  /** `policy/validation` of the check that decided. */
  readonly determining: string | null;
  readonly reason: string | null;
};

type Range = { readonly min: number; readonly max: number; readonly count: number };
export type NumberRange = Range & {
  /** The same of approved versions alone; null where none carries it. */
  readonly approved: Range | null;
};

export type GroupTally = {
  readonly group: string;
  versions: number;
  people: number;
  agree: number;
  stricter: number;
  looser: number;
  noEvidence: number;
  /** Decided by the gate itself: no voice of a person to compare with. */
  byGate: number;
  pending: number;
  ungoverned: number;
  /** Calls of SageMaker, and objects read from S3. */
  calls: number;
  reads: number;
  /** Versions whose metadata and reports were read; `numbers` are of these. */
  lookedInto: number;
  /** What the policies would make of pending versions. */
  wouldBe: Record<Verdict, number>;
  disagreements: Disagreement[];
  selfApproved: number[];
  bornApproved: number[];
  oldPending: number[];
  /** Numbers that versions carry, by path. */
  numbers: Record<string, NumberRange>;
};

/** One version as the audit saw it; times in milliseconds. */
export type AuditedVersion = {
  readonly version: number;
  readonly status: ApprovalStatus | null;
  readonly creationTime: number;
  readonly lastModifiedTime: number;
  readonly createdBy: string | null;
  readonly lastModifiedBy: string | null;
  readonly comment: string | null;
  /** A decision of the gate's own stands on it. */
  readonly isByGate: boolean;
  /** Its metadata and reports were read. */
  readonly isLookedInto: boolean;
  readonly numbers: readonly (readonly [path: string, value: number])[];
  /** null where no policy governs the group. */
  readonly assessment: Assessment | null;
};

const MOST_LISTED = 100;
const MOST_PATHS = 300;
const OLD = 30 * DAY;

/** A group of which no version was counted yet. */
export const emptyTally = (group: string): GroupTally => ({
  group,
  versions: 0,
  people: 0,
  agree: 0,
  stricter: 0,
  looser: 0,
  noEvidence: 0,
  byGate: 0,
  pending: 0,
  ungoverned: 0,
  calls: 0,
  reads: 0,
  lookedInto: 0,
  wouldBe: { Approve: 0, Reject: 0, Hold: 0, RequireReview: 0, NoOpinion: 0 },
  disagreements: [],
  selfApproved: [],
  bornApproved: [],
  oldPending: [],
  numbers: Object.create(null) as Record<string, NumberRange>,
});

/** Counts one version in. */
export function count(tally: GroupTally, seen: AuditedVersion, now: number): void {
  tally.versions += 1;
  if (seen.isLookedInto) tally.lookedInto += 1;
  for (const [path, value] of seen.numbers) noteNumber(tally, path, value, seen.status === 'Approved');
  if (seen.assessment === null) tally.ungoverned += 1;
  if (seen.status === 'PendingManualApproval' || seen.status === null) {
    tally.pending += 1;
    if (seen.assessment) tally.wouldBe[seen.assessment.verdict] += 1;
    if (now - seen.creationTime > OLD) note(tally.oldPending, seen.version);
    return;
  }
  const isBorn = seen.status === 'Approved' && seen.lastModifiedTime <= seen.creationTime;
  if (isBorn) note(tally.bornApproved, seen.version);
  if (seen.isByGate) {
    tally.byGate += 1;
    return;
  }
  const isSelf = seen.createdBy !== null && seen.createdBy === seen.lastModifiedBy;
  if (seen.status === 'Approved' && !isBorn && isSelf) note(tally.selfApproved, seen.version);
  tally.people += 1;
  if (seen.assessment) compare(tally, seen, seen.status, seen.assessment);
}

function compare(
  tally: GroupTally,
  seen: AuditedVersion,
  people: 'Approved' | 'Rejected',
  { verdict, determining, reasons }: Assessment,
): void {
  const relation = agreementOf(verdict, people);
  tally[relation ?? 'noEvidence'] += 1;
  if (relation === null || relation === 'agree' || tally.disagreements.length >= MOST_LISTED) return;
  tally.disagreements.push({
    version: seen.version,
    relation,
    people,
    // Nobody has modified a version that was born with its status.
    by: seen.lastModifiedBy ?? seen.createdBy,
    comment: seen.comment,
    verdict,
    determining: determining[0] ?? null,
    reason: reasons[0] ?? null,
  });
}

const note = (list: number[], version: number): void => {
  if (list.length < MOST_LISTED) list.push(version);
};

function noteNumber({ numbers }: GroupTally, path: string, value: number, isApproved: boolean): void {
  const before = numbers[path];
  if (!before && Object.keys(numbers).length >= MOST_PATHS) return;
  const approved = before?.approved ?? null;
  numbers[path] = { ...widened(before ?? null, value), approved: isApproved ? widened(approved, value) : approved };
}

const widened = (before: Range | null, value: number): Range => ({
  min: Math.min(before?.min ?? value, value),
  max: Math.max(before?.max ?? value, value),
  count: (before?.count ?? 0) + 1,
});
