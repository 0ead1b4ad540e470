// What follows approvals in whole histories: one project that serves a group, one account that gets copies, their lanes, and the three functions that move them.
import type { PublishedEvent } from '../../lib/events.ts';
import type { LaneWake, Lanes, Project, Projects, UpdateAnswer } from '../../lib/lane-ports.ts';
import type { ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';
import type { Registration } from '../../lib/policy/registration.ts';
import type { PromotionEvent } from '../../lib/promotion-events.ts';
import { laneDueAt } from '../../lib/ledger/lane.ts';
import { ACCOUNT, OTHER, REGION, type ProjectEvent } from './promotion-state.ts';
import { makeTarget } from './target.ts';
import { sourceOf, registryOf } from './registry-ports.ts';
import { ledgerOf } from './workers.ts';
import { freeze, pause, request, type Worker } from './trouble.ts';
import type { World } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
export const SELF = 'arn:aws:sts::111122223333:assumed-role/RedeployRole/session';
const PLACE = { file: 'policies/serving.yaml', line: 1, column: 1 };
const MATCH = { modelPackageGroups: ['search'], exclude: [], accounts: [] };

const REDEPLOYMENT: ProjectRedeployment = {
  name: 'search-serving',
  match: MATCH,
  project: { name: 'search' },
  parameters: new Map([['ModelPackageArn', [{ modelPackage: 'arn' as const }]]]),
  omitParameters: [],
  tags: new Map(),
  onRejected: 'Keep',
  externalApproval: 'PromoteIfPolicyAgrees',
  place: PLACE,
};
const REGISTRATION: Registration = {
  name: 'search-copies',
  match: MATCH,
  target: {
    modelPackageGroupArn: 'arn:aws:sagemaker:us-east-1:444455556666:model-package-group/search',
    partition: 'aws',
    account: '444455556666',
    region: REGION,
    group: 'search',
    roleArn: null,
    externalId: null,
    createGroup: false,
  },
  approvalStatus: 'Approved',
  artifacts: null,
  images: [],
  onRejected: 'Keep',
  externalApproval: 'PromoteIfPolicyAgrees',
  place: PLACE,
};

const isBusy = ({ status }: Project): boolean => status === 'UpdateInProgress';

/** The project takes its time, and sometimes its stack rolls back. */
function change(world: World, by: string, parameters: ReadonlyMap<string, string>): void {
  const { promotion, random, schedule, say } = world;
  const before = promotion.project;
  promotion.project = { ...before, status: 'UpdateInProgress', parameters, modifiedAt: schedule.now(), modifiedBy: by };
  const isGood = !(world.isTroubled() && random.chance(0.15));
  schedule.at(schedule.now() + random.between(20 * SECOND, 4 * MINUTE), () => {
    const status = isGood ? 'UpdateCompleted' : 'UpdateFailed';
    const shown = isGood ? parameters : before.parameters;
    const statusMessage = isGood ? null : 'the stack rolled back';
    promotion.project = { ...promotion.project, status, parameters: shown, statusMessage };
    note(world, 'ended', by);
    say('PROJECT', status, by);
  });
}

const servedBy = (project: Project): string => project.parameters.get('ModelPackageArn') ?? '';
const note = ({ promotion, schedule }: World, what: ProjectEvent['what'], by: string, serves?: string): void =>
  void promotion.projectLog.push({ what, at: schedule.now(), by, serves: serves ?? servedBy(promotion.project) });

/** Somebody else changes the project, not what it serves. */
export function changeProject(world: World): void {
  const { project } = world.promotion;
  if (isBusy(project)) return;
  const parameters = new Map([...project.parameters, ['Stage', `prod-${++world.state.serial}`] as const]);
  change(world, OTHER, parameters);
}

function projectsOf(world: World, worker: Worker): Projects {
  const { engine, promotion, random, trouble } = world;
  const read = <T>(name: string, effect: () => T) => request(trouble, worker, { name, effect, isWrite: false });
  return {
    describe: () => read('describeProject', () => promotion.project),
    list: () =>
      read('listProjects', () => ({ projects: [{ ...promotion.project, creationTime: 0 }], nextToken: null })),
    whoAmI: async () => SELF,
    async update({ parameters }, maySign): Promise<UpdateAnswer> {
      if (random.chance(0.03 * trouble.severity())) await pause(trouble, worker, freeze(random));
      if (!maySign()) throw new engine.NotYetError('too late to sign', 5);
      const serves = parameters.get('ModelPackageArn') ?? '';
      note(world, 'signed', SELF, serves);
      const effect = (): UpdateAnswer => {
        if (isBusy(promotion.project)) {
          note(world, 'busy', SELF, serves);
          return { answer: 'busy', because: 'the project is being updated' };
        }
        note(world, 'landed', SELF, serves);
        change(world, SELF, parameters);
        return { answer: 'accepted' };
      };
      return request(trouble, worker, { name: 'UPDATE project', effect, isWrite: true }).catch((error: unknown) => {
        if (error instanceof engine.UnansweredError) return { answer: 'lost', because: error.message } as const;
        throw error;
      });
    },
  };
}

function lanesOf({ engine, promotion, trouble, say }: World, worker: Worker): Lanes {
  const { lanes } = promotion;
  return {
    readLane: (laneId) =>
      request(trouble, worker, { name: 'readLane', effect: () => lanes.get(laneId) ?? null, isWrite: false }),
    putLane: (expected, next) =>
      request(trouble, worker, {
        name: `putLane ${next.kind} ${next.attempt?.phase ?? '-'}`,
        isWrite: true,
        effect: () => {
          if (lanes.get(next.laneId)?.revision !== expected?.revision) throw new engine.ConditionFailedError();
          lanes.set(next.laneId, next);
          say('LANE', next.kind, next.attempt?.phase ?? '-', next.wanted?.version ?? '-', next.outcome?.result ?? '-');
        },
      }),
    listLanes: async () => ({ lanes: [...lanes.values()], nextToken: null }),
    readDueLanes: async (until) => ({
      laneIds: [...lanes.values()].filter((lane) => (laneDueAt(lane) ?? Infinity) <= until).map(({ laneId }) => laneId),
      nextToken: null,
    }),
  };
}

/** Hands a wake-up to the lane's queue. */
export type SendWake = (wake: LaneWake) => void;

function portsOf(world: World, worker: Worker, send: SendWake) {
  const { trouble, promotion, schedule } = world;
  const { mode } = world.state;
  return {
    lanes: lanesOf(world, worker),
    ledger: {
      ...ledgerOf(world, worker),
      readModes: async () => ({ stack: null, groups: new Map(), adoptions: new Map() }),
    },
    registries: () => registryOf(world, worker),
    projectsOf: () => projectsOf(world, worker),
    readSource: sourceOf(world, worker),
    targets: () => makeTarget(world, worker),
    wakeLane: (wake: LaneWake) =>
      request(trouble, worker, { name: `wake ${wake.laneId.slice(0, 12)}`, effect: () => send(wake), isWrite: true }),
    bus: {
      publish: (event: PublishedEvent | PromotionEvent) =>
        request(trouble, worker, {
          name: `publish ${event.detailType}`,
          effect: () => void promotion.told.push({ at: schedule.now(), event: event as PromotionEvent }),
          isWrite: true,
        }),
    },
    clock: () => schedule.now() + worker.clockError,
    newToken: () => `${worker.name}/${++world.state.serial}`,
    redeployments: [REDEPLOYMENT],
    registrations: [REGISTRATION],
    accounts: [],
    ownAccount: ACCOUNT,
    objectsOf: () => ({ head: async () => null, list: async () => [], copy: async () => undefined }),
    reports: { read: async () => ({ state: 'missing', cause: '' }) as const },
    stack: 'simulation',
    mode,
    pace: 15 * SECOND,
    onLongWait: () => undefined,
    onBlocked: () => undefined,
  };
}

type Results = readonly PromiseSettledResult<unknown>[];
const messageOf = (body: unknown) => [{ id: 'm', body: JSON.stringify(body), receiveCount: 1 }];
function unwrap([result]: Results): void {
  if (result?.status === 'rejected') throw result.reason;
}

/** promote: one event of the bus. */
export async function promote(world: World, worker: Worker, detail: unknown, send: SendWake): Promise<void> {
  const work = world.engine.makePromote(portsOf(world, worker, send));
  unwrap(await work(messageOf({ detail }), () => 60_000));
}

/** redeploy or register: one wake-up of a lane. */
export async function moveLane(world: World, worker: Worker, wake: LaneWake, send: SendWake): Promise<void> {
  const { engine } = world;
  const ports = portsOf(world, worker, send);
  const make = wake.laneId.startsWith('project/') ? engine.makeRedeploy : engine.makeRegister;
  unwrap(await make(ports)(messageOf({ laneId: wake.laneId, dueAt: wake.dueAt }), () => 60_000));
}

/** The part of a sweep that is about lanes. */
export async function sweepLanes(world: World, worker: Worker, send: SendWake): Promise<void> {
  const ports = portsOf(world, worker, send);
  await world.engine.makeSweepLanes({ ...ports, places: [{ account: ACCOUNT, region: REGION }] })();
}
