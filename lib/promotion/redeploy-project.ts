// One delivery for one project: moves its lane as far as it goes now, and says when to look again.
import { NotYetError } from '../errors.ts';
import { accepted, finished, nextLaneStep, postponed, withdrawn, type Attempt, type Lane } from '../ledger/lane.ts';
import { ConditionFailedError } from '../ports.ts';
import { governingRedeployment } from './governing-redeployment.ts';
import { isWatched } from './is-watched.ts';
import { judgeUpdate } from './judge-update.ts';
import { updateFinished, updateStarted } from './project-events.ts';
import { followAgainAt, LONG_WAIT, moveLane, wakeAt, type RedeployPorts } from './redeploy-ports.ts';
import { fail, startUpdate } from './start-update.ts';
import type { Woken } from './woken.ts';

/** More moves than one delivery can need: reject, previous version, parameters, call. */
const MOST_MOVES = 8;

/** Makes the delivery. Throws what the ports throw, and NotYetError where other workers keep moving the lane. */
export function makeRedeployProject(ports: RedeployPorts): (woken: Woken) => Promise<Lane | null> {
  return async (woken) => {
    let hasMoved = false;
    for (let moves = 0; moves < MOST_MOVES; moves++) {
      const lane = await ports.lanes.readLane(woken.laneId);
      if (!lane) return null;
      const now = ports.clock();
      const step = nextLaneStep(lane, now);
      if (step.step === 'nothing') return lane;
      if (step.step === 'wait') {
        await tellLongWait(ports, lane, now);
        // Whoever made it wait has sent the wake-up for that time; a second chain of them would never end.
        const isOwnTime = hasMoved || woken.dueAt === step.until || lane.attempt?.phase === 'sending';
        if (isOwnTime) await ports.wakeLane(wakeAt(lane.laneId, now, step.until));
        return lane;
      }
      try {
        if (step.step === 'start') await startUpdate(ports, lane, step.wanted);
        else await followUpdate(ports, lane, step.attempt);
        hasMoved = true;
      } catch (error) {
        // Another worker was faster: look at what it left.
        if (!(error instanceof ConditionFailedError)) throw error;
      }
    }
    throw new NotYetError(`lane ${woken.laneId} keeps moving`, 5);
  };
}

/** A lane that waits because its group is only watched waits as it should: nobody has to hear of it. */
async function tellLongWait(ports: RedeployPorts, { wanted, waitingSince, ...lane }: Lane, now: number): Promise<void> {
  const waited = now - (waitingSince ?? now);
  if (!wanted || waited <= LONG_WAIT) return;
  const { modelPackageGroupName: group, account } = wanted.subject;
  if (!(await isWatched(ports, { group, account }))) ports.onLongWait({ ...lane, wanted, waitingSince }, waited);
}

/** One look at an update that was sent, or may have been. */
async function followUpdate(ports: RedeployPorts, lane: Lane, attempt: Attempt): Promise<Lane> {
  const projects = ports.projectsOf(lane.account, lane.region);
  const lookedAt = ports.clock();
  const [project, self] = await Promise.all([projects.describe(lane.target), projects.whoAmI()]);
  if (!project) return fail(ports, lane, attempt, `project ${lane.target} is not there any more`);
  const { omitParameters = [] } = governingRedeployment(ports.redeployments, lane, attempt.wanted) ?? {};
  const judged = judgeUpdate({ project, attempt, self, lookedAt, omitParameters });
  if (judged.judged === 'elsewhere') return moveLane(ports, lane, withdrawn(lane, lookedAt, judged.because));
  if (judged.judged === 'underWay')
    return moveLane(
      ports,
      lane,
      postponed(lane, followAgainAt(lookedAt, attempt.startedAt, ports.pace), judged.because),
    );
  // It has landed, if the lane still is as it was before the look: else others went on meanwhile, and what was seen is theirs.
  const { revision } = (await ports.lanes.readLane(lane.laneId)) ?? lane;
  if (revision !== lane.revision) throw new ConditionFailedError(`lane ${lane.laneId} was moved during the look`);
  // Where the answer to the call was lost, its beginning was not told either.
  if (attempt.phase === 'sending') await ports.bus.publish(updateStarted(lane, attempt));
  if (judged.judged === 'failed') return fail(ports, lane, attempt, judged.message);
  if (attempt.phase === 'sending') return moveLane(ports, lane, accepted(lane, lookedAt));
  await ports.bus.publish(updateFinished(lane, attempt));
  const because = `project ${project.name} is UpdateCompleted with v${attempt.wanted.version}`;
  return moveLane(ports, lane, finished(lane, ports.clock(), because));
}
