// A decision made around the gate, between our last look and our write, and overwritten by it: that can't be prevented, so it is raised.
import type { Head } from '../ledger/head.ts';
import { LIMITS } from '../ledger/limits.ts';
import type { Hint, Look } from '../ledger/look.ts';
import { namesAnother } from '../ledger/plan.ts';
import { approvalDrifted } from './decision-events.ts';
import { patiently } from './patiently.ts';
import { readRecorded } from './publish-and-close.ts';
import type { SettlePortsFull } from './settle-package.ts';

/** Publishes `Approval Drifted` with cause Overwritten where the hint's decision lies under ours; once per overwritten change. */
export async function raiseOverwritten(
  ports: SettlePortsFull,
  head: Head | null,
  hint: Hint,
  seen: Look,
): Promise<void> {
  const { modifiedAt, status } = hint;
  if (!head?.written || modifiedAt === null || !namesAnother(head, hint)) return;
  const { decisionId, revision, target } = head.written;
  const isOursOnTop = seen.marker === decisionId && seen.status === target && modifiedAt <= seen.modifiedAt;
  // Later than our closing it came on top of ours and was taken back by its author.
  const isBeforeOurs = head.closedAt === null || modifiedAt <= head.closedAt + LIMITS.clockError;
  if (!isOursOnTop || !isBeforeOurs) return;
  const { decision } = await readRecorded(ports, head);
  const reason = `${status} was set outside the gate while decision ${decisionId} was being written, and was overwritten by ${target}`;
  const event = approvalDrifted(
    decision,
    { decisionId, cause: 'Overwritten', by: null, reasons: [reason] },
    revision,
    modifiedAt,
  );
  await patiently(ports.sleep, () => ports.bus.publish(event));
}
