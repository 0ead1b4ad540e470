// Reads one ModelApprovalPolicy document: metadata and spec, with every fault at its place.
import type { Document } from 'yaml';
import { canonicalJson, sha256 } from '../identity.ts';
import { DAY, MINUTE } from '../times.ts';
import type { NamedExpression, Policy, Validation } from './document.ts';
import type { Match } from './policy.ts';
import { readHead } from './read-metadata.ts';
import { NO_MATCH, readMatch } from './read-match.ts';
import { readDeclarations, readParams } from './read-evidence.ts';
import { readExpression, type Wanted } from './read-expression.ts';
import { readReviews, reviewPlaces } from './read-review.ts';
import { readValidation } from './read-validation.ts';
import { schemaOf, type Schema } from './schema.ts';
import { noteUnused } from './unused.ts';
import { DYN, type ValueType } from './value-type.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  member,
  needed,
  placeOf,
  readBoolean,
  readChoice,
  readDuration,
  readItems,
  readMap,
  readText,
  type Members,
} from './yaml-values.ts';

const SPEC_KEYS =
  'description mode failurePolicy match params evidenceDeadline evidenceWait olderThanApproved evidence variables validations reviews onPass allowUnconditional'.split(
    ' ',
  );
const MAX_VALIDATIONS = 200;

/** Reads a policy from a document whose kind is known. Null with faults where it can't be used at all. */
export function readPolicy(source: Source, document: Document): Policy | null {
  const head = readHead(source, document.contents, 'a policy', SPEC_KEYS);
  const body = head && readSpec(source, head.spec);
  return (
    body && {
      name: head.name,
      file: source.file,
      sha256: sha256(canonicalJson(document.toJS({ mapAsMap: true }))),
      place: placeOf(source, document.contents),
      labels: head.labels,
      binding: null,
      exceptions: [],
      ...body,
    }
  );
}

type Body = Omit<Policy, 'name' | 'file' | 'sha256' | 'place' | 'labels' | 'binding' | 'exceptions'>;

function readSpec(source: Source, spec: Members): Body | null {
  const at = (key: string): unknown => member(source, spec, key);
  const params = readParams(source, at('params'));
  const evidence = readDeclarations(source, at('evidence'));
  const outer = schemaOf(evidence, params, new Map());
  const { match, conditions } = readOwnMatch(source, spec, outer);
  const { variables, schema } = readVariables(source, at('variables'), (types) => schemaOf(evidence, params, types));
  const reviews = readReviews(source, at('reviews'));
  const validations = readValidations(
    source,
    at('validations'),
    schema,
    reviews.map((review) => review.name),
  );
  noteUnused(source, spec, { params, variables, matchConditions: conditions, validations });
  return {
    ...readSettings(source, spec),
    match,
    matchConditions: conditions,
    params,
    evidence,
    variables,
    validations,
    reviews,
    reviewPlaces: reviewPlaces(source, at('reviews')),
    onPass: readOnPass(source, spec, validations.length > 0),
  };
}

/** What a policy does when no check objects; approving without any check has to be said twice. */
function readOnPass(source: Source, spec: Members, hasValidations: boolean): Policy['onPass'] {
  const at = (key: string): unknown => member(source, spec, key);
  const onPass = readChoice(source, at('onPass'), 'onPass', ['Approve', 'RequireReview', 'NoOpinion'], 'RequireReview');
  const isUnconditional = readBoolean(source, at('allowUnconditional'), 'allowUnconditional', false);
  if (onPass === 'Approve' && !hasValidations && !isUnconditional && source.faults.length === 0) {
    faultAt(
      source,
      spec.at.get('onPass'),
      'a policy without validations approves every version',
      'Add a validation, or say allowUnconditional: true.',
    );
  }
  return onPass;
}

type Settings = 'description' | 'mode' | 'failurePolicy' | 'evidenceDeadline' | 'evidenceWait' | 'olderThanApproved';

