// I4: when the trouble is over, every decidable package is decided and every other has an open review or a final hold.
import type { Head } from '../../lib/ledger/head.ts';
import type { Record } from './judge.ts';
import { endOf } from './judge-reviews.ts';
import { settleBy, TARGETS, verdictOf } from './policies.ts';
import type { PackageState } from './records.ts';
import { packageOf } from './world.ts';

/** Judges how one package was left. */
export function judgeEnd(record: Record): void {
  const { world, identity, published, broke } = record;
  const head = world.tables.readHead(identity);
  const seen = packageOf(world, identity);
  if (seen.isDeleted) return judgeDeleted(record, head);
  if (head?.state !== 'done') return broke('I4 unfinished two sweeps after the trouble');
  const isTold = published.some(
    ({ event }) =>
      event.detailType === 'Model Package Decision Made' && event.detail.decision.revision === head.revision,
  );
  if (!isTold) broke('I3c last revision without event');
  if (seen.status === 'PendingManualApproval') return judgePending(record, head, seen);
  if (head.target !== seen.status) broke('I4 a decision around the gate went unnoticed');
  if (head.packageDigest !== seen.digest) broke('I4 drift went unnoticed');
}

/** Nothing is left of a deleted version but what was decided. */
function judgeDeleted({ broke }: Record, head: Head | null): void {
  if (head && (head.state !== 'done' || head.review || head.due)) broke('I4 unfinished business of a deleted version');
}

function judgePending({ world, history, broke }: Record, head: Head, seen: PackageState): void {
  const policy = world.policy();
  if (head.packageDigest !== seen.digest || head.policyDigest !== policy.digest)
    return broke('I4 pending, and never decided on its current evidence and policy');
  const verdict = verdictOf(policy, seen.metric);
  const isOpen =
    head.review?.packageDigest === seen.digest &&
    (world.options.isWhole
      ? endOf(head.review, [...world.reviewers.revoked.keys()]) === null
      : settleBy(world.reviewCount)(head.review) === null);
  const isExpired = head.lastReview?.outcome === 'expired' && head.verdict === 'Hold';
  if (verdict === 'RequireReview' && !isOpen && !isExpired)
    broke('I4 pending without an open review, or with one that is complete');
  const wasReset = history.some((change) => change.by === 'person' && change.after.status === 'PendingManualApproval');
  if (TARGETS[verdict] && !wasReset) broke('I4 decidable, and still pending');
  if (head.isWaiting) broke('I4 still said to wait for evidence after the deadline');
}
