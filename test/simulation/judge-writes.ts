// I2, I3a, I7: each registry write landed once, in order, on fresh evidence, and over nobody's decision.
import type { OurWrite, Record } from './judge.ts';

/** A write may rest on a look this old, and a look may show a state this old (ms). */
const OLDEST_LOOK = 20_000 + 3_000;

/** Judges the gate's own writes of one package. */
export function judgeWrites(record: Record): void {
  const { ours, world, broke } = record;
  const landed = new Set<number>();
  const decidedOn = new Set<string>();
  for (const write of ours) {
    const { revision, origin, target, packageDigest, policyDigest, mode } = write.written;
    if (mode === 'Audit') broke('I2 written in Audit');
    if (landed.has(revision)) broke('I3a one revision written twice');
    landed.add(revision);
    if (ours.some((other) => other.at < write.at && other.written.revision > revision))
      broke('I3a an older revision landed after a newer one');
    if (!wasSeen(record, write)) broke('I7 written on evidence older than a fresh look allows');
    if (!world.options.studio && write.before.status !== 'PendingManualApproval')
      broke('I2 wrote over a status that was not pending');
    if (!target && write.after.status !== write.before.status)
      broke('I2 a write that decides nothing changed the status');
    if (target && origin === 'Gate') {
      const inputs = `${packageDigest} ${policyDigest}`;
      if (decidedOn.has(inputs)) broke('I2 automation decided again on the same evidence after a reset');
      decidedOn.add(inputs);
      if (isOverHuman(record, write)) broke('I2 automation wrote over a human decision');
    }
    judgeOverwriting(record, write);
  }
}

/** Whether the package was pending with this digest between the oldest look that the rules allow and the landing. */
function wasSeen({ history }: Record, write: OurWrite): boolean {
  const states = [write.before];
  for (let index = history.indexOf(write) - 1; index >= 0; index--) {
    const change = history[index];
    if (!change || change.at < write.written.sentAt - OLDEST_LOOK) break;
    states.push(change.before);
  }
  return states.some(
    (state) => state.digest === write.written.packageDigest && state.status === 'PendingManualApproval',
  );
}

function isOverHuman({ ours, history }: Record, write: OurWrite): boolean {
  const lastHuman = ours.findLast((other) => other.at < write.at && other.written.origin === 'Reviewer');
  if (!lastHuman) return false;
  return !history.some((change) => change.by === 'person' && change.at > lastHuman.at && change.at < write.at);
}

/** I2s: a Studio decision overwritten by ours can't be prevented; it has to be raised where its event came. */
function judgeOverwriting({ history, published, world, identity, broke }: Record, write: OurWrite): void {
  const { target, revision } = write.written;
  const overwritten = history[history.indexOf(write) - 1];
  if (
    !target ||
    overwritten?.by !== 'person' ||
    write.before.status === 'PendingManualApproval' ||
    write.before.status === target
  )
    return;
  world.state.overwritten++;
  const isHinted = world.hintsDelivered.has(`${identity}@${overwritten.at}`);
  const eventId = world.engine.eventIdOf('Model Package Approval Drifted', identity, revision, overwritten.at);
  const isRaised = published.some(({ event }) => event.detail.eventId === eventId);
  if (isHinted && history.at(-1) === write && !isRaised) broke('I2s overwritten Studio decision not raised');
}
