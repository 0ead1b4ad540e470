// Where packages are looked up, replaced and seen: what every operation on packages works with.
import type { Later } from '../later.ts';
import { type AwsError, type Caller, invalid, type World } from '../service.ts';
import { writeArn } from './arn.ts';
import { reach, type Reaching } from './reach.ts';
import { packageKey, type PackageEntry, type PackageRecord, type PackageStatus } from './package.ts';
import type { ProjectControl } from './project-control.ts';
import type { Registry } from './registry.ts';
import { type SageMakerEvent, stateChange } from './state-change.ts';
import type { Variants } from './variants.ts';

/** Pending, then InProgress, then Completed: milliseconds after creation. */
const progressMs: readonly { after: number; status: PackageStatus }[] = [
  { after: 100, status: 'InProgress' },
  { after: 300, status: 'Completed' },
];

/** Values that a group's policy may look at when another account calls. */
type ConditionKeys = NonNullable<Reaching['keys']>;

/** The packages of a registry, with time and events. */
export type Shelf = {
  readonly registry: Registry;
  readonly variants: Variants;
  readonly world: World;
  /** A name as ARNs show it. */
  readonly inArn: (name: string) => string;
  /** How changes of projects go. */
  readonly projects: ProjectControl;
  /** The package by name, `group/version` or ARN, if it is there. Throws what AWS answers for a foreign ARN. */
  readonly find: (
    nameOrArn: string,
    operation: string,
    caller: Caller,
    keys?: ConditionKeys,
  ) => PackageEntry | undefined;
  /** The same, but throws ValidationException when the package is not there. */
  readonly need: (nameOrArn: string, operation: string, caller: Caller, keys?: ConditionKeys) => PackageEntry;
  /** Puts a new state in the place of the current one; no event. */
  readonly replace: (entry: PackageEntry, record: PackageRecord) => void;
  /** The state that a read shows now: the current one, or with `registryLagMs` perhaps an older one. */
  readonly seen: (entry: PackageEntry) => PackageRecord;
  /** Makes every step of the status that is due. */
  readonly settle: (entry: PackageEntry) => void;
  /** Lets the status of a new package move on in time. */
  readonly begin: (entry: PackageEntry) => void;
  /** Goes on with the steps of a restored package. */
  readonly resume: (entry: PackageEntry) => void;
  readonly announce: (entry: PackageEntry, updated: readonly string[]) => void;
};

/** The text AWS answers for a package that is not there. */
export const packageNotFound = (arn: string): AwsError => invalid(`ModelPackage ${arn} does not exist.`);

type Options = {
  readonly registry: Registry;
  readonly variants: Variants;
  readonly world: World;
  readonly projects: ProjectControl;
  readonly emit: (event: SageMakerEvent) => void;
  readonly later: Later;
};

const makeReplace = ({ variants, world }: Options): Shelf['replace'] => {
  const lag = variants.registryLagMs;
  return (entry, record) => {
    const now = world.now();
    if (lag > 0) {
      const young = entry.past.filter(({ until }) => until > now - lag);
      entry.past = [...young, { until: now, record: entry.current }];
    }
    entry.current = record;
  };
};

const makeSettle = (options: Options, replace: Shelf['replace']): Shelf['settle'] => {
  return (entry) => {
    for (let [due] = entry.steps; due !== undefined && due.at <= options.world.now(); [due] = entry.steps) {
      entry.steps = entry.steps.slice(1);
      const fields = { ...entry.current.fields, ModelPackageStatus: due.status };
      replace(entry, { ...entry.current, fields });
      options.emit(stateChange(entry, [], options.world));
    }
  };
};

const makeResume = (options: Options, settle: Shelf['settle']): Shelf['resume'] => {
  const resume = (entry: PackageEntry): void => {
    const [next] = entry.steps;
    if (next === undefined) return;
    const wait = Math.max(1, next.at - options.world.now());
    options.later.after(wait, () => {
      settle(entry);
      resume(entry);
    });
  };
  return resume;
};

const makeSeen = ({ variants, world }: Options, settle: Shelf['settle']): Shelf['seen'] => {
  return (entry) => {
    settle(entry);
    if (variants.registryLagMs === 0) return entry.current;
    const moment = world.now() - world.random() * variants.registryLagMs;
    return entry.past.find(({ until }) => until > moment)?.record ?? entry.current;
  };
};

/** A shelf over a registry. */
export const makeShelf = (options: Options): Shelf => {
  const { registry, variants, world, projects, emit } = options;
  const replace = makeReplace(options);
  const settle = makeSettle(options, replace);
  const resume = makeResume(options, settle);
  const find: Shelf['find'] = (nameOrArn, operation, caller, keys = {}) => {
    const home = reach(registry, nameOrArn, { type: 'model-package', operation, caller, keys });
    const entry = registry.at(home).packages.get(packageKey(home.name));
    if (entry !== undefined) settle(entry);
    return entry;
  };
  const need: Shelf['need'] = (nameOrArn, operation, caller, keys) => {
    const entry = find(nameOrArn, operation, caller, keys);
    if (entry !== undefined) return entry;
    throw packageNotFound(nameOrArn.startsWith('arn:') ? nameOrArn : writeArn(caller, 'model-package', nameOrArn));
  };
  const begin: Shelf['begin'] = (entry) => {
    if (variants.creationEvents === 'one') return;
    const { createdAt } = entry.current;
    entry.steps = progressMs.map(({ after, status }) => ({ at: createdAt + after, status }));
    resume(entry);
  };
  const announce: Shelf['announce'] = (entry, updated) => emit(stateChange(entry, updated, world));
  const seen = makeSeen(options, settle);
  const inArn: Shelf['inArn'] = (name) => (variants.arnCase === 'lower' ? name.toLowerCase() : name);
  return { registry, variants, world, inArn, projects, find, need, replace, seen, settle, begin, resume, announce };
};
