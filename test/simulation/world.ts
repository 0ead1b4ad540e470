// The state of one simulated history: registry, ledger tables, bus, clocks and what has happened to them.
import type { ApprovalStatus } from '../../lib/evidence/evidence.ts';
import type { PublishedEvent } from '../../lib/events.ts';
import { identityOf, parseModelPackageArn } from '../../lib/identity.ts';
import type { Mode } from '../../lib/policy/policy.ts';
import type { RegistryUpdate } from '../../lib/ports.ts';
import type { Head } from '../../lib/ledger/head.ts';
import { makeLedgerTables, type HeadMove } from '../ledger/ledger-tables.ts';
import type { Engine } from './engine.ts';
import { POLICIES, type SimulatedPolicy, type Written } from './policies.ts';
import { makeChance, makeSchedule, type Chance, type Schedule } from './schedule.ts';
import { firstPromotion } from './promotion.ts';
import { drawReviewers } from './reviewers.ts';
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

export type Options = {
  /** People also decide around the gate, at the worst moments. */
  readonly studio?: boolean;
  /** Real reviews of people at every door, deletions, and what follows approvals: a project and another account. */
  readonly isWhole?: boolean;
  /** Nobody but the gate acts. */
  readonly isAlone?: boolean;
  /** Nothing goes wrong but duplicates and disorder. */
  readonly isCalm?: boolean;
  /** The registry takes ClientToken and forgets it. */
  readonly tokenless?: boolean;
  /** The stack starts in Audit and is switched over and back. */
  readonly audit?: boolean;
  /** Another order of messages in the same world. */
  readonly order?: number;
  /** Defences of the fakes that are switched off. */
  readonly without?: readonly string[];
  readonly trace?: boolean;
  /** Mishaps that do not happen, by their number: how a history is made shorter. */
  readonly muted?: ReadonlySet<number>;
  /** One worker dies at the n-th request of the history, from 1, before or after its effect. */
  readonly crash?: { readonly at: number; readonly when: 'before' | 'after' };
  /** A message dies with its worker: only a sweep can find what it was about. */
  readonly isNeverRedelivered?: boolean;
};

export type PackageState = {
  readonly status: ApprovalStatus;
  readonly version: number;
  readonly metric: number | null;
  readonly digest: string;
  readonly marker: string | null;
  readonly modifiedAt: number;
  readonly by: string;
  readonly isDeleted?: boolean;
};

export type RegistryChange = {
  readonly identity: string;
  readonly at: number;
  readonly by: string;
  readonly before: PackageState;
  readonly after: PackageState;
  /** Of the gate's own writes: what it says of itself, and when it was signed. */
  readonly written: (Written & { readonly sentAt: number; readonly mode: Mode }) | null;
};

/** One landed write of HEAD, with whoever had no authority when its worker last read that; null: it never read it. */
export type Authorized = {
  readonly identity: string;
  readonly at: number;
  readonly before: Head | null;
  readonly after: Head;
  readonly revoked: readonly string[] | null;
};
export type Published = { readonly identity: string; readonly at: number; readonly event: PublishedEvent };
export type Moved = HeadMove & { readonly at: number };
export type Message = {
  readonly identity: string;
  readonly status: ApprovalStatus | null;
  readonly modifiedAt: number | null;
  /** Sent by ourselves: it names the very version, also one that is deleted by now. */
  readonly isWake?: boolean;
};

/** What changes as the history goes on, beside registry and ledger. */
type WorldState = {
  deployed: number;
  mode: Mode;
  foreignBudget: number;
  serial: number;
  /** Messages that went to the dead letters. */
  dead: number;
  overwritten: number;
  quietEffects: number;
  /** What went wrong or was done by others, counted in its order. */
  mishaps: number;
  /** At which request a worker died, where that was asked for. */
  diedAt: string;
  /** How many requests were made. */
  requests: number;
  failures: string[];
};

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
      return { name, clockError, build: state.deployed, isDead: false, authority: null };
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
