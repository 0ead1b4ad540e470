// I5, I6, I7, I18 of whole histories: who answered what when, counted anew from the writes of HEAD and from what their workers had read of people's authority.
import type { Answer, OpenReview } from '../../lib/ledger/head.ts';
import type { Record } from './judge.ts';
import { ELIGIBLE } from './reviewers-state.ts';
import type { Authorized } from './records.ts';

/** Judges every landed write that changed what people had said, or that carried out what it came to. */
export function judgeReviews(record: Record): void {
  for (const write of record.world.authorized.filter(({ identity }) => identity === record.identity)) {
    judgeAnswer(record, write);
    judgeEnding(record, write);
  }
}

function judgeAnswer({ broke }: Record, { before, after, revoked }: Authorized): void {
  const was = before?.review;
  const given = after.review?.answers.at(-1);
  const isNew =
    was && given && after.review?.reviewId === was.reviewId && after.review.answers.length > was.answers.length;
  if (!isNew) return;
  if (!revoked) return broke('I6 answered without a look at who has authority');
  if (!eligible(was).includes(given.person)) broke('I6 answered by somebody who is not asked');
  if (revoked.includes(given.person)) broke('I6 answered by somebody whose authority was revoked');
  if (given.packageDigest !== was.packageDigest) broke('I7 answered other evidence');
  const stood = standing(was.answers, given.person);
  if (given.choice !== 'Withdraw' && stood) broke('I6 one person had two voices');
  // What somebody did in the registry was done then, whenever it is recorded.
  if (given.door !== 'Registry' && endOf(was, revoked) !== null) broke('I5 answered what was decided');
  if (given.door !== 'Registry' && given.answeredAt >= endsAt(was)) broke('I18 answered after the time was over');
}

function judgeEnding({ broke }: Record, { before, after, revoked }: Authorized): void {
  const ended = after.lastReview;
  const was = before?.review;
  if (!was || ended?.reviewId !== was.reviewId || ended.decisionId !== after.decisionId) return;
  const isBySweep = ended.outcome === 'voided';
  if (isBySweep) return;
  if (!revoked) return broke('I6 a review was ended without a look at who has authority');
  const end = endOf(was, revoked);
  if (ended.outcome === 'expired' ? end !== null : end !== ended.outcome)
    broke(`I6 answers do not make it ${ended.outcome}`);
  if (ended.outcome === 'expired' && after.readModifiedAt !== null && ended.closedAt < endsAt(was))
    broke('I18 expired before its time');
  if (ended.outcome === 'met' && after.packageDigest !== was.packageDigest)
    broke('I7 answers to another package digest applied');
}

const standing = (answers: readonly Answer[], person: string): Answer | null => {
  const last = answers.findLast((answer) => answer.person === person) ?? null;
  return last?.choice === 'Withdraw' ? null : last;
};

/** An escalation asks Tomas too. */
const eligible = ({ requirements }: OpenReview): readonly string[] =>
  requirements.some(({ reviewers }) => reviewers.groups.includes('leads')) ? [...ELIGIBLE, 'tomas'] : ELIGIBLE;

/** What the answers come to by everybody's last word: counted here without any of the production code. */
export function endOf(review: OpenReview, revoked: readonly string[]): 'met' | 'rejected' | null {
  const voices = eligible(review)
    .filter((person) => !revoked.includes(person))
    .map((person) => standing(review.answers, person))
    .filter((answer) => answer?.packageDigest === review.packageDigest);
  const [requirement] = review.requirements;
  if (voices.some((answer) => answer?.choice === 'Reject')) return 'rejected';
  return voices.length >= (requirement?.count ?? 1) ? 'met' : null;
}

/** When its time is over; an escalation gives it once more. */
function endsAt({ requirements: [requirement], openedAt }: OpenReview): number {
  if (!requirement || requirement.expiresAfter === null) return Infinity;
  return (requirement.escalatedAt ?? requirement.askedAt ?? openedAt) + requirement.expiresAfter;
}
