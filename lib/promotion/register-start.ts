// Begins what is wanted in the lane of one version and target: a copy, or a later decision carried to the copies that are there.
import type { Copy } from '../ledger/copies.ts';
import { givenUp, postponed, satisfied, type Lane } from '../ledger/lane.ts';
import { LIMITS } from '../ledger/limits.ts';
import { mayBeBehind, type Wanted } from '../ledger/wanted.ts';
import { covers } from '../policy/match.ts';
import type { Registration } from '../policy/registration.ts';
import type { SourceVersion } from '../registration-ports.ts';
import { carryStatus } from './carry-status.ts';
import { supersededBy } from './check-evidence.ts';
import { SOURCE_ARN } from './copy-metadata.ts';
import { goesBefore } from './copy-order.ts';
import { createCopy } from './create-copy.ts';
import { becauseWatched, isWatched } from './is-watched.ts';
import { MODE_AGAIN, moveLane, waitAgainAt } from './redeploy-ports.ts';
import { isTargetOf, type RegisterPorts } from './register-ports.ts';

/** One move of a lane in which something is wanted and nothing is under way. Throws BlockedError where the target is closed. */
export async function startRegistration(ports: RegisterPorts, lane: Lane, wanted: Wanted): Promise<Lane> {
  const { modelPackageGroupName: group, account, modelPackageArn } = wanted.subject;
  const now = ports.clock();
  if (await isWatched(ports, { group, account }))
    return moveLane(ports, lane, postponed(lane, now + MODE_AGAIN, becauseWatched(group, 'registered')));
  const registration = ports.registrations.find(
    (one) => covers(one.match, { group, account }) && isTargetOf(lane, one),
  );
  if (!registration)
    return drop(ports, lane, `no Registration names group ${group} and target ${lane.target} any more`);
  const source = await ports.readSource(modelPackageArn);
  const refused = refusalOf(source, wanted);
  if (source && refused !== null && source.approvalStatus !== wanted.approvalStatus && mayBeBehind(wanted, now))
    return moveLane(ports, lane, postponed(lane, now + LIMITS.behindWaits, refused));
  if (!source || refused !== null) return drop(ports, lane, refused ?? 'it is gone');
  return carryOn(ports, { lane, wanted, registration, source });
}

export type Registering = {
  readonly lane: Lane;
  readonly wanted: Wanted;
  readonly registration: Registration;
  readonly source: SourceVersion;
};

async function carryOn(ports: RegisterPorts, given: Registering): Promise<Lane> {
  const { lane, wanted, registration } = given;
  const copies = lane.copies ?? [];
  if (wanted.approvalStatus === 'Rejected') {
    const [open] = copies.filter(({ approvalStatus }) => approvalStatus !== 'Rejected');
    if (registration.onRejected === 'Keep') return drop(ports, lane, `onRejected of ${registration.name} is Keep`);
    return open ? carryStatus(ports, given, open, 'Rejected') : settle(ports, lane, copies);
  }
  const known = copies.find(({ packageDigest }) => packageDigest === wanted.packageDigest);
  if (!known) return inOrder(ports, given);
  return known.approvalStatus === 'Rejected'
    ? carryStatus(ports, given, known, registration.approvalStatus)
    : settle(ports, lane, copies);
}

/** A copy, unless an older version of its group waits for the same target: people over there take the newest one. */
async function inOrder(ports: RegisterPorts, given: Registering): Promise<Lane> {
  const { lane, wanted, source } = given;
  const superseded = await supersededBy(ports, wanted, source);
  if (superseded !== null) return drop(ports, lane, superseded);
  const older = await goesBefore(ports, lane);
  if (older === null) return createCopy(ports, given);
  const again = waitAgainAt(ports.clock(), lane.waitingSince, ports.pace);
  const because = `version ${older} of ${wanted.subject.modelPackageGroupName} is registered there first`;
  return moveLane(ports, lane, postponed(lane, again, because));
}

/** Nothing is left to do: there is a copy with this status, or none that could follow. */
const settle = (ports: RegisterPorts, lane: Lane, copies: readonly Copy[]): Promise<Lane> =>
  copies.length === 0
    ? drop(ports, lane, 'there is no copy of this version')
    : moveLane(ports, lane, { ...satisfied(lane, ports.clock(), 'the copy is there'), blocked: null });

/** Why this version is not carried on; null where it is. What is registered from elsewhere ends here, so nothing goes round. */
function refusalOf(source: SourceVersion | null, { subject, version, approvalStatus }: Wanted): string | null {
  const name = `version ${version} of ${subject.modelPackageGroupName}`;
  if (source?.identity !== subject.identity) return `${name} is deleted in the registry`;
  const from = source.metadata.get(SOURCE_ARN);
  if (from !== undefined) return `${name} is itself a copy of ${from}: copies are not registered onward`;
  return source.approvalStatus === approvalStatus ? null : `${name} is ${source.approvalStatus} in the registry`;
}

const drop = (ports: RegisterPorts, lane: Lane, because: string): Promise<Lane> =>
  moveLane(ports, lane, {
    ...givenUp(lane, { result: 'Dropped', because, instead: null }, ports.clock()),
    blocked: null,
  });
