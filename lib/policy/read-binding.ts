// Reads kind: ModelApprovalPolicyBinding: which policy governs which groups, with which parameters, in which mode, and who owns that.
import type { Document } from 'yaml';
import { canonicalJson, sha256 } from '../identity.ts';
import type { Param } from './document.ts';
import type { Match, Mode, Place } from './policy.ts';
import { readParamValue } from './read-evidence.ts';
import { matchIn } from './read-match.ts';
import { readHead } from './read-metadata.ts';
import { choiceIn, mapIn, neededText, placeIn, textIn, type Members } from './yaml-members.ts';
import { markOf, type Source } from './yaml-source.ts';
import { placeOf } from './yaml-values.ts';

/** A parameter that a binding sets, with the text it was written as. */
export type BoundParam = Pick<Param, 'value' | 'text' | 'place'> & { readonly width: number };

/** A binding. `sha256` is of what it makes of its policy, so that another group added to it changes nothing for those it has. */
export type PolicyBinding = {
  readonly name: string;
  readonly file: string;
  readonly place: Place;
  readonly sha256: string;
  /** The name of the policy, and where it stands. */
  readonly policy: string;
  readonly policyPlace: Place;
  readonly match: Match;
  readonly params: ReadonlyMap<string, BoundParam>;
  /** Only weakens the policy's own mode. */
  readonly mode: Mode;
  readonly owner: string | null;
};

const KEYS = ['policy', 'match', 'params', 'mode', 'owner'];

/** Reads a binding from a document whose kind is known. Null with faults where it can't be used at all. */
export function readBinding(source: Source, document: Document): PolicyBinding | null {
  const head = readHead(source, document.contents, 'a binding', KEYS);
  if (!head) return null;
  const { spec, name } = head;
  const policy = neededText(spec, 'policy');
  const match = matchIn(spec);
  const params = readBoundParams(spec);
  const mode = choiceIn(spec, 'mode', ['Enforce', 'Audit'], 'Enforce');
  const owner = textIn(spec, 'owner');
  if (policy === null || !match) return null;
  const effect = [name, mode, [...params].map(([param, { text }]) => [param, text])];
  return {
    name,
    file: source.file,
    place: placeOf(source, document.contents),
    sha256: sha256(canonicalJson(effect)),
    policy,
    policyPlace: placeIn(spec, 'policy'),
    match,
    params,
    mode,
    owner,
  };
}

function readBoundParams(spec: Members): ReadonlyMap<string, BoundParam> {
  const { source } = spec;
  const params = [...(mapIn(spec, 'params', null)?.at ?? [])].flatMap(([name, { value }]) => {
    const written = readParamValue(source, value, name);
    return written ? [[name, { ...written, ...markOf(source, value) }] as const] : [];
  });
  return new Map(params);
}
