// A project, its registry and its lane in memory, for tests of redeploying: the clock moves only when told.
import type { Project, ProjectUpdate, UpdateAnswer } from '../../lib/lane-ports.ts';
import { NotYetError, RefusedError } from '../../lib/errors.ts';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import { parseModelPackageArn, type ModelPackageArn } from '../../lib/identity.ts';
import { want, type LanePlace } from '../../lib/ledger/lane.ts';
import type { Wanted } from '../../lib/ledger/wanted.ts';
import type { Governance } from '../../lib/policy/match.ts';
import type { ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';
import type { Registry } from '../../lib/ports.ts';
import type { PromotionEvent } from '../../lib/promotion-events.ts';
import { makeRedeployProject } from '../../lib/promotion/redeploy-project.ts';
import type { RedeployPorts } from '../../lib/promotion/redeploy-ports.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { PLACE, wantedOf } from '../ledger/lane-world.ts';

export const SELF = 'arn:aws:sts::111122223333:assumed-role/RedeployRole/session';
export const arnOf = (version: number): string => wantedOf(version).subject.modelPackageArn;

/** The parameters of a project that serves version 1, with one more, or another, value. */
export const withParameter = (key: string, value: string): Project['parameters'] =>
  new Map([
    ['ModelPackageArn', arnOf(1)],
    [key, value],
  ]);

export const REDEPLOYMENT: ProjectRedeployment = {
  name: 'search-serving',
  match: { modelPackageGroups: ['search'], exclude: [], accounts: [] },
  project: { name: 'search' },
  parameters: new Map([['ModelPackageArn', [{ modelPackage: 'arn' as const }]]]),
  omitParameters: [],
  tags: new Map(),
  onRejected: 'Keep',
  externalApproval: 'PromoteIfPolicyAgrees',
  place: { file: 'policies/serving.yaml', line: 1, column: 1 },
};

const START = 1_800_000_000_000;
export const projectOf = (more: Partial<Project> = {}): Project => ({
  name: 'search',
  arn: 'arn:aws:sagemaker:us-east-1:111122223333:project/search',
  id: 'p-1',
  status: 'CreateCompleted',
  provider: { kind: 'ServiceCatalog', provisioningArtifactId: 'pa-1' },
  parameters: new Map([
    ['ModelPackageArn', arnOf(1)],
    ['Stage', 'prod'],
  ]),
  statusMessage: null,
  modifiedAt: START - 1000,
  modifiedBy: 'arn:aws:iam::111122223333:user/ada',
  ...more,
});

/** `answer` is what UpdateProject does; by default it is accepted and under way until `complete`. */
export function givenProject(
  more: {
    project?: Partial<Project>;
    redeployment?: Partial<ProjectRedeployment>;
    /** Files before it. */
    others?: readonly Partial<ProjectRedeployment>[];
    governance?: Governance;
  } = {},
) {
  const lanes = makeInMemoryLanes();
  const events: PromotionEvent[] = [];
  const sent: ProjectUpdate[] = [];
  const wakes: { delay: number; dueAt: number | null }[] = [];
  const longWaits: number[] = [];
  const state = {
    now: START,
    project: projectOf(more.project) as Project | null,
    answer: 'accepted' as UpdateAnswer['answer'] | 'lostOnTheWay',
    statuses: new Map<number, string>(),
    mode: 'Enforce' as 'Enforce' | 'Audit',
    groupTags: new Map<string, string>(),
    isDenied: false,
    /** What happens while DescribeProject is under way. */
    meanwhile: async (): Promise<void> => undefined,
  };
  const statusOf = (version: number | null) => state.statuses.get(version ?? 0) ?? 'Approved';
  const registry = {
    describe: async (arn: ModelPackageArn) =>
      statusOf(arn.version) === 'gone'
        ? null
        : {
            raw: '',
            description: {
              arn,
              approvalStatus: statusOf(arn.version),
              metadata: new Map(),
              provenance: new Map(),
              creationTime: 0,
              createdBy: null,
              lastModifiedBy: null,
            } as unknown as PackageDescription,
          },
    groupTags: async () => state.groupTags,
    listApproved: async () =>
      [9, 8, 7, 6, 5, 4, 3, 2, 1]
        .filter((version) => state.statuses.get(version) === 'Approved')
        .map((version) => parseModelPackageArn(arnOf(version)))
        .slice(0, 1),
  } as unknown as Registry;
  const land = (update: ProjectUpdate): void => {
    if (state.project)
      state.project = {
        ...state.project,
        status: 'UpdateInProgress',
        parameters: update.parameters,
        modifiedAt: state.now,
        modifiedBy: SELF,
      };
  };
  const ports: RedeployPorts = {
    lanes,
    projectsOf: () => ({
      describe: async () => {
        if (state.isDenied) throw new RefusedError('ProjectDenied', 'DescribeProject: not authorized');
        const { meanwhile } = state;
        state.meanwhile = async () => undefined;
        await meanwhile();
        return state.project;
      },
      list: async () => ({ projects: [], nextToken: null }),
      whoAmI: async () => SELF,
      update: async (update, maySign) => {
        if (!maySign()) throw new NotYetError('too late', 5);
        sent.push(update);
        if (state.answer === 'accepted' || state.answer === 'lost') land(update);
        if (state.answer === 'accepted') return { answer: 'accepted' };
        return { answer: state.answer === 'lostOnTheWay' ? 'lost' : state.answer, because: 'as told' };
      },
    }),
    registries: () => registry,
    ledger: { readModes: async () => ({ stack: null, groups: new Map(), adoptions: new Map() }) },
    bus: { publish: async (event) => void events.push(event as PromotionEvent) },
    wakeLane: async ({ delay, dueAt }) => void wakes.push({ delay, dueAt }),
    clock: () => state.now,
    newToken: () => `w-${sent.length}`,
    ...more.governance,
    redeployments: [...(more.others ?? []), more.redeployment ?? {}].map((one) => ({ ...REDEPLOYMENT, ...one })),
    get mode() {
      return state.mode;
    },
    pace: 15_000,
    onLongWait: (_lane, milliseconds) => void longWaits.push(milliseconds),
  };
  const redeploy = makeRedeployProject(ports);
  const approve = async (version: number, of: Partial<Wanted> = {}, place: LanePlace = PLACE): Promise<void> => {
    state.statuses.set(version, 'Approved');
    const lane = await lanes.readLane(place.laneId);
    const next = want(lane, place, wantedOf(version, of), state.now);
    if (next) await lanes.putLane(lane, next);
  };
  return {
    state,
    sent,
    events,
    wakes,
    longWaits,
    lanes,
    approve,
    /** A delivery, as the wake-up that the lane itself asked for last. */
    deliver: (laneId = PLACE.laneId) => redeploy({ laneId, dueAt: wakes.at(-1)?.dueAt ?? null }),
    complete: (status: Project['status'] = 'UpdateCompleted', statusMessage: string | null = null) => {
      if (state.project) state.project = { ...state.project, status, statusMessage };
    },
    pass: (milliseconds: number) => void (state.now += milliseconds),
    types: () => events.map(({ detailType }) => detailType),
  };
}
