// What a delivered batch is about: messages -> hints -> one candidate per package version, read in hundreds and stripped of what needs no look.
import { InvalidError } from '../errors.ts';
import type { ApprovalStatus, PackageSummary } from '../evidence/evidence.ts';
import type { Hint } from '../hints.ts';
import { arnKey, identityOf, type ModelPackageArn } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import type { Clock, Registry } from '../ports.ts';
import type { SharedSummary } from './look.ts';
import { mayBeDecided, type Since } from './sweep-rules.ts';

/** One package version of a batch, with every hint that named it. */
export type Candidate = {
  readonly arn: ModelPackageArn;
  readonly hints: readonly Hint[];
  readonly identity: string;
  readonly summary: PackageSummary;
  readonly lookedAt: number;
};

const BATCH = 100;

/** Reads the summaries of many packages of one account and region: one BatchDescribe per hundred, Describe only for what that did not tell. */
export async function readSummaries(
  registry: Registry,
  clock: Clock,
  arns: readonly ModelPackageArn[],
): Promise<ReadonlyMap<string, SharedSummary | null>> {
  const answers = new Map<string, SharedSummary | null>();
  for (let start = 0; start < arns.length; start += BATCH) {
    const chunk = arns.slice(start, start + BATCH);
    const lookedAt = clock();
    const { found } = await registry.batchDescribe(chunk);
    for (const arn of chunk) {
      const summary = found.get(arnKey(arn));
      if (summary) answers.set(arnKey(arn), { summary, lookedAt });
    }
  }
  for (const arn of arns) {
    if (answers.has(arnKey(arn))) continue;
    // In the error map or in neither: the codes in there are documented nowhere, so ask for this one alone.
    const lookedAt = clock();
    const described = await registry.describe(arn, { card: false });
    answers.set(arnKey(arn), described && { summary: described.description, lookedAt });
  }
  return answers;
}

/** Why a version is left alone without a look; null where it has to be looked at. */
export function leftAlone(summary: PackageSummary, since: Since): string | null {
  if (summary.status === 'Pending' || summary.status === 'InProgress')
    return `ModelPackageStatus is ${summary.status}: the next event or sweep looks again`;
  if (summary.status === 'Deleting') return 'the version is being deleted';
  if (!mayBeDecided(summary.creationTime, since)) return 'the version is older than its group’s adoption';
  return null;
}

/** True where every hint is old news for a closed HEAD: an echo, a duplicate, or a status that is already the ledger's. */
export function isOldNews(head: Head | null, hints: readonly Hint[], status: ApprovalStatus | null): boolean {
  return (
    head !== null &&
    hints.every(
      (hint) =>
        isOwnEcho(head, hint) || (head.state === 'done' && (isSeen(head, hint) || isDecided(head, hint, status))),
    )
  );
}

/** Our own write, come back as an event: it carries the id of the decision that HEAD stands on. */
const isOwnEcho = (head: Head, hint: Hint): boolean => hint.decision === head.decisionId;

const isSeen = (head: Head, hint: Hint): boolean =>
  hint.modifiedAt !== null &&
  hint.modifiedAt <= head.readModifiedAt &&
  (hint.status === null || hint.status === 'PendingManualApproval' || hint.status === head.target);

/** The registry shows what HEAD wants, and the hint names nothing that a status could hide. */
function isDecided(head: Head, hint: Hint, status: ApprovalStatus | null): boolean {
  // A wake about people: an answer or an order may change what is decided, also under a status that stands.
  if (hint.source === 'lookAgain' && (head.review || head.bypass)) return false;
  if (
    head.target === null ||
    status !== head.target ||
    (hint.status !== null && hint.status !== status && hint.status !== 'PendingManualApproval')
  )
    return false;
  const fields = hint.updatedFields ?? [];
  return (
    !(fields.includes('customermetadataproperties') || fields.includes('inferencespecification')) ||
    fields.includes('modelapprovalstatus')
  );
}

/** Identities that our own wakes name and the registry does not have any more: deleted, perhaps replaced under the same ARN. */
export function goneOf(
  arn: ModelPackageArn,
  hints: readonly Hint[],
  read: SharedSummary | null | undefined,
): readonly string[] {
  const named = hints.flatMap(({ source, creationTime }) =>
    source === 'lookAgain' && creationTime !== null ? [identityOf(arn, creationTime)] : [],
  );
  const there = read ? identityOf(arn, read.summary.creationTime) : null;
  return [...new Set(named)].filter((identity) => identity !== there);
}

/** The account and region of a registry, as one key. */
export const placeOf = (arn: ModelPackageArn): string => `${arn.account}/${arn.region}`;

/** The candidate of one package, or why there is none. */
export function candidateOf(
  arn: ModelPackageArn,
  hints: readonly Hint[],
  read: SharedSummary | null | undefined,
): Candidate | null {
  if (!read) return null;
  if (read.summary.arn.version === null)
    throw new InvalidError('Unversioned', `${arn.arn} is not a versioned model package`);
  return {
    arn,
    hints,
    identity: identityOf(arn, read.summary.creationTime),
    summary: read.summary,
    lookedAt: read.lookedAt,
  };
}
