// What registering versions in other groups asks for, and when a lane of it is looked at again.
import type { Lanes, WakeLane } from '../lane-ports.ts';
import type { Lane } from '../ledger/lane.ts';
import type { Governance } from '../policy/match.ts';
import type { Mode, RegistryAccount } from '../policy/policy.ts';
import type { Registration } from '../policy/registration.ts';
import type { Bus, Clock, Ledger, NewToken, ReportStore } from '../ports.ts';
import type { ObjectsOf, ReadSource, TargetRegistries } from '../registration-ports.ts';
import { DAY, HOUR } from '../times.ts';

/** With the policy files: versions of a group that is only watched by its policies are not registered elsewhere. */
export type RegisterPorts = Partial<Governance> & {
  readonly lanes: Lanes;
  readonly ledger: Pick<Ledger, 'readModes' | 'readHead' | 'readEntry'>;
  readonly readSource: ReadSource;
  readonly targets: TargetRegistries;
  readonly objectsOf: ObjectsOf;
  readonly reports: ReportStore;
  readonly accounts: readonly RegistryAccount[];
  readonly ownAccount: string;
  readonly bus: Bus;
  readonly wakeLane: WakeLane;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly registrations: readonly Registration[];
  readonly stack: string;
  readonly mode: Mode;
  /** Milliseconds before the first new try of a blocked target, over four. */
  readonly pace: number;
  /** Hears of a target that is closed. */
  readonly onBlocked: (lane: Lane) => void;
};

/** A blocked target is tried for so long; then somebody has to ask for it. */
export const BLOCKED_FOR = DAY;
/** No wake-up is sent for a time that far away, and no sweep finds it: only a person's command does. */
export const ASLEEP = 100 * 365 * DAY;
const LONGEST_PAUSE = HOUR;

/** The next try of a target that was closed so many times in a row: doubled each time, at most an hour. */
export const unblockAgainAt = (now: number, times: number, pace: number): number =>
  now + Math.min(pace * 4 * 2 ** Math.min(times, 20), LONGEST_PAUSE);

/** Whether a registration's target is that of the lane: ARNs differ in casing between calls. */
export const isTargetOf = ({ target }: Lane, registration: Registration): boolean =>
  registration.target.modelPackageGroupArn.toLowerCase() === target.toLowerCase();
