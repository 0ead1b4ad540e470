// One lane in a hostile world: workers that are killed between any two steps, late requests, a project that takes its time, other people.
import * as production from '../../lib/ledger/lane.ts';
import type { Attempt, Lane, LanePlace } from '../../lib/ledger/lane.ts';
import { LIMITS } from '../../lib/ledger/limits.ts';
import type { Wanted } from '../../lib/ledger/wanted.ts';

export const PLACE: LanePlace = {
  laneId: 'project/111122223333/us-east-1/search',
  kind: 'project',
  target: 'search',
  account: '111122223333',
  region: 'us-east-1',
};

/** Version `version` of the group, approved `version` seconds after the epoch. */
export const wantedOf = (version: number, more: Partial<Wanted> = {}, group = 'search'): Wanted => ({
  subject: {
    modelPackageArn: `arn:aws:sagemaker:us-east-1:111122223333:model-package/${group}/${version}`,
    identity: `${group}:${version}`,
    modelPackageGroupName: group,
    modelPackageVersion: version,
    account: '111122223333',
    region: 'us-east-1',
    registrant: null,
    lastModifiedBy: null,
    previousApprovalStatus: 'PendingManualApproval',
    approvalStatus: 'Approved',
  },
  version,
  decisionId: `d-${version}`,
  revision: 1,
  packageDigest: `p-${version}`,
  approvalStatus: 'Approved',
  decidedAt: version * 1000,
  insteadOf: null,
  ...more,
});

/** What may happen next; `worker` is 0 to 2. */
export type Happening =
  | { readonly what: 'approve'; readonly version: number }
  | { readonly what: 'step'; readonly worker: number; readonly answer: 'ok' | 'lost' | 'throttled' }
  | { readonly what: 'kill'; readonly worker: number }
  | { readonly what: 'pass'; readonly seconds: number }
  | { readonly what: 'land' }
  | { readonly what: 'end'; readonly good: boolean }
  | { readonly what: 'other' };

type Project = { version: number; target: number; by: 'us' | 'other' | null; failed: boolean };
type Worker = { readonly skew: number; held: { lane: Lane; seen: Project } | null; call: Attempt | null };
type Request = { readonly version: number; readonly landsBefore: number };

/** The lane's moves as they are, or those of a copy with one defence taken out. */
export type LaneMoves = typeof production;

/** A world with nothing wanted yet. `faults` are sentences about what must never happen. */
export function makeLaneWorld(moves: LaneMoves = production) {
  const { accepted, begin, failed, finished, maySign, nextLaneStep, postponed, satisfied, want, withdrawn } = moves;
  let now = 1_000_000;
  let lane: Lane | null = null;
  let requests: Request[] = [];
  let owners = 0;
  const faults: string[] = [];
  const project: Project = { version: 0, target: 0, by: null, failed: false };
  // Clocks differ by up to 30 s between two workers.
  const workers: Worker[] = [-15_000, 0, 15_000].map((skew) => ({ skew, held: null, call: null }));

  const move = (before: Lane, after: Lane): boolean => {
    if (lane?.revision !== before.revision) return false;
    lane = after;
    return true;
  };
  const expire = (): void => void (requests = requests.filter(({ landsBefore }) => landsBefore >= now));
  const isBusy = (): boolean => project.by !== null;
  const land = (): void => {
    expire();
    const [request] = requests.splice(0, 1);
    if (!request) return;
    if (isBusy()) return void (project.by === 'us' && faults.push('a second UpdateProject landed on the first'));
    Object.assign(project, { target: request.version, by: 'us', failed: false });
  };
  const end = (good: boolean): void => {
    if (!isBusy()) return;
    const isGood = good || project.by === 'other';
    Object.assign(project, { by: null, failed: !isGood, version: isGood ? project.target : project.version });
  };
  const sign = (worker: Worker, call: Attempt, answer: 'ok' | 'lost' | 'throttled'): void => {
    worker.call = null;
    const clock = now + worker.skew;
    if (!maySign(call, clock)) return;
    expire();
    if (requests.length > 0 || project.by === 'us') faults.push('two UpdateProject are in flight');
    const current = lane;
    if (answer === 'throttled' || project.by === 'other') {
      if (current?.attempt?.owner === call.owner) move(current, withdrawn(current, clock, 'not now'));
      return;
    }
    requests.push({ version: call.wanted.version, landsBefore: now + LIMITS.signatureValidity });
    if (answer === 'lost') return;
    land();
    if (current?.attempt?.owner === call.owner) move(current, accepted(current, clock));
  };
  const act = (worker: Worker, before: Lane, seen: Project): void => {
    const clock = now + worker.skew;
    const step = nextLaneStep(before, clock);
    const shows = seen.by === 'us' ? seen.target : seen.version;
    if (step.step === 'start') {
      if (seen.by !== null) return void move(before, postponed(before, clock + 60_000, 'busy'));
      if (shows === step.wanted.version && !seen.failed) return void move(before, satisfied(before, clock, 'equal'));
      const call = { parameterDigest: '', readModifiedAt: null, before: {}, after: {}, changedBy: null };
      const begun = begin(before, { ...call, owner: `w-${owners++}` }, clock);
      if (move(before, begun)) worker.call = begun.attempt;
    } else if (step.step === 'resolve') {
      const isOurs = shows === step.attempt.wanted.version && (seen.by === 'us' || !seen.failed);
      move(before, isOurs ? accepted(before, clock) : withdrawn(before, clock, 'it did not land'));
    } else if (step.step === 'follow') {
      if (seen.by !== null) move(before, postponed(before, clock + 15_000, 'in progress'));
      else if (seen.failed) move(before, failed(before, clock, 'the stack rolled back', clock + 300_000));
      else if (shows !== step.attempt.wanted.version) move(before, withdrawn(before, clock, 'changed by another'));
      else move(before, finished(before, clock, 'UpdateCompleted'));
    }
  };
  return {
    faults,
    project,
    lane: () => lane,
    now: () => now,
    happen(happening: Happening): void {
      const worker = 'worker' in happening ? workers[happening.worker] : undefined;
      switch (happening.what) {
        case 'approve': {
          const after = want(lane, PLACE, wantedOf(happening.version), now);
          if (after) lane = after;
          return;
        }
        case 'kill':
          if (worker) Object.assign(worker, { held: null, call: null });
          return;
        case 'pass':
          now += happening.seconds * 1000;
          return expire();
        case 'land':
          return land();
        case 'end':
          return end(happening.good);
        case 'other':
          if (!isBusy()) Object.assign(project, { by: 'other', target: project.version });
          return;
        case 'step':
          if (worker?.call) return sign(worker, worker.call, happening.answer);
          if (worker?.held) {
            const { lane: before, seen } = worker.held;
            worker.held = null;
            return act(worker, before, seen);
          }
          // The look begins after the lane was read.
          if (worker && lane) worker.held = { lane, seen: { ...project } };
      }
    },
  };
}
