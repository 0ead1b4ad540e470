// What is behind a project: templates with their parameters, as far as the stand-in is told of them.
import type { Parameters } from './project.ts';

/** A template known by its Service Catalog product id or its template name. Of others any parameter is taken. */
export type ProjectTemplate = {
  /** The newest provisioning artifact: what an update without one moves to. */
  readonly latestArtifact?: string;
  /** Parameter -> its default (null: none) and whether it is NoEcho. */
  readonly parameters: Readonly<Record<string, { readonly default?: string; readonly noEcho?: boolean }>>;
  /** Whether the product has a tag update constraint. */
  readonly tagUpdates?: boolean;
};

export type Templates = ReadonlyMap<string, ProjectTemplate>;

/** What a parameter set comes to: given values, else the template's defaults. */
export function withDefaults(template: ProjectTemplate | undefined, given: Parameters): Parameters {
  if (!template) return given;
  const names = new Set(given.map(({ Key }) => Key));
  const defaults = Object.entries(template.parameters).flatMap(([Key, { default: Value }]) =>
    names.has(Key) || Value === undefined ? [] : [{ Key, Value }],
  );
  return [...given, ...defaults];
}

/** Why CloudFormation would not take the set: unknown parameters, or one without a value. undefined: it takes it. */
export function faultOf(template: ProjectTemplate | undefined, parameters: Parameters): string | undefined {
  if (!template) return undefined;
  const unknown = parameters.map(({ Key }) => Key).filter((name) => !Object.hasOwn(template.parameters, name));
  if (unknown.length > 0) return `Parameters: [${unknown.join(', ')}] do not exist in the template`;
  const given = new Set(parameters.map(({ Key }) => Key));
  const missing = Object.keys(template.parameters).filter((name) => !given.has(name));
  return missing.length > 0 ? `Parameters: [${missing.join(', ')}] must have values` : undefined;
}

/** As Describe shows it: values of NoEcho parameters are stars. */
export const shown = (template: ProjectTemplate | undefined, parameters: Parameters): Parameters =>
  parameters.map(({ Key, Value }) => ({ Key, Value: template?.parameters[Key]?.noEcho ? '****' : Value }));
