// What happens to an open review without a decision: an answer that was given in the registry is recorded, answers and reminders are published.
import { NotYetError } from '../errors.ts';
import type { PublishedEvent } from '../events.ts';
import { entryOf } from '../ledger/entries.ts';
import type { Answer, Head } from '../ledger/head.ts';
import { remindersBy } from '../ledger/review-due.ts';
import type { ReviewRules } from '../ledger/review-rules.ts';
import { answer, told } from '../ledger/transitions.ts';
import { needMove, patiently } from './patiently.ts';
import { readRecorded } from './publish-and-close.ts';
import { reminderDue, reviewAnswered } from './review-events.ts';
import type { Settled, SettlePortsFull } from './settle-package.ts';

/** Records a status that a reviewer set himself as his answer. HEAD is read again then: it may be the last that was missing. */
export async function recordRegistryAnswer(ports: SettlePortsFull, head: Head, given: Answer): Promise<Settled> {
  const { identity, revision, entryHash: previous } = head;
  const entry = entryOf({ kind: 'answered', identity, revision, previous, answer: given });
  const said = { reviewId: head.review?.reviewId ?? '', answer: given, entryHash: entry.hash };
  // Whether he may was asked before; here only that HEAD moves as for every answer.
  const outcome = answer(head, said, () => null);
  if ('refused' in outcome)
    throw new NotYetError(`the answer in the registry can't be recorded: ${outcome.refused}`, 5);
  await patiently(ports.sleep, () => ports.ledger.putEntry(entry, []));
  await changeReview(ports, head, outcome.head);
  return { step: 'finished', head: outcome.head, decision: null };
}

/** Publishes answers that nobody has been told of, and a reminder that has fallen due; then HEAD, so that it is not done again. */
export async function tell(ports: SettlePortsFull, head: Head, rules: ReviewRules, now: number): Promise<Settled> {
  const { review } = head;
  if (!review) return { step: 'nothing', head, decision: null };
  const { decision } = await readRecorded(ports, head);
  const untold = review.answers.map((said, index) => ({ said, index })).slice(review.announced);
  const events: PublishedEvent[] = untold.map(({ said, index }) => reviewAnswered(decision, review, said, index));
  const reminder = remindersBy(review, now);
  if (reminder > review.reminded) events.push(reminderDue(decision, review, reminder, rules.sentence(review)));
  await Promise.all(events.map((event) => patiently(ports.sleep, () => ports.bus.publish(event))));
  const next = told(head, ports.newToken(), now);
  await changeReview(ports, head, next);
  return { step: 'nothing', head: next, decision: null };
}

const changeReview = (ports: SettlePortsFull, head: Head, next: Head): Promise<void> =>
  needMove(
    ports,
    head,
    () => ports.ledger.changeReview(head, next),
    (current) => current?.entryHash === next.entryHash && current.owner === next.owner,
    1,
  );
