// A version wanted in a registration's target: written into its lane there, and the lane woken.
import type { Lanes, WakeLane } from '../lane-ports.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { registrationLaneId, type Registration } from '../policy/registration.ts';
import type { Clock } from '../ports.ts';
import { SOURCE_ARN } from './copy-metadata.ts';
import { wantInLane } from './want-in-lane.ts';

type Ports = { readonly lanes: Lanes; readonly wakeLane: WakeLane; readonly clock: Clock };

/** A version that is itself a copy goes no further. A rejection is wanted only where a copy may be. */
export async function wantCopy(
  ports: Ports,
  { target }: Registration,
  wanted: Wanted,
  metadata: ReadonlyMap<string, string>,
): Promise<void> {
  if (metadata.has(SOURCE_ARN)) return;
  const { account, region, modelPackageGroupArn } = target;
  const laneId = registrationLaneId(target, wanted.subject.identity);
  if (wanted.approvalStatus === 'Rejected' && !(await ports.lanes.readLane(laneId))) return;
  await wantInLane(ports, { laneId, kind: 'registration', target: modelPackageGroupArn, account, region }, wanted);
}
