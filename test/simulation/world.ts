// The state of one simulated history: registry, ledger tables, bus, clocks and what has happened to them.
import type { PublishedEvent } from '../../lib/events.ts';
import { identityOf, parseModelPackageArn } from '../../lib/identity.ts';
import type { Mode } from '../../lib/policy/policy.ts';
import type { RegistryUpdate } from '../../lib/ports.ts';
import { makeLedgerTables, type HeadMove } from '../ledger/ledger-tables.ts';
import type { Engine } from './engine.ts';
import { POLICIES, type SimulatedPolicy, type Written } from './policies.ts';
import type {
  Authorized,
  Message,
  Moved,
  Options,
  PackageState,
  Published,
  RegistryChange,
  WorldState,
} from './records.ts';
import { makeChance, makeSchedule, type Chance, type Schedule } from './schedule.ts';
import { firstPromotion } from './promotion-state.ts';
import { drawReviewers } from './reviewers-state.ts';
import { drawRates, type Trouble, type Worker } from './trouble.ts';

/** Trouble ends at this time; a calm phase of sweeps follows. */
export const CALM_FROM = 2_600_000;

/** The packages of every history, two versions of one group registered at time 0, by identity. */
export const PACKAGES = new Map(
  [1, 2].map((version) => {
    const arn = parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/search/${version}`);
    return [identityOf(arn, 0), arn] as const;
  }),
);

/** Everything that one history is made of and leaves behind. */
export type World = ReturnType<typeof makeWorld>;

/** Makes a world before anything has happened in it. */
export function makeWorld(seed: number, engine: Engine, options: Options) {
  const schedule = makeSchedule();
  const fate = drawFate(seed, options);
  const { random, badness, rates, clockErrors } = fate;
  const state = firstState(options);
  const isTroubled = () => !options.isCalm && schedule.now() < CALM_FROM;
  const say = (...words: readonly (string | number)[]) => {
    if (options.trace) console.log((schedule.now() / 1000).toFixed(1).padStart(8), ...words);
  };
  const crash = (name: string) => {
    if (++state.requests !== options.crash?.at) return null;
    state.diedAt = name;
    return options.crash.when;
  };
  const mishap = () => !options.muted?.has(++state.mishaps);
  const trouble: Trouble = {
    schedule,
    random,
    engine,
    rates,
    say,
    crash,
    mishap,
    severity: () => (isTroubled() ? badness : 0),
  };
  return {
    ...fate,
    ...makeRecords(engine, schedule),
    promotion: firstPromotion(),
    /** Who hears of changes of the registry and of what is published; set by the queues. */
    listeners: {
      changed: (_message: Message): void => undefined,
      published: (_event: PublishedEvent): void => undefined,
    },
    engine,
    options,
    schedule,
    state,
    trouble,
    say,
    isTroubled,
    isOn: (defence: string) => !options.without?.includes(defence),
    policy: (): SimulatedPolicy => POLICIES[state.deployed] ?? raise('no such deployment'),
    newWorker(): Worker {
      const number = Math.floor(random.draw() * clockErrors.length);
      const name = `worker-${number}.${++state.serial}`;
      const clockError = clockErrors[number] ?? 0;
      return { name, clockError, build: state.deployed, isDead: false };
    },
  };
}

/** What is drawn before the history begins: packages, clocks, how bad a day it is, and the chance that the rest is drawn with. */
function drawFate(seed: number, options: Options) {
  const first = makeChance(seed);
  const metrics = new Map<string, number | null>();
  const metricFrom = (chance: Chance) => (digest: string) => {
    const metric = chance.chance(0.1) ? null : chance.draw();
    metrics.set(digest, metric);
    return metric;
  };
  const packages = new Map<string, PackageState>();
  for (const identity of PACKAGES.keys()) packages.set(identity, registered(identity, metricFrom(first)));
  const reviewCount = first.chance(0.3) ? 2 : 1;
  const reviewers = drawReviewers(first, reviewCount);
  const clockErrors = [0, 1, 2, 3].map(() => first.pick([-1, 1, first.between(-1, 1)]) * 30_000);
  const badness = options.isCalm ? 0 : first.draw() * 1.5;
  const rates = drawRates(first);
  const losses = first.draw() * 0.3;
  const random = options.order ? makeChance(seed * 7919 + options.order) : first;
  return {
    random,
    metrics,
    packages,
    reviewCount,
    reviewers,
    clockErrors,
    badness,
    rates,
    losses,
    newMetric: metricFrom(random),
  };
}

function registered(identity: string, newMetric: (digest: string) => number | null): PackageState {
  const digest = `${identity}@1`;
  const metric = newMetric(digest);
  return { status: 'PendingManualApproval', version: 1, metric, digest, marker: null, modifiedAt: 0, by: 'registrant' };
}

/** The ledger's tables, and what the judge reads afterwards. */
function makeRecords(engine: Engine, schedule: Schedule) {
  const moves: Moved[] = [];
  const conditionFailed = () => new engine.ConditionFailedError();
  const onMove = (move: HeadMove) => moves.push({ ...move, at: schedule.now() });
  return {
    moves,
    tables: makeLedgerTables({ ...engine, conditionFailed }, onMove),
    /** When each entry was put first, by hash. */
    putAt: new Map<string, number>(),
    registryLog: [] as RegistryChange[],
    published: [] as Published[],
    hintsDelivered: new Set<string>(),
    deadLetters: [] as ((worker: Worker) => Promise<void>)[],
    usedTokens: new Set<string>(),
    /** Writes of HEAD by workers that had read who has authority, and what they had read. */
    authorized: [] as Authorized[],
  };
}

const firstState = (options: Options): WorldState => ({
  deployed: 0,
  mode: options.audit ? 'Audit' : 'Enforce',
  foreignBudget: options.isAlone ? 0 : 4,
  serial: 0,
  dead: 0,
  overwritten: 0,
  quietEffects: 0,
  mishaps: 0,
  diedAt: '',
  requests: 0,
  failures: [],
});

function raise(message: string): never {
  throw new Error(message);
}

/** The package as it is. */
export const packageOf = (world: World, identity: string): PackageState =>
  world.packages.get(identity) ?? raise(`no package ${identity}`);

/** What UpdateModelPackage does when it lands. */
export function landUpdate(world: World, identity: string, request: RegistryUpdate, sentAt: number, mode: Mode): void {
  if (packageOf(world, identity).isDeleted) throw new world.engine.NotYetError('the version is not there any more', 5);
  if (!world.options.tokenless) {
    if (world.usedTokens.has(request.clientToken)) return;
    world.usedTokens.add(request.clientToken);
  }
  const written = { ...(JSON.parse(request.approvalDescription) as Written), sentAt, mode };
  const marker = request.metadata.get('modelgate:decision') ?? null;
  const status = request.approvalStatus ?? (world.isOn('holdLeavesStatus') ? null : 'PendingManualApproval');
  changePackage(world, identity, 'gate', { marker, ...(status && { status }) }, written);
}

/** Changes the registry and remembers the change. */
export function changePackage(
  world: World,
  identity: string,
  by: string,
  change: Partial<PackageState>,
  written: RegistryChange['written'] = null,
): void {
  const before = packageOf(world, identity);
  const at = world.schedule.now();
  const after = { ...before, ...change, modifiedAt: at, by };
  world.packages.set(identity, after);
  world.registryLog.push({ identity, at, by, before, after, written });
  world.say('REGISTRY', identity, by, after.status, after.digest, after.marker ?? '-');
  if (!after.isDeleted) world.listeners.changed({ identity, status: after.status, modifiedAt: at });
}

/** Somebody deletes the version; what was about it is still to be ended. */
export function deletePackage(world: World, identity: string): void {
  if (!packageOf(world, identity).isDeleted) changePackage(world, identity, 'registrant', { isDeleted: true });
}
