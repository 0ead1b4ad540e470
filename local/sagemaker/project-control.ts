// How a test, or the seeded world, decides what AWS decides elsewhere: how long project changes take, how they end, what templates there are.
import type { Caller } from '../service.ts';
import { settleProject, type ProjectEntry, type ProjectStatus } from './project.ts';
import type { ProjectTemplate, Templates } from './project-templates.ts';
import { packageKey } from './package.ts';
import type { Registry } from './registry.ts';

/** Milliseconds each kind of change takes; `pending` is the time before a creation begins. */
type ProjectDurations = {
  readonly pending: number;
  readonly create: number;
  readonly update: number;
  readonly delete: number;
};

type Where = Pick<Caller, 'account' | 'region'>;

/** What may be set from outside. `next` is taken by the next change of the project. */
export type ProjectControl = {
  readonly templates: Templates;
  readonly durations: () => ProjectDurations;
  readonly setDurations: (durations: Partial<ProjectDurations>) => void;
  readonly setTemplate: (productIdOrTemplateName: string, template: ProjectTemplate) => void;
  /** The next update (or other change) of this project fails with this message. */
  readonly failNext: (projectName: string, message: string) => void;
  /** Changes of this project take until `release`. */
  readonly hold: (projectName: string) => void;
  readonly release: (where: Where, projectName: string) => void;
  /** Puts a status, or the status of the provisioned product, as somebody else's work would. */
  readonly put: (
    where: Where,
    projectName: string,
    change: { readonly status?: ProjectStatus; readonly message?: string; readonly productStatus?: string },
  ) => void;
  readonly takeFailure: (projectName: string) => string | undefined;
  readonly isHeld: (projectName: string) => boolean;
};

/** A control over the projects of a registry; updates take 300 ms unless told. */
export function makeProjectControl(registry: Registry, now: () => number): ProjectControl {
  let durations: ProjectDurations = { pending: 20, create: 100, update: 300, delete: 100 };
  const templates = new Map<string, ProjectTemplate>();
  const failures = new Map<string, string>();
  const held = new Set<string>();
  const find = (where: Where, name: string): ProjectEntry => {
    const project = registry.at(where).projects.get(packageKey(name));
    if (!project) throw new Error(`there is no project ${name} in ${where.account}/${where.region}`);
    settleProject(project, now());
    return project;
  };
  return {
    templates,
    durations: () => durations,
    setDurations: (changes) => {
      durations = { ...durations, ...changes };
    },
    setTemplate: (name, template) => void templates.set(name, template),
    failNext: (name, message) => void failures.set(packageKey(name), message),
    hold: (name) => void held.add(packageKey(name)),
    release: (where, name) => {
      held.delete(packageKey(name));
      const project = registry.at(where).projects.get(packageKey(name));
      if (project?.change?.until === null) project.change = { ...project.change, until: now() };
    },
    put: (where, name, { status, message, productStatus }) => {
      const project = find(where, name);
      if (status !== undefined) Object.assign(project, { status, message, change: undefined, modifiedAt: now() });
      if (productStatus !== undefined) project.productStatus = productStatus;
    },
    takeFailure: (name) => {
      const message = failures.get(packageKey(name));
      failures.delete(packageKey(name));
      return message;
    },
    isHeld: (name) => held.has(packageKey(name)),
  };
}
