// The registry's memory: groups and packages per account and region, indexed by lower-case name.
import { type PackageEntry, packageKey, packageName, type Tag } from './package.ts';
import type { ProjectEntry } from './project.ts';
import type { UserContext } from './user-context.ts';

/** A model package group; `createdAt` in epoch milliseconds, `lastVersion` never goes back. */
export type Group = {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly sequence: number;
  readonly createdAt: number;
  readonly createdBy: UserContext;
  tags: readonly Tag[];
  lastVersion: number;
  /** Its resource policy, as JSON text. */
  policy?: string | undefined;
  readonly packages: Map<string, PackageEntry>;
};

/** What a remembered ClientToken stands for. */
export type UsedToken = { readonly body: string; readonly arn: string };

/** One account in one region. */
export type RegionState = {
  readonly account: string;
  readonly region: string;
  sequence: number;
  readonly groups: Map<string, Group>;
  /** Versioned and unversioned, by `packageKey`. */
  readonly packages: Map<string, PackageEntry>;
  readonly tokens: Map<string, UsedToken>;
  /** By lower-case name. */
  readonly projects: Map<string, ProjectEntry>;
};

/** All accounts and regions. */
export type Registry = {
  readonly at: (where: { readonly account: string; readonly region: string }) => RegionState;
  readonly all: () => readonly RegionState[];
  readonly clear: () => void;
};

/** An empty registry. */
export const makeRegistry = (): Registry => {
  const regions = new Map<string, RegionState>();
  const at: Registry['at'] = ({ account, region }) => {
    const key = `${account}/${region}`;
    const known = regions.get(key);
    if (known !== undefined) return known;
    const maps = { groups: new Map(), packages: new Map(), tokens: new Map(), projects: new Map() };
    const made = { account, region, sequence: 0, ...maps };
    regions.set(key, made);
    return made;
  };
  return { at, all: () => [...regions.values()], clear: () => regions.clear() };
};

/** The next position in the order of creation. */
export const nextSequence = (state: RegionState): number => {
  state.sequence += 1;
  return state.sequence;
};

const groupOf = (state: RegionState, entry: PackageEntry): Group | undefined => {
  const name = entry.current.fields.ModelPackageGroupName;
  return name === undefined ? undefined : state.groups.get(packageKey(name));
};

/** Files a package under its name and its group. */
export const addPackage = (state: RegionState, entry: PackageEntry): void => {
  const key = packageKey(packageName(entry.current.fields));
  state.packages.set(key, entry);
  groupOf(state, entry)?.packages.set(key, entry);
};

/** Forgets a package. */
export const removePackage = (state: RegionState, entry: PackageEntry): void => {
  const key = packageKey(packageName(entry.current.fields));
  state.packages.delete(key);
  groupOf(state, entry)?.packages.delete(key);
};
