// Strict YAML 1.2 with places: one policy file becomes documents, and everything a policy may not use becomes a fault.
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
} from 'yaml';
import { messageOf } from '../errors.ts';
import type { Fault } from './faults.ts';
import type { Place } from './policy.ts';
import { tooDeepAt } from './yaml-nesting.ts';

/** One file being read: faults are collected, not thrown, so that all are told at once. */
export type Source = {
  readonly file: string;
  readonly text: string;
  readonly faults: Fault[];
  /** Advice: what works, and may not do what was meant. */
  readonly hints: Fault[];
  /** Place of an offset in the text. */
  readonly placeAt: (offset: number) => Place;
};

const MAX_BYTES = 256 * 1024;
const MAX_NESTING = 40;
/** Of a file that is no YAML at all; nobody reads more. */
const MOST_PROBLEMS = 100;

/** Notes a fault at a node (or at offset 0 where there is none). */
export function faultAt(source: Source, node: unknown, message: string, hint: string | null = null): void {
  source.faults.push({ ...markOf(source, node), message, hint });
}

/** Notes advice at a node: what works, and may not do what was meant. */
export function hintAt(source: Source, node: unknown, message: string, hint: string | null = null): void {
  source.hints.push({ ...markOf(source, node), message, hint, severity: 'hint' });
}

/** Place of a node, and how many characters it covers, for the carets below it. */
export function markOf(source: Source, node: unknown): Pick<Fault, 'place' | 'width'> {
  const [start, end] = rangeOf(node);
  return { place: source.placeAt(start), width: Math.max(1, end - start) };
}

/** Start and end offset of a node in its file; pairs begin at their key. */
export function rangeOf(node: unknown): readonly [number, number] {
  if (isPair(node)) return rangeOf(node.key);
  const range = (node as Partial<Node> | null | undefined)?.range;
  return range ? [range[0], range[1]] : [0, 1];
}

/** Reads one file: its documents, and a Source whose faults already hold what the YAML itself does wrong. */
export function readSource(file: string, text: string): { source: Source; documents: readonly Document[] } {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const source: Source = { file, text, faults: [], hints: [], placeAt };
  if (Buffer.byteLength(text) > MAX_BYTES) {
    faultAt(source, null, `the file has ${Buffer.byteLength(text)} bytes; a policy file has at most ${MAX_BYTES}`);
    return { source, documents: [] };
  }
  const tooDeep = tooDeepAt(text, MAX_NESTING);
  if (tooDeep !== null) {
    for (const { index } of text.matchAll(/^/gmu)) lineCounter.addNewLine(index);
    const message = `nested too deep; at most ${MAX_NESTING} levels are read`;
    source.faults.push({ place: placeAt(tooDeep), width: 1, message, hint: null });
    return { source, documents: [] };
  }
  try {
    const parsed = parseAllDocuments(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      merge: false,
      prettyErrors: false,
      lineCounter,
    });
    const documents: Document[] = 'empty' in parsed ? [] : [...parsed];
    for (const document of documents) noteFaults(source, document);
    return { source, documents: source.faults.length > 0 ? [] : documents };
  } catch (error) {
    faultAt(source, null, `the YAML can't be read (${messageOf(error)}); nesting is at most ${MAX_NESTING} deep`);
    return { source, documents: [] };
  }
}

function noteFaults(source: Source, document: Document): void {
  // A tag is told once, where its node is seen.
  const problems = [...document.errors, ...document.warnings].filter(({ code }) => code !== 'TAG_RESOLVE_FAILED');
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    const [start, end] = problem.pos;
    const key = /^[^\s:]+/u.exec(source.text.slice(start, start + 100))?.[0] ?? '';
    const message = problem.code === 'DUPLICATE_KEY' ? `duplicate key "${key}"` : problem.message;
    const width = problem.code === 'DUPLICATE_KEY' ? key.length : Math.min(40, end - start);
    source.faults.push({ place: source.placeAt(start), width, message, hint: null });
  }
  const version = document.directives?.yaml;
  if (version?.explicit && version.version !== '1.2')
    faultAt(source, document.contents, `YAML ${version.version} is not read; expected YAML 1.2`);
  visit(document, (_key, node, path) => {
    if (isCollection(node) && path.filter(isCollection).length >= MAX_NESTING) {
      faultAt(source, node, `nested too deep; at most ${MAX_NESTING} levels are read`);
      return visit.BREAK;
    }
    noteNodeFaults(source, node);
    return undefined;
  });
}

function noteNodeFaults(source: Source, node: unknown): void {
  if (isAlias(node)) faultAt(source, node, `alias *${node.source} is not allowed in a policy; write the value out`);
  const { anchor, tag } = (node ?? {}) as { anchor?: string; tag?: string };
  if (anchor !== undefined) faultAt(source, node, `anchor &${anchor} is not allowed in a policy; write the value out`);
  if (tag !== undefined && !isAlias(node))
    faultAt(source, node, `tag ${tag.replace('tag:yaml.org,2002:', '!!')} is not allowed in a policy`);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    if (!isScalar(pair.key)) faultAt(source, pair.key ?? node, 'a key has to be a plain text');
    else if (pair.key.value === '<<')
      faultAt(source, pair.key, 'merge key << is not allowed in a policy; write the values out');
  }
}
