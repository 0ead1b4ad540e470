// Reads one ModelApprovalPolicy document: metadata and spec, with every fault at its place.
import { isMap, type Document } from 'yaml';
import { canonicalJson, sha256 } from '../identity.ts';
import { DAY, MINUTE } from '../times.ts';
import type { NamedExpression, Policy, Validation } from './document.ts';
import { readHead } from './read-metadata.ts';
import { readMatch } from './read-match.ts';
import { readDeclarations, readParams } from './read-evidence.ts';
import { readExpression, type Wanted } from './read-expression.ts';
import { readReviews } from './read-review.ts';
import { readValidation } from './read-validation.ts';
import { schemaOf, type Schema } from './schema.ts';
import { noteUnused } from './unused.ts';
import { DYN, type ValueType } from './value-type.ts';
import { faultAt, type Source } from './yaml-source.ts';
import {
  booleanIn,
  choiceIn,
  durationIn,
  faultIn,
  itemsIn,
  member,
  needed,
  neededText,
  readMap,
  textIn,
  type Members,
} from './yaml-members.ts';
import { placeOf, placesOf, readNamedItems } from './yaml-values.ts';

const SPEC_KEYS = `description mode failurePolicy match params evidenceDeadline evidenceWait olderThanApproved evidence
 variables validations reviews onPass allowUnconditional`.split(/\s+/u);
const MOST_CHECKS = 200;

/** Reads a policy from a document whose kind is known. Null with faults where it can't be used at all. */
export function readPolicy(source: Source, document: Document): Policy | null {
  const head = readHead(source, document.contents, 'a policy', SPEC_KEYS);
  const body = head && readSpec(head.spec);
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

function readSpec(spec: Members): Body {
  const params = readParams(spec);
  const evidence = readDeclarations(spec);
  const { match, matchConditions } = readOwnMatch(spec, schemaOf(evidence, params, new Map()));
  const { variables, schema } = readVariables(spec, (types) => schemaOf(evidence, params, types));
  const reviews = readReviews(spec);
  const names = reviews.map(({ name }) => name);
  const validations = readValidations(spec, schema, names);
  noteUnused(spec, { params, variables, matchConditions, validations });
  return {
    ...readSettings(spec),
    match,
    matchConditions,
    params,
    evidence,
    variables,
    validations,
    reviews,
    reviewPlaces: placesOf(spec.source, spec.at.get('reviews')?.value, 'name'),
    onPass: readOnPass(spec, validations.length > 0),
  };
}

/** What a policy does when no check objects; approving without any check has to be said twice. */
function readOnPass(spec: Members, hasValidations: boolean): Policy['onPass'] {
  const { source } = spec;
  const onPass = choiceIn(spec, 'onPass', ['Approve', 'RequireReview', 'NoOpinion'], 'RequireReview');
  const isUnconditional = booleanIn(spec, 'allowUnconditional', false);
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

function readSettings(spec: Members): Pick<Policy, Settings> {
  return {
    description: textIn(spec, 'description'),
    mode: choiceIn(spec, 'mode', ['Enforce', 'Audit'], 'Enforce'),
    failurePolicy: choiceIn(spec, 'failurePolicy', ['Hold', 'Reject'], 'Hold'),
    evidenceDeadline: durationIn(spec, 'evidenceDeadline', 15 * MINUTE),
    evidenceWait: durationIn(spec, 'evidenceWait', DAY),
    olderThanApproved: choiceIn(spec, 'olderThanApproved', ['RequireReview', 'Allow'], 'RequireReview'),
  };
}

/** A policy without `match` governs only what a ModelApprovalPolicyBinding binds it to. */
function readOwnMatch(spec: Members, schema: Schema): Pick<Policy, 'match' | 'matchConditions'> {
  const { match, members } = readMatch(spec.source, member(spec, 'match'), ['matchConditions']);
  const items = members ? itemsIn(members, 'matchConditions') : [];
  const read = (item: unknown) => readNamed(spec.source, item, 'match condition', schema, 'bool') ?? [];
  return { match, matchConditions: items.flatMap(read) };
}

function readNamed(
  source: Source,
  node: unknown,
  what: string,
  schema: Schema,
  wanted: Wanted = null,
): NamedExpression | null {
  const members = readMap(source, node, what, ['name', 'expression']);
  const name = members && neededText(members, 'name', `name of a ${what}`);
  const expression = members && readExpression(source, needed(members, 'expression'), 'expression', schema, wanted);
  return name === null || !expression ? null : { name, expression, place: placeOf(source, node) };
}

/** Variables see those before them, never themselves: there are no circles. */
function readVariables(
  spec: Members,
  schemaWith: (types: ReadonlyMap<string, ValueType>) => Schema,
): { variables: readonly NamedExpression[]; schema: Schema } {
  const { source } = spec;
  const variables: NamedExpression[] = [];
  const types = new Map<string, ValueType>();
  const items = itemsIn(spec, 'variables');
  if (items.length > MOST_CHECKS)
    faultIn(spec, 'variables', `a policy has at most ${MOST_CHECKS} variables; this one has ${items.length}`);
  for (const item of items) {
    const variable = readNamed(source, item, 'variable', schemaWith(types));
    if (variable) variables.push(variable);
    // Of one that can't be read the name is known, so that nobody is blamed for naming it.
    const name = isMap(item) ? item.get('name') : null;
    if (typeof name !== 'string') continue;
    if (!/^[A-Za-z_]\w{0,62}$/u.test(name))
      faultAt(source, item, `a variable can't be named ${name}; expected a word of letters, digits and _`);
    if (types.has(name)) faultAt(source, item, `variable ${name} is there twice`);
    types.set(name, variable?.expression.type ?? DYN);
  }
  return { variables, schema: schemaWith(types) };
}

function readValidations(spec: Members, schema: Schema, reviews: readonly string[]): readonly Validation[] {
  const items = itemsIn(spec, 'validations');
  if (items.length > MOST_CHECKS) {
    faultIn(spec, 'validations', `a policy has at most ${MOST_CHECKS} validations; this one has ${items.length}`);
    return [];
  }
  return readNamedItems(spec.source, items, 'validation', (item) => readValidation(spec.source, item, schema, reviews));
}
