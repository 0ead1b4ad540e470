// Reads kind: ProjectRedeployment: group, project, and the template parameters with their values.
import type { Document } from 'yaml';
import {
  MOST_CHARACTERS,
  PACKAGE_VALUES,
  type ExternalApproval,
  type ProjectRedeployment,
  type ValuePart,
} from './project-redeployment.ts';
import { readMatch } from './read-match.ts';
import { readHead } from './read-metadata.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  needed,
  placeOf,
  readChoice,
  readMap,
  readText,
  readTexts,
  readWritten,
  type Members,
} from './yaml-values.ts';

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
  const matchNode = needed(source, spec, 'match');
  const project = readProject(source, spec);
  const parameters = readParameters(source, needed(source, spec, 'parameters'));
  if (matchNode === undefined || !project || !parameters) return null;
  const { match } = readMatch(source, matchNode, []);
  const omitNode = member(source, spec, 'omitParameters');
  const omitParameters = readTexts(source, omitNode, 'omitParameters');
  const both = omitParameters.find((key) => parameters.has(key));
  if (both !== undefined)
    faultAt(
      source,
      omitNode,
      `${both} is under parameters too`,
      "A parameter gets a value, or its template's default.",
    );
  return {
    name,
    match,
    project,
    parameters,
    omitParameters,
    tags: readTags(source, member(source, spec, 'tags')),
    onRejected: readChoice(source, member(source, spec, 'onRejected'), 'onRejected', CHOICES.onRejected, 'Keep'),
    externalApproval: readExternalApproval(source, spec),
    place: placeOf(source, contents),
  };
}

const CHOICES = { onRejected: ['Keep', 'PreviousApproved'] } as const;

/** `externalApproval` of a redeployment or registration. */
export const readExternalApproval = (source: Source, spec: Members): ExternalApproval =>
  readChoice(source, member(source, spec, 'externalApproval'), 'externalApproval', EXTERNAL, 'PromoteIfPolicyAgrees');

function readProject(source: Source, spec: Members): ProjectRedeployment['project'] | null {
  const name = readText(source, member(source, spec, 'project'), 'project');
  const fromTag = readText(source, member(source, spec, 'fromTag'), 'fromTag');
  if ((name === null) === (fromTag === null)) {
    faultAt(source, spec.node, 'spec needs either project or fromTag', 'Expected fromTag: sagemaker:project-name.');
    return null;
  }
  if (fromTag !== null) {
    if (!TAG_KEY.test(fromTag)) faultAt(source, member(source, spec, 'fromTag'), 'fromTag can be no key of a tag');
    return { fromTag };
  }
  if (name !== null && !PROJECT_NAME.test(name))
    faultAt(source, member(source, spec, 'project'), 'project has to be a project name: 1 to 32 of a-z, A-Z, 0-9, -');
  return { name: name ?? '' };
}

function readParameters(source: Source, node: unknown): ReadonlyMap<string, readonly ValuePart[]> | null {
  if (node === undefined) return null;
  const members = readMap(source, node, 'parameters', null);
  if (!members) return null;
  const parameters = new Map<string, readonly ValuePart[]>();
  for (const [key, pair] of members.at) {
    const written = readWritten(source, member(source, members, key), `parameter ${key}`);
    if (key === '') faultAt(source, pair.value, 'a template parameter without a name');
    if (written) parameters.set(key, readParts(source, written.text, pair.value));
  }
  const refers = [...parameters.values()].flat().some((part) => 'modelPackage' in part);
  if (!refers)
    faultAt(
      source,
      node,
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

function readTags(source: Source, node: unknown): ReadonlyMap<string, string> {
  const members = node === undefined ? null : readMap(source, node, 'tags', null);
  const tags = [...(members?.at ?? [])].map(([key]) => {
    const value = members && readWritten(source, member(source, members, key), `tag ${key}`);
    if (!TAG_KEY.test(key) || /^aws:/iu.test(key))
      faultAt(source, node, `${key} can be no key of a tag`, 'AWS keeps keys that begin with aws: for itself.');
    return [key, value?.text ?? ''] as const;
  });
  return new Map(tags);
}
