// I2, I8, I12: HEAD moves only by legal transitions, along its chain, and never drops an accepted answer.
import type { Record } from './judge.ts';

/** Judges every change of one package's HEAD. */
export function judgeMoves(record: Record): void {
  const { moves, world, identity, broke } = record;
  for (const { before, after } of moves) {
    if (!isLegal(before, after)) broke(`I8 illegal transition ${before?.state ?? 'none'} -> ${after.state}`);
    if (!before) continue;
    const entry = world.tables.readEntry(identity, after.entryHash);
    if (after.entryHash !== before.entryHash && entry?.content.previous !== before.entryHash)
      broke('I12 HEAD moved onto an entry that does not follow');
    if (after.build < before.build) broke('I8 an older build superseded a newer one');
    const answers = before.review?.answers.length ?? 0;
    const isDropped =
      answers > 0 &&
      (after.review?.reviewId !== before.review?.reviewId || (after.review?.answers.length ?? 0) < answers);
    const isChanged = after.packageDigest !== before.packageDigest || after.policyDigest !== before.policyDigest;
    const isOver = after.lastReview?.outcome === 'expired' && after.lastReview.decisionId === after.decisionId;
    if (isDropped && after.origin === 'Gate' && !isChanged && !isOver && !after.wasReset)
      broke('I2 an accepted answer was dropped');
  }
}

type Move = Record['moves'][number];

function isLegal(before: Move['before'], after: Move['after']): boolean {
  const step = after.revision - (before?.revision ?? 0);
  if (step === 1) return after.state === 'applying';
  if (step !== 0 || !before) return false;
  const isAnswer = after.state === before.state && after.owner === before.owner && after.entryHash !== before.entryHash;
  // Answers and reminders are told under a new owner, on the same entry.
  const isTold =
    before.state === 'done' &&
    after.state === 'done' &&
    after.owner !== before.owner &&
    after.entryHash === before.entryHash &&
    after.review?.answers.length === before.review?.answers.length;
  return (
    isAnswer || isTold || (before.state === 'applying' && (after.state === 'done' || after.owner !== before.owner))
  );
}
