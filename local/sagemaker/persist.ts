// Turns the registry into JSON and back.
import { type PackageEntry, packageKey } from './package.ts';
import type { ProjectEntry } from './project.ts';
import { addPackage, type Group, type RegionState, type Registry, type UsedToken } from './registry.ts';

type SavedGroup = Omit<Group, 'packages'>;
type SavedRegion = {
  account: string;
  region: string;
  sequence: number;
  groups: SavedGroup[];
  packages: PackageEntry[];
  tokens: [string, UsedToken][];
  projects?: ProjectEntry[];
};

const saveGroup = ({ packages: _packages, ...group }: Group): SavedGroup => group;

const saveRegion = (state: RegionState): SavedRegion => ({
  account: state.account,
  region: state.region,
  sequence: state.sequence,
  groups: [...state.groups.values()].map(saveGroup),
  packages: [...state.packages.values()].map((entry) => ({ ...entry })),
  tokens: [...state.tokens],
  projects: [...state.projects.values()].map((project) => ({ ...project })),
});

/** Everything the registry knows, as JSON. */
export const snapshotRegistry = (registry: Registry): unknown => registry.all().map(saveRegion);

/** Puts a snapshot in the place of what the registry knows; answers the packages whose states are still to move. */
export const restoreRegistry = (registry: Registry, snapshot: unknown): readonly PackageEntry[] => {
  // Timers of what is forgotten find nothing left to do.
  for (const state of registry.all()) for (const entry of state.packages.values()) entry.steps = [];
  registry.clear();
  const moving: PackageEntry[] = [];
  for (const saved of snapshot as SavedRegion[]) {
    const state = registry.at(saved);
    state.sequence = saved.sequence;
    for (const group of saved.groups) state.groups.set(packageKey(group.name), { ...group, packages: new Map() });
    for (const [token, used] of saved.tokens) state.tokens.set(token, used);
    for (const project of saved.projects ?? []) state.projects.set(packageKey(project.name), { ...project });
    for (const savedEntry of saved.packages) {
      const entry = { ...savedEntry };
      addPackage(state, entry);
      if (entry.steps.length > 0) moving.push(entry);
    }
  }
  return moving;
};
