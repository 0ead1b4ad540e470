// Reads policy files into documents: each is handed to the reader of its kind, and the faults of all files are told at once.
import { isMap, isScalar, type Document } from 'yaml';
import { canonicalJson, sha256 } from '../identity.ts';
import { byText } from '../in-order.ts';
import { checkLanes } from './check-lanes.ts';
import { checkReferences } from './check-references.ts';
import { faultOf, type Fault } from './faults.ts';
import { isKind, KINDS, type KindName, type Slots } from './kinds.ts';
import type { Place } from './policy.ts';
import { isTestFile } from './policy-texts.ts';
import { registrationCycles } from './registration-cycles.ts';
import { didYouMean } from './suggest.ts';
import { faultAt, readSource, type Source } from './yaml-source.ts';
import { placeOf } from './yaml-values.ts';

/** The only apiVersion there is. */
export const API_VERSION = 'modelgate/v1';

export type PolicyFile = { readonly path: string; readonly text: string };

/**
 * What the files say, as far as it can be read (also of documents with faults: what refers to them is checked all the same), and
 * everything that is wrong with them. `digest` changes with any document.
 */
export type ReadFiles = {
  readonly slots: Slots;
  readonly digest: string;
  readonly faults: readonly Fault[];
  /** Advice about documents that can be used. */
  readonly hints: readonly Fault[];
  readonly files: readonly PolicyFile[];
};

/** A document of a known kind; `content` is null where it can't be used. `sha256` is of its content, whatever its comments and spaces. */
type Read = {
  readonly kind: KindName;
  readonly name: string;
  readonly place: Place;
  readonly sha256: string;
  readonly content: unknown;
  readonly isFaulty: boolean;
};

/** Reads all files but policy tests. Nothing throws: what is wrong is a fault. */
export function readFiles(files: readonly PolicyFile[]): ReadFiles {
  const read = files.filter((file) => !isTestFile(file.path)).toSorted(byText(({ path }) => path));
  const faults: Fault[] = [];
  const hints: Fault[] = [];
  const documents: Read[] = [];
  for (const file of read) {
    const { source, documents: parsed } = readSource(file.path, file.text);
    for (const document of parsed) {
      const one = readDocument(source, document);
      if (one) documents.push(one);
    }
    faults.push(...source.faults);
    hints.push(...source.hints);
  }
  const slots = slotsOf(documents.filter((one) => one.content !== null));
  const namesOf = (some: readonly Read[]) => new Set(some.map(({ name }) => name));
  const lost = namesOf(documents.filter((one) => one.content === null));
  const faulty = namesOf(documents.filter((one) => one.isFaulty));
  faults.push(...namedTwice(documents), ...checkReferences(slots, { lost, faulty }));
  // Documents that could not be read are holes in the slots.
  if (faults.length === 0) faults.push(...registrationCycles(slots.registrations), ...checkLanes(slots));
  const digests = documents.map((one) => [one.kind, one.name, one.sha256].join(' ')).toSorted();
  return { slots, digest: sha256(canonicalJson(digests)), faults, hints, files: read };
}

/** Each slot gets what its kind's reader gave; the table of kinds says that they fit. */
const slotsOf = (documents: readonly Read[]): Slots =>
  Object.fromEntries(
    Object.entries(KINDS).map(([kind, { slot }]) => [
      slot,
      documents.filter((one) => one.kind === kind).map((one) => one.content),
    ]),
  ) as unknown as Slots;

function readDocument(shared: Source, document: Document): Read | null {
  if (document.contents === null) return null;
  // Own faults first: some checks are only worth telling where nothing else is wrong with this document.
  const source: Source = { ...shared, faults: [] };
  const kind = kindOf(source, document);
  const content = kind && KINDS[kind].read(source, document);
  shared.faults.push(...source.faults);
  if (!kind) return null;
  return {
    kind,
    name: String(document.getIn(['metadata', 'name'])),
    place: placeOf(source, document.contents),
    sha256: sha256(canonicalJson(document.toJS({ mapAsMap: true }))),
    content,
    isFaulty: source.faults.length > 0,
  };
}

function kindOf(source: Source, document: Document): KindName | null {
  const { contents } = document;
  if (!isMap(contents)) {
    faultAt(source, contents, `a policy file has to be a map with apiVersion: ${API_VERSION} and kind`);
    return null;
  }
  checkVersion(source, contents, contents.get('apiVersion', true));
  const node = contents.get('kind', true);
  const name = isScalar(node) ? String(node.value) : '';
  const known = Object.keys(KINDS);
  if (isKind(name)) return name;
  if (!node) faultAt(source, contents, 'kind is missing', `Expected kind: ${known.join(' or ')}.`);
  else if (name === 'PolicyTest') faultAt(source, node, 'a PolicyTest stands in a file of its own, named *.test.yaml');
  else faultAt(source, node, `unknown kind "${name}"`, didYouMean(name, known) ?? `Expected ${known.join(' or ')}.`);
  return null;
}

function checkVersion(source: Source, contents: unknown, version: unknown): void {
  const text = isScalar(version) ? String(version.value) : '';
  if (text === API_VERSION) return;
  faultAt(
    source,
    version ?? contents,
    version ? `unknown apiVersion "${text}"` : 'apiVersion is missing',
    `Expected apiVersion: ${API_VERSION}.`,
  );
}

/** How people call a document of a kind. */
const CALLED: Readonly<Partial<Record<string, string>>> = {
  ModelApprovalPolicy: 'policy',
  ModelApprovalPolicyBinding: 'binding',
  PolicyException: 'exception',
};

function namedTwice(documents: readonly Read[]): readonly Fault[] {
  const first = new Map<string, Read>();
  return documents.flatMap((document) => {
    const key = `${document.kind} ${document.name}`;
    const known = first.get(key);
    if (!known) {
      first.set(key, document);
      return [];
    }
    const called = CALLED[document.kind] ?? document.kind;
    const message = `${called} ${document.name} is there twice; the other is ${known.place.file}:${known.place.line}`;
    const hint = called === 'policy' ? 'Names of policies have to differ.' : 'Names of one kind have to differ.';
    return faultOf(document.place, message, hint);
  });
}
