// Reads the declarations of a policy: evidence and parameters, which together are what its checks may read.
import { isMap, isSeq } from 'yaml';
import type { Param, ParamValue } from './document.ts';
import type { EvidenceDeclaration, EvidenceField } from './policy.ts';
import { RESERVED } from './schema.ts';
import { suggestion } from './suggest.ts';
import {
  choiceIn,
  faultIn,
  itemsIn,
  mapIn,
  member,
  needed,
  neededText,
  readMap,
  type Members,
} from './yaml-members.ts';
import { faultAt, type Source } from './yaml-source.ts';
import { placeOf, readNamedItems, readWritten } from './yaml-values.ts';

/** Types of declared fields. */
export const FIELD_TYPES = ['double', 'int', 'string', 'bool'] as const;
/** Where DescribeModelPackage points at reports (ModelMetrics and DriftCheckBaselines of the SageMaker API). */
export const SOURCES: readonly string[] = [
  'ModelMetrics.ModelQuality.Statistics',
  'ModelMetrics.ModelQuality.Constraints',
  'ModelMetrics.ModelDataQuality.Statistics',
  'ModelMetrics.ModelDataQuality.Constraints',
  'ModelMetrics.Bias.Report',
  'ModelMetrics.Bias.PreTrainingReport',
  'ModelMetrics.Bias.PostTrainingReport',
  'ModelMetrics.Explainability.Report',
  'DriftCheckBaselines.Bias.ConfigFile',
  'DriftCheckBaselines.Bias.PreTrainingConstraints',
  'DriftCheckBaselines.Bias.PostTrainingConstraints',
  'DriftCheckBaselines.Explainability.Constraints',
  'DriftCheckBaselines.Explainability.ConfigFile',
  'DriftCheckBaselines.ModelQuality.Statistics',
  'DriftCheckBaselines.ModelQuality.Constraints',
  'DriftCheckBaselines.ModelDataQuality.Statistics',
  'DriftCheckBaselines.ModelDataQuality.Constraints',
  'LatestApproved',
  'ModelCard',
];

/** The list under `evidence`. */
export const readDeclarations = (spec: Members): readonly EvidenceDeclaration[] =>
  readNamedItems(spec.source, itemsIn(spec, 'evidence'), 'evidence', (item) => readDeclaration(spec.source, item));

function readDeclaration(source: Source, node: unknown): EvidenceDeclaration | null {
  const members = readMap(source, node, 'evidence', ['name', 'from', 'fields']);
  const name = members && neededText(members, 'name', 'name of evidence');
  const from = members && neededText(members, 'from');
  if (!members || name === null || from === null) return null;
  const isChampion = from === 'LatestApproved';
  if (!SOURCES.includes(from)) faultIn(members, 'from', `unknown source "${from}"`, suggestion(from, SOURCES));
  if (isChampion && name !== 'champion')
    faultIn(members, 'name', 'evidence from LatestApproved has to be named champion');
  const isNamed = /^[A-Za-z]\w{0,62}$/u.test(name) && (isChampion || !RESERVED.includes(name));
  if (!isNamed)
    faultIn(
      members,
      'name',
      `evidence can't be named ${name}; expected a word of letters, digits and _ that is none of ${RESERVED.join(', ')}`,
    );
  if (isChampion && members.at.has('fields'))
    faultAt(source, members.at.get('fields'), 'the champion has the fields of the other reports; leave fields out');
  const fields = isChampion ? [] : readFields(source, needed(members, 'fields'));
  return { name, from, fields, place: placeOf(source, node) };
}