function readSettings(source: Source, spec: Members): Pick<Policy, Settings> {
  const at = (key: string): unknown => member(source, spec, key);
  return {
    description: readText(source, at('description'), 'description'),
    mode: readChoice(source, at('mode'), 'mode', ['Enforce', 'Audit'], 'Enforce'),
    failurePolicy: readChoice(source, at('failurePolicy'), 'failurePolicy', ['Hold', 'Reject'], 'Hold'),
    evidenceDeadline: readDuration(source, at('evidenceDeadline'), 'evidenceDeadline', 15 * MINUTE),
    evidenceWait: readDuration(source, at('evidenceWait'), 'evidenceWait', DAY),
    olderThanApproved: readChoice(
      source,
      at('olderThanApproved'),
      'olderThanApproved',
      ['RequireReview', 'Allow'],
      'RequireReview',
    ),
  };
}

/** A policy without `match` governs only what a ModelApprovalPolicyBinding binds it to. */
function readOwnMatch(
  source: Source,
  spec: Members,
  schema: Schema,
): { match: Match; conditions: readonly NamedExpression[] } {
  const node = member(source, spec, 'match');
  if (node === undefined) return { match: NO_MATCH, conditions: [] };
  const { match, members } = readMatch(source, node, ['matchConditions']);
  const items = members ? readItems(source, member(source, members, 'matchConditions'), 'matchConditions') : [];
  return {
    match,
    conditions: items.flatMap((item) => readNamed(source, item, 'match condition', schema, 'bool') ?? []),
  };
}

function readNamed(
  source: Source,
  node: unknown,
  what: string,
  schema: Schema,
  wanted: Wanted = null,
): NamedExpression | null {
  const members = readMap(source, node, what, ['name', 'expression']);
  const name = members && readText(source, needed(source, members, 'name'), `name of a ${what}`);
  const expression =
    members && readExpression(source, needed(source, members, 'expression'), 'expression', schema, wanted);
  return name === null || !expression ? null : { name, expression, place: placeOf(source, node) };
}

/** Variables see those before them, never themselves: there are no circles. */
function readVariables(
  source: Source,
  node: unknown,
  schemaWith: (types: ReadonlyMap<string, ValueType>) => Schema,
): { variables: readonly NamedExpression[]; schema: Schema } {
  const variables: NamedExpression[] = [];
  const types = new Map<string, ValueType>();
  const items = readItems(source, node, 'variables');
  if (items.length > MAX_VALIDATIONS)
    faultAt(source, node, `a policy has at most ${MAX_VALIDATIONS} variables; this one has ${items.length}`);
  for (const item of items) {
    const members = readMap(source, item, 'variable', null);
    const name = members && readText(source, member(source, members, 'name'), 'name of a variable');
    const variable = readNamed(source, item, 'variable', schemaWith(types));
    if (name !== null && !/^[A-Za-z_]\w{0,62}$/u.test(name))
      faultAt(source, item, `a variable can't be named ${name}; expected a word of letters, digits and _`);
    if (name !== null && types.has(name)) faultAt(source, item, `variable ${name} is there twice`);
    if (name !== null) types.set(name, variable?.expression.type ?? DYN);
    if (variable) variables.push(variable);
  }
  return { variables, schema: schemaWith(types) };
}

function readValidations(
  source: Source,
  node: unknown,
  schema: Schema,
  reviews: readonly string[],
): readonly Validation[] {
  const items = readItems(source, node, 'validations');
  if (items.length > MAX_VALIDATIONS) {
    faultAt(source, node, `a policy has at most ${MAX_VALIDATIONS} validations; this one has ${items.length}`);
    return [];
  }
  const names = new Set<string>();
  return items.flatMap((item) => {
    const validation = readValidation(source, item, schema, reviews);
    if (validation && names.has(validation.name)) faultAt(source, item, `validation ${validation.name} is there twice`);
    if (validation) names.add(validation.name);
    return validation ?? [];
  });
}
