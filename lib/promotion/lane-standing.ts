// How a project's lane stands, in clauses that go on from the project's name: on pages, on the command line. Pure.
import { newestOf, type Lane, type LaneOutcome } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';

/** `serves search v6`, and since when that holds (ms); null where nobody wrote that down. */
export type Clause = { readonly text: string; readonly since: number | null };

/** All there is to say of a lane. */
export function standingOf(lane: Lane): readonly Clause[] {
  const { served, attempt, wanted, because, waitingSince } = lane;
  const closed = endedBadly(lane);
  return [
    ...(served ? [{ text: `serves ${shownVersion(served)}`, since: servedSince(lane, served) }] : []),
    ...(attempt ? [{ text: `is being updated to ${shownVersion(attempt.wanted)}`, since: attempt.startedAt }] : []),
    ...(wanted
      ? [{ text: `waits for ${shownVersion(wanted)}${because === null ? '' : `: ${because}`}`, since: waitingSince }]
      : []),
    ...(closed ? [{ text: `did not get ${shownVersion(closed.wanted)}: ${closed.because}`, since: closed.at }] : []),
  ];
}

/** The same of a copy's lane: `is search v4 there`, `is blocked: ...`. */
export function copyStandingOf(lane: Lane): readonly Clause[] {
  const { copies = [], blocked, wanted, attempt, waitingSince } = lane;
  const [copy] = copies;
  const isOpen = wanted !== null || attempt !== null;
  const fix = blocked?.fix ? `${blocked.message.endsWith('.') ? '' : '.'} To do: ${blocked.fix}` : '';
  return [
    ...(copy ? [{ text: `is v${versionIn(copy.copyArn)} there, ${copy.approvalStatus}`, since: null }] : []),
    ...(blocked ? [{ text: `is blocked, ${blocked.reason}: ${blocked.message}${fix}`, since: blocked.since }] : []),
    ...(isOpen && !blocked ? [{ text: 'is on its way', since: waitingSince }] : []),
  ];
}

const versionIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The failure or refusal after which nothing follows until a person acts; null where there is none. */
export function endedBadly({ outcome, attempt, wanted }: Lane): LaneOutcome | null {
  const isBad = outcome?.result === 'Failed' || outcome?.result === 'Refused';
  return isBad && !attempt && !wanted ? outcome : null;
}

/** The newer version of the group that this lane goes by: an approval of `version` would be no news here. Null where there is none. */
export function newerIn(
  lane: Lane,
  { group, version }: { readonly group: string; readonly version: number },
): Wanted | null {
  const newest = newestOf(lane);
  const isSame = newest?.subject.modelPackageGroupName.toLowerCase() === group.toLowerCase();
  return newest && isSame && newest.version > version ? newest : null;
}

/** What was wanted last in a lane; null where nothing ever was. */
export const lastWanted = ({ wanted, attempt, served, outcome }: Lane): Wanted | null =>
  wanted ?? attempt?.wanted ?? outcome?.wanted ?? served;

/** The name of the group whose versions a lane is about; empty where nothing was ever wanted. */
export const groupOf = (lane: Lane): string => lastWanted(lane)?.subject.modelPackageGroupName ?? '';

const shownVersion = ({ subject, version }: Wanted): string => `${subject.modelPackageGroupName} v${version}`;

const servedSince = ({ outcome, history }: Lane, { subject }: Wanted): number | null =>
  [outcome, ...history].find((one) => one?.result === 'Finished' && one.wanted.subject.identity === subject.identity)
    ?.at ?? null;
