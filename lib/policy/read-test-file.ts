// Reads policy tests: kind: PolicyTest in files named *.test.yaml, with every fault at its place.
import { isCollection, isMap, isScalar, type Document } from 'yaml';
import { parseTime } from './deadline.ts';
import type { Fault } from './faults.ts';
import { placedTextsIn, readExpectation } from './read-expectation.ts';
import { readHead } from './read-metadata.ts';
import type { PolicyFile } from './read-files.ts';
import type { PlaceIn, TestBase, TestCase, TestFile, TestStep } from './test-file.ts';
import {
  choiceIn,
  durationIn,
  faultIn,
  itemsIn,
  mapIn,
  member,
  needed,
  neededMap,
  neededText,
  placeIn,
  readMap,
  textIn,
  type Members,
} from './yaml-members.ts';
import { faultAt, readSource, type Source } from './yaml-source.ts';
import { placeOf, readItems, readText } from './yaml-values.ts';

const SPEC_KEYS = ['policies', 'now', 'base', 'cases'];
const CASE_KEYS = ['name', 'now', 'patch', 'remove', 'expect', 'then'];
const STEP_KEYS = ['by', 'choice', 'comment', 'after', 'expect'];

/** Reads one file of tests. Nothing throws: what is wrong is a fault, and a test with faults is left out. */
export function readTestFile(file: PolicyFile): {
  readonly tests: readonly TestFile[];
  readonly faults: readonly Fault[];
} {
  const { source, documents } = readSource(file.path, file.text);
  const tests = documents.flatMap((document) => readTest(source, document) ?? []);
  return { tests: source.faults.length > 0 ? [] : tests, faults: source.faults };
}

function readTest(source: Source, document: Document): TestFile | null {
  const { contents } = document;
  if (contents === null) return null;
  checkKind(source, document);
  const head = readHead(source, contents, 'a policy test', SPEC_KEYS);
  if (!head) return null;
  const { spec } = head;
  const now = readTime(source, needed(spec, 'now'), 'now');
  const base = readBase(spec);
  const casesNode = needed(spec, 'cases');
  const cases = readItems(source, casesNode, 'cases').flatMap((item) => readCase(source, item) ?? []);
  if (cases.length === 0 && casesNode !== undefined) faultAt(source, casesNode, 'cases needs at least one case');
  const policies = placedTextsIn(spec, 'policies');
  if (now === null || !base) return null;
  const file = { name: head.name, file: source.file, place: placeOf(source, contents) };
  return { ...file, policies, now, base, basePlace: placeIn(spec, 'base'), cases };
}

function checkKind(source: Source, { contents }: Document): void {
  for (const [key, wanted] of [
    ['apiVersion', 'modelgate/v1'],
    ['kind', 'PolicyTest'],
  ] as const) {
    const node = isMap(contents) ? contents.get(key, true) : undefined;
    if (isScalar(node) && node.value === wanted) continue;
    faultAt(source, node ?? contents, `a policy test needs ${key}: ${wanted}`);
  }
}

/** A time in RFC 3339, in milliseconds. */
function readTime(source: Source, node: unknown, what: string): number | null {
  const text = readText(source, node, what);
  const time = text === null ? null : parseTime(text);
  if (text !== null && time === null)
    faultAt(source, node, `${what} has to be a time such as 2026-11-18T16:20:00Z, not ${text.slice(0, 80)}`);
  return time;
}

function readBase(spec: Members): TestBase | null {
  const members = neededMap(spec, 'base', null);
  if (!members) return null;
  const { source, node } = members;
  if (!members.at.has('fixture')) return { kind: 'inline', ...placed(source, node) };
  const fixture = readMap(source, node, 'a base with a fixture', ['fixture']);
  const path = fixture && textIn(fixture, 'fixture');
  return fixture && path !== null ? { kind: 'fixture', path, place: placeIn(fixture, 'fixture') } : null;
}

function readCase(source: Source, node: unknown): TestCase | null {
  const members = readMap(source, node, 'case', CASE_KEYS);
  const name = members && neededText(members, 'name', 'name of a case');
  if (!members || name === null) return null;
  const patch = mapIn(members, 'patch', null);
  const remove = placedTextsIn(members, 'remove');
  for (const { value } of remove)
    if (!value.startsWith('/'))
      faultIn(members, 'remove', `remove takes JSON pointers such as /metadata/accuracy, not ${value.slice(0, 80)}`);
  const expect = readExpectation(source, needed(members, 'expect'), 'case');
  const steps = itemsIn(members, 'then').flatMap((item) => readStep(source, item) ?? []);
  const now = readTime(source, member(members, 'now'), 'now');
  if (!expect) return null;
  const place = placeOf(source, node);
  return { name, place, now, patch: patch && placed(source, patch.node), remove, expect, steps };
}

function readStep(source: Source, node: unknown): TestStep | null {
  const members = readMap(source, node, 'step', STEP_KEYS);
  if (!members) return null;
  const by = textIn(members, 'by');
  if (by === null && !members.at.has('after'))
    faultAt(source, node, 'a step needs by (who answers), after (how much time passes) or both');
  return {
    place: placeOf(source, node),
    by,
    choice: choiceIn(members, 'choice', ['Approve', 'Reject', 'Withdraw'], 'Approve'),
    comment: textIn(members, 'comment'),
    after: durationIn(members, 'after', 0),
    expect: readExpectation(source, member(members, 'expect'), 'step'),
  };
}

/** A node as plain values, with the places of what is in it. */
const placed = (source: Source, node: unknown): { readonly value: unknown; readonly placeIn: PlaceIn } => ({
  value: plainOf(node),
  placeIn: (path) => {
    for (let length = path.length; length > 0; length--) {
      const inner = isCollection(node) ? node.getIn(path.slice(0, length), true) : undefined;
      if (inner !== undefined) return placeOf(source, inner);
    }
    return null;
  },
});

/** A node as plain JSON values. Keys keep what they are: __proto__ is a key like any other. */
function plainOf(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isMap(node)) {
    const plain = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) plain[isScalar(pair.key) ? String(pair.key.value) : ''] = plainOf(pair.value);
    return plain;
  }
  const items = (node as { readonly items?: readonly unknown[] } | null)?.items;
  return items ? items.map(plainOf) : null;
}
