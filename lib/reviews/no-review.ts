// What somebody reads who answers a version that asks nobody: what it is, by which sentence, and what to do instead.
import type { Head } from '../ledger/head.ts';
import { readDecided } from '../ledger/chain.ts';
import { toBeApproved } from '../policy/to-be-approved.ts';
import type { Ledger } from '../ports.ts';
import type { Refusal } from './answering.ts';
import { nameForCommands, refusal } from './refusal.ts';
import { subjectOf } from './review-state.ts';

/** The refusal of an answer to a version without an open review that never had one, by its newest decision. */
export async function noReviewOpen(ledger: Pick<Ledger, 'readEntry'>, head: Head): Promise<Refusal> {
  const decision = (await readDecided(ledger, head))?.decision ?? null;
  const [subject, name] = [subjectOf(head), nameForCommands(head)];
  const because = decision?.reasons[0] ?? null;
  if (head.target !== 'Rejected')
    return refusal(
      head.target === 'Approved' ? 'alreadyDecided' : 'voided',
      `${subject} is ${head.target ?? words[head.verdict]}, nobody is asked.`,
      because,
      `Why: modelgate explain ${name}. Nothing was recorded.`,
    );
  const judged = decision && {
    ...decision,
    holdCause: null,
    missing: [],
    group: decision.subject.modelPackageGroupName,
  };
  const [way] = judged ? toBeApproved(judged) : [];
  return refusal(
    'alreadyDecided',
    `${subject} is Rejected, a review cannot change that.`,
    because,
    `${way ? `Register ${way.text}, or in` : 'In'} an emergency:`,
    `modelgate bypass ${name} --comment "..." (needs its own permission)`,
  );
}

/** The refusal of an answer to a decision that was read before the open review was asked for. */
export const readAgain = (head: Head, decisionId: string): Refusal =>
  refusal(
    'voided',
    `decision ${decisionId} of ${subjectOf(head)} is not the newest.`,
    `Read that one first: modelgate explain ${nameForCommands(head)}. Nothing was recorded.`,
  );

const words = {
  Approve: 'approved in Audit',
  Reject: 'rejected in Audit',
  Hold: 'held',
  RequireReview: 'pending',
  NoOpinion: 'governed by no policy',
} as const satisfies Record<Head['verdict'], string>;
