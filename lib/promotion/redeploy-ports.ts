// What redeploying a project asks for, and how its lane is moved and waits.
import type { LaneWake, Lanes, ProjectsOf, WakeLane } from '../lane-ports.ts';
import type { Lane } from '../ledger/lane.ts';
import type { Governance } from '../policy/match.ts';
import type { Mode } from '../policy/policy.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import type { Bus, Clock, Ledger, NewToken, Registries } from '../ports.ts';
import { HOUR, MINUTE } from '../times.ts';

/** With the policy files: a group that is only watched by its policies is not redeployed. */
export type RedeployPorts = Partial<Governance> & {
  readonly lanes: Lanes;
  readonly projectsOf: ProjectsOf;
  readonly registries: Registries;
  readonly ledger: Pick<Ledger, 'readModes'>;
  readonly bus: Bus;
  readonly wakeLane: WakeLane;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly redeployments: readonly ProjectRedeployment[];
  readonly mode: Mode;
  /** Milliseconds between looks at a project that is being updated, at first. */
  readonly pace: number;
  /** Hears of a lane that has waited for more than an hour. */
  readonly onLongWait: (lane: Lane, milliseconds: number) => void;
};

/** Puts the next state of a lane; answers it. Throws ConditionFailedError where another worker was faster. */
export async function moveLane({ lanes }: Pick<RedeployPorts, 'lanes'>, before: Lane, after: Lane): Promise<Lane> {
  await lanes.putLane(before, after);
  return after;
}

const LONGEST_FOLLOW = 2 * MINUTE;
const LONGEST_WAIT = 15 * MINUTE;
/** A human has to hear of it after this time. */
export const LONG_WAIT = HOUR;

/** What is only watched is looked at again after this time. */
export const MODE_AGAIN = 15 * MINUTE;

/** When to look again at what began at `since`: often at first, then ever more seldom. */
const again = (now: number, since: number, pace: number, most: number): number =>
  now + Math.min(Math.max(pace, (now - since) / 4), most);

/** When an update that runs is looked at again. */
export const followAgainAt = (now: number, since: number, pace: number): number =>
  again(now, since, pace, LONGEST_FOLLOW);
/** When something that stands in the way is looked at again. */
export const waitAgainAt = (now: number, since: number | null, pace: number): number =>
  again(now, since ?? now, pace, LONGEST_WAIT);
/** After a failure: 20 paces, then 60. */
export const retryAt = (now: number, failures: number, pace: number): number => now + pace * 20 * 3 ** failures;

/** The wake-up for a time. SQS delays 15 minutes at most. */
export const wakeAt = (laneId: string, now: number, dueAt: number): LaneWake => ({
  laneId,
  dueAt,
  delay: Math.min(Math.max(0, dueAt - now), LONGEST_WAIT),
});
