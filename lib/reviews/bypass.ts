// Break-glass: stores the order to approve a version past its policies. decide carries it out, with an event and a revision of its own.
import { parseModelPackageArn } from '../identity.ts';
import { entryOf } from '../ledger/entries.ts';
import type { Bypass, Head } from '../ledger/head.ts';
import { ordered } from '../ledger/transitions.ts';
import { ConditionFailedError, type Clock, type Ledger, type Wake } from '../ports.ts';
import { refuseCommand, type CommandAnswer } from './command.ts';
import { nameForCommands } from './refusal.ts';
import { subjectOf } from './review-state.ts';

export type BypassPorts = {
  readonly ledger: Pick<Ledger, 'putEntry' | 'changeReview'>;
  readonly clock: Clock;
  readonly wake: Wake;
};

/** Orders the approval of what HEAD stands on. `person` is who the IAM identity `principal` is in the directory, else the identity. */
export async function orderBypass(
  ports: BypassPorts,
  head: Head,
  by: { readonly person: string; readonly principal: string; readonly comment: string },
): Promise<CommandAnswer> {
  const refused = whyNot(head, by.comment);
  if (refused) return refused;
  const bypass: Bypass = { ...by, packageDigest: head.packageDigest, orderedAt: ports.clock() };
  const { identity, revision, entryHash: previous } = head;
  const entry = entryOf({ kind: 'bypassed', identity, revision, previous, bypass });
  await ports.ledger.putEntry(entry, []);
  try {
    await ports.ledger.changeReview(head, ordered(head, bypass, entry.hash));
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return refuseCommand(
      'refused',
      'beingApplied',
      `${subjectOf(head)} was decided at this moment.`,
      'Read it again, then repeat the command.',
    );
  }
  // A lost wake only costs time: the order is due in the ledger.
  await ports.wake(parseModelPackageArn(head.modelPackageArn), 'bypass ordered').catch(() => undefined);
  const lines = [
    `Ordered: ${subjectOf(head)} is approved past its policies, in the name of ${by.person}.`,
    '  It is recorded and published as Model Package Approval Bypassed.',
  ];
  return { outcome: 'done', lines };
}

function whyNot(head: Head, comment: string): CommandAnswer | null {
  const subject = subjectOf(head);
  if (comment.trim() === '')
    return refuseCommand(
      'refused',
      'commentMissing',
      `a bypass of ${subject} wants a comment.`,
      `Say why: modelgate bypass ${nameForCommands(head)} --comment "...".`,
    );
  if (head.state === 'applying')
    return refuseCommand(
      'refused',
      'beingApplied',
      `decision ${head.decisionId} of ${subject} is being applied, retrying.`,
      'Repeat the command in a moment.',
    );
  if (head.target === 'Approved')
    return refuseCommand('refused', 'alreadyDecided', `${subject} is Approved already.`, 'Nothing was recorded.');
  return null;
}
