// The full parameter set of an update: what the project has, with what the policy file says on top. Pure.
import { canonicalJson, sha256, type ModelPackageArn } from '../identity.ts';
import { byText } from '../in-order.ts';
import type { Project, ProjectUpdate } from '../lane-ports.ts';
import { fillIn, type ProjectRedeployment } from '../policy/project-redeployment.ts';

export type ParameterSet =
  | {
      readonly set: 'changed';
      readonly update: ProjectUpdate;
      readonly digest: string;
      /** Changed parameters only, as shown to people. */
      readonly before: Readonly<Record<string, string>>;
      readonly after: Readonly<Record<string, string>>;
    }
  | { readonly set: 'unchanged' }
  /** Why the update is not sent, and what to do. */
  | { readonly set: 'refused'; readonly because: string };

/** A described value of only stars is a NoEcho parameter: what it really is, nobody can read back. */
const isHidden = (value: string | undefined): boolean => value !== undefined && /^\*+$/u.test(value);
const HIDDEN = '*';

/** Hex sha256 of a parameter set in which hidden values are one star. */
export const digestOf = (parameters: ReadonlyMap<string, string>): string =>
  sha256(canonicalJson([...parameters].toSorted(byText(([name]) => name))));

/** The set as a description can show it: hidden ones as one star, omitted ones left out. */
export function visibleSet(
  described: ReadonlyMap<string, string>,
  { omitParameters }: Pick<ProjectRedeployment, 'omitParameters'>,
): ReadonlyMap<string, string> {
  const kept = [...described].filter(([key]) => !omitParameters.includes(key));
  return new Map(kept.map(([key, value]) => [key, isHidden(value) ? HIDDEN : value]));
}

/**
 * What to send so that the project serves this version. SageMaker takes a whole set only: an omitted parameter falls back to its
 * template's default and an omitted ProvisioningArtifactId moves to the newest template, so both are always sent.
 */
export function parameterSet(
  project: Project,
  redeployment: Pick<ProjectRedeployment, 'name' | 'parameters' | 'omitParameters' | 'tags'>,
  given: { readonly arn: ModelPackageArn; readonly metadata: ReadonlyMap<string, string> },
): ParameterSet {
  const { provider, parameters: described } = project;
  if (provider.kind === 'ServiceCatalog' && provider.provisioningArtifactId === null)
    return refused(
      `project ${project.name} shows no ProvisioningArtifactId; without it an update would move to the newest template`,
    );
  const values = new Map<string, string>();
  for (const [key, parts] of redeployment.parameters) {
    if (!described.has(key)) return refused(noSuchParameter(project, key, redeployment.name));
    const filled = fillIn(parts, given);
    if ('missing' in filled) return refused(`parameter ${key} of project ${project.name}: ${filled.missing}`);
    values.set(key, filled.value);
  }
  const kept = [...described].filter(([key]) => !redeployment.omitParameters.includes(key));
  const unreadable = kept.filter(([key, value]) => isHidden(value) && !values.has(key)).map(([key]) => key);
  if (unreadable.length > 0) return refused(unreadableParameters(project, unreadable, redeployment.name));
  const parameters = new Map(kept.map(([key, value]) => [key, values.get(key) ?? value]));
  const isConfigured = ([key, value]: readonly [string, string]): boolean => !isHidden(value) && values.has(key);
  const different = kept.filter(([key, value]) => !isHidden(value) && parameters.get(key) !== value);
  // What a failed update left shown is not what is served: it is sent once more.
  const isFailed = project.status === 'UpdateFailed';
  const changed = different.length === 0 && isFailed ? kept.filter(isConfigured) : different;
  if (different.length === 0 && !isFailed) return { set: 'unchanged' };
  const shown = new Map(kept.map(([key, value]) => [key, isHidden(value) ? HIDDEN : (parameters.get(key) ?? '')]));
  return {
    set: 'changed',
    update: { name: project.name, provider, parameters, tags: redeployment.tags },
    digest: digestOf(shown),
    before: Object.fromEntries(changed),
    after: Object.fromEntries(changed.map(([key]) => [key, parameters.get(key) ?? ''])),
  };
}

const refused = (because: string): ParameterSet => ({ set: 'refused', because });

const noSuchParameter = ({ name, parameters }: Project, key: string, document: string): string => {
  const existing = parameters.size === 0 ? 'none' : [...parameters.keys()].join(', ');
  return `project ${name} has no parameter ${key} (ProjectRedeployment ${document}); its parameters are: ${existing}`;
};

const unreadableParameters = ({ name }: Project, keys: readonly string[], document: string): string =>
  `hidden parameters of project ${name} cannot be read back: ${keys.join(', ')}; ` +
  `ProjectRedeployment ${document} has to give their values under parameters, or name them under omitParameters for the template's default`;
