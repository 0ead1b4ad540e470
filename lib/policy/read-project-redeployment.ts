// Reads kind: ProjectRedeployment: group, project, and the template parameters with their values.
import type { Document } from 'yaml';
import {
  MOST_CHARACTERS,
  PACKAGE_VALUES,
  type ExternalApproval,
  type ProjectRedeployment,
  type ValuePart,
} from './project-redeployment.ts';
import { matchIn } from './read-match.ts';
import { readHead } from './read-metadata.ts';
import { didYouMean } from './suggest.ts';
import { choiceIn, faultIn, mapIn, member, neededMap, textIn, textsIn, type Members } from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readWritten } from './yaml-values.ts';

const KEYS = ['match', 'project', 'fromTag', 'parameters', 'omitParameters', 'tags', 'onRejected', 'externalApproval'];
/** Source: API model, ProjectEntityName. */
const PROJECT_NAME = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,31}$/u;
/** Source: API model, TagKey. */
const TAG_KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const EXTERNAL: readonly ExternalApproval[] = ['PromoteIfPolicyAgrees', 'Promote', 'Ignore'];

/** Reads a redeployment from a document whose kind is known. Null with faults where it can't be used. */
export function readProjectRedeployment(source: Source, { contents }: Document): ProjectRedeployment | null {
  const head = readHead(source, contents, 'a project redeployment', KEYS);
  if (!head) return null;
  const { name, spec } = head;
  const match = matchIn(spec);
  const project = readProject(spec);
  const parameters = readParameters(spec);
  if (!match || !project || !parameters) return null;
  const omitParameters = textsIn(spec, 'omitParameters');
  const both = omitParameters.find((key) => parameters.has(key));
  const hint = "A parameter gets a value, or its template's default.";
  if (both !== undefined) faultIn(spec, 'omitParameters', `${both} is under parameters too`, hint);
  return {
    name,
    match,
    project,
    parameters,
    omitParameters,
    tags: readTags(spec),
    onRejected: choiceIn(spec, 'onRejected', ['Keep', 'PreviousApproved'], 'Keep'),
    externalApproval: readExternalApproval(spec),
    place: placeOf(source, contents),
  };
}

/** `externalApproval` of a redeployment or registration. */
export const readExternalApproval = (spec: Members): ExternalApproval =>
  choiceIn(spec, 'externalApproval', EXTERNAL, 'PromoteIfPolicyAgrees');

function readProject(spec: Members): ProjectRedeployment['project'] | null {
  const name = textIn(spec, 'project');
  const fromTag = textIn(spec, 'fromTag');
  if ((name === null) === (fromTag === null)) {
    faultAt(
      spec.source,
      spec.node,
      'spec needs either project or fromTag',
      'Expected fromTag: sagemaker:project-name.',
    );
    return null;
  }
  if (fromTag !== null) {
    if (!TAG_KEY.test(fromTag)) faultIn(spec, 'fromTag', 'fromTag can be no key of a tag');
    return { fromTag };
  }
  if (name !== null && !PROJECT_NAME.test(name))
    faultIn(spec, 'project', 'project has to be a project name: 1 to 32 of a-z, A-Z, 0-9, -');
  return { name: name ?? '' };
}

function readParameters(spec: Members): ProjectRedeployment['parameters'] | null {
  const { source } = spec;
  const members = neededMap(spec, 'parameters', null);
  if (!members) return null;
  const parameters = new Map<string, readonly ValuePart[]>();
  for (const [key, pair] of members.at) {
    const written = readWritten(source, member(members, key), `parameter ${key}`);
    if (key === '') faultAt(source, pair.value, 'a template parameter without a name');
    if (written) parameters.set(key, readParts(source, written.text, pair.value));
  }
  const refers = [...parameters.values()].flat().some((part) => 'modelPackage' in part);
  if (!refers)
    faultIn(
      spec,
      'parameters',
      'no parameter refers to the model package, so an approval would change nothing',
      'Expected for instance ModelPackageArn: ${modelPackage.arn}.',
    );
  return parameters;
}

const TEMPLATE = /\$\{([^}]*)\}/gu;

function readParts(source: Source, text: string, node: unknown): readonly ValuePart[] {
  const parts: ValuePart[] = [];
  let from = 0;
  for (const match of text.matchAll(TEMPLATE)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    from = match.index + match[0].length;
    parts.push(readReference(source, match[1] ?? '', node));
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  const fixed = parts.reduce((sum, part) => sum + ('text' in part ? part.text.length : 0), 0);
  if (fixed > MOST_CHARACTERS)
    faultAt(source, node, `its fixed text has ${fixed} characters; a template parameter takes ${MOST_CHARACTERS}`);
  if (text.slice(from).includes('${'))
    faultAt(source, node, 'a ${ that is not closed', 'Expected ${modelPackage.arn}.');
  return parts;
}

function readReference(source: Source, path: string, node: unknown): ValuePart {
  if (path.startsWith('metadata.') && path.length > 'metadata.'.length)
    return { metadata: path.slice('metadata.'.length) };
  const known = PACKAGE_VALUES.map((name) => `modelPackage.${name}`);
  const found = PACKAGE_VALUES.find((name) => path === `modelPackage.${name}`);
  if (found === undefined)
    faultAt(
      source,
      node,
      `unknown value "\${${path}}"`,
      didYouMean(path, known) ?? `Expected ${known.map((one) => `\${${one}}`).join(', ')} or \${metadata.KEY}.`,
    );
  return { modelPackage: found ?? 'arn' };
}

function readTags(spec: Members): ReadonlyMap<string, string> {
  const members = mapIn(spec, 'tags', null);
  const tags = [...(members?.at.keys() ?? [])].map((key) => {
    const value = members && readWritten(spec.source, member(members, key), `tag ${key}`);
    if (!TAG_KEY.test(key) || /^aws:/iu.test(key))
      faultIn(spec, 'tags', `${key} can be no key of a tag`, 'AWS keeps keys that begin with aws: for itself.');
    return [key, value?.text ?? ''] as const;
  });
  return new Map(tags);
}