function readFields(source: Source, node: unknown): readonly EvidenceField[] {
  const fields = readMap(source, node, 'fields', null);
  if (!fields) return [];
  if (fields.at.size === 0) faultAt(source, node, 'fields needs at least one field');
  return [...fields.at].flatMap(([name, pair]) => {
    if (!/^[A-Za-z_]\w{0,62}$/u.test(name))
      faultAt(source, pair.key, `a field can't be named ${name}; expected a word of letters, digits and _`);
    const field = readMap(source, pair.value, `field ${name}`, ['pointer', 'type']);
    if (!field) return [];
    const pointer = neededText(field, 'pointer') ?? '';
    if (pointer !== '' && !/^(?:\/(?:[^~/]|~[01])*)+$/u.test(pointer))
      faultIn(
        field,
        'pointer',
        `"${pointer}" is no JSON pointer; expected a text such as /regression_metrics/mae/value`,
      );
    return { name, pointer, type: choiceIn(field, 'type', FIELD_TYPES, 'double') };
  });
}

/** The map under `params`: `name: value` or `name: { default, min, max }`. */
export function readParams(spec: Members): ReadonlyMap<string, Param> {
  const { source } = spec;
  const params = new Map<string, Param>();
  for (const [name, pair] of mapIn(spec, 'params', null)?.at ?? []) {
    if (!/^[A-Za-z_]\w{0,62}$/u.test(name))
      faultAt(source, pair.key, `a parameter can't be named ${name}; expected a word of letters, digits and _`);
    const param = isMap(pair.value) ? readBounded(source, pair.value, name) : readDefault(source, pair.value, name);
    if (param) params.set(name, param);
  }
  return params;
}

function readBounded(source: Source, node: unknown, name: string): Param | null {
  const members = readMap(source, node, `parameter ${name}`, ['default', 'min', 'max']);
  const param = members && readDefault(source, needed(members, 'default'), name);
  if (!members || !param) return null;
  const min = readBound(source, member(members, 'min'), `min of ${name}`);
  const max = readBound(source, member(members, 'max'), `max of ${name}`);
  const isNumber = typeof param.value === 'number' || typeof param.value === 'bigint';
  const value = isNumber ? Number(param.value) : null;
  if (value === null && (min ?? max) !== null)
    faultIn(members, 'default', `${name} has bounds, so its default has to be a number`);
  if (min && max && min.value > max.value) faultIn(members, 'min', `${name} has min ${min.text} over max ${max.text}`);
  if (value !== null && min && value < min.value)
    faultIn(members, 'default', `${name} ${param.text} is under its minimum ${min.text}`);
  if (value !== null && max && value > max.value)
    faultIn(members, 'default', `${name} ${param.text} is over its maximum ${max.text}`);
  const isFraction = [min, max].some((bound) => bound !== null && !Number.isInteger(bound.value));
  return {
    ...param,
    value: isFraction && typeof param.value === 'bigint' ? Number(param.value) : param.value,
    min: min?.value ?? null,
    max: max?.value ?? null,
    minText: min?.text ?? null,
    maxText: max?.text ?? null,
    place: placeOf(source, node),
  };
}

function readBound(source: Source, node: unknown, what: string): { value: number; text: string } | null {
  const written = readWritten(source, node, what);
  if (written && typeof written.value === 'number') return { value: written.value, text: written.text };
  if (written) faultAt(source, node, `${what} has to be a number`);
  return null;
}

function readDefault(source: Source, node: unknown, name: string): Param | null {
  const written = readParamValue(source, node, name);
  return written && { ...written, min: null, max: null, minText: null, maxText: null, place: placeOf(source, node) };
}

/** A parameter's value, a scalar or a list of scalars, with the text it was written as. */
export function readParamValue(source: Source, node: unknown, name: string): Pick<Param, 'value' | 'text'> | null {
  const values = (isSeq(node) ? node.items : [node]).map((item) =>
    readWritten(source, item ?? null, `parameter ${name}`),
  );
  const plain = values.flatMap((written) => (written ? paramValue(written.value, written.text) : []));
  const [first] = plain;
  if (isSeq(node)) return { value: plain, text: values.map((written) => written?.text ?? '').join(', ') };
  return first === undefined ? null : { value: first, text: values[0]?.text ?? '' };
}

const paramValue = (value: string | number | boolean, text: string): ParamValue =>
  typeof value === 'number' && Number.isSafeInteger(value) && !/[.eE]/u.test(text.startsWith('0x') ? '' : text)
    ? BigInt(value)
    : value;
