// Lanes that leave lines in the log: a wake-up names its lane and no decision, and whoever follows a decision has to find what came of it.
import type { Lanes } from '../lane-ports.ts';
import type { Lane } from '../ledger/lane.ts';
import type { Observe } from '../observe.ts';

/** The same lanes; what is wanted or under way in one that is read, and what becomes of it, is told with its decision's id. */
export const tellingLanes = (lanes: Lanes, observe: Pick<Observe, 'info'>): Lanes => ({
  ...lanes,
  async readLane(laneId) {
    const lane = await lanes.readLane(laneId);
    if (lane?.attempt || lane?.wanted) observe.info('lane read', factsOf(lane));
    return lane;
  },
  async putLane(expected, next) {
    await lanes.putLane(expected, next);
    const ended = next.outcome !== null && next.outcome.at !== expected?.outcome?.at ? next.outcome : null;
    // An end is told as one, also where the next version already waits.
    if (ended)
      observe.info('lane ended', {
        ...aboutOf(next.laneId, ended.wanted),
        result: ended.result,
        because: ended.because,
      });
    else observe.info('lane moved', factsOf(next));
  },
});

const factsOf = ({ laneId, attempt, wanted, outcome, because }: Lane) => ({
  ...aboutOf(laneId, attempt?.wanted ?? wanted ?? outcome?.wanted),
  phase: attempt?.phase ?? (wanted ? 'wanted' : 'idle'),
  because,
});

const aboutOf = (laneId: string, wanted: Lane['wanted'] | undefined) => ({
  laneId,
  decisionId: wanted?.decisionId ?? null,
  modelPackageArn: wanted?.subject.modelPackageArn ?? null,
});
