// Paths of structured checks: metadata.accuracy, quality.auc, champion.quality.auc, params.floor, metadata["weird key"].
import type { Schema } from './schema.ts';
import { nameSuggestion, suggestion } from './suggest.ts';
import { fieldsOf, shownType, solid, type ValueType } from './value-type.ts';

/** A parsed path: `segments` begin with the root; `label` is what a sentence calls the value. */
export type ValuePath = { readonly text: string; readonly segments: readonly string[]; readonly label: string };

const FIRST = /^[A-Za-z_]\w*/u;
const NEXT = /^(?:\.([\w-]+)|\["((?:[^"\\]|\\.)*)"\])/u;

/** Parses a path, or null where the text is none: a root and one to four members. */
export function parsePath(text: string): ValuePath | null {
  const root = FIRST.exec(text)?.[0];
  if (root === undefined) return null;
  const segments = [root];
  let rest = text.slice(root.length);
  while (rest !== '') {
    const match = NEXT.exec(rest);
    if (!match || segments.length > 4) return null;
    segments.push(match[1] ?? (match[2] ?? '').replaceAll(/\\(.)/gu, '$1'));
    rest = rest.slice(match[0].length);
  }
  return segments.length < 2 ? null : { text, segments, label: segments.at(-1) ?? text };
}

/** What is wrong with a path under this schema, or null. */
export function checkPath(path: ValuePath, schema: Schema): { message: string; hint: string | null } | null {
  let type: ValueType = fieldsOf(schema);
  for (const [index, segment] of path.segments.entries()) {
    const owner = path.segments.slice(0, index).join('.');
    if (type.kind === 'map') {
      if (index === path.segments.length - 1) return null;
      const hint = `A key with dots is written ${owner}["${path.segments.slice(index).join('.')}"].`;
      return { message: `${path.text} reads a member of a text`, hint };
    }
    if (type.kind !== 'fields') return { message: `${owner} is a ${shownType(type)} and has no members`, hint: null };
    const next = type.fields.get(segment);
    if (!next) {
      const known = [...type.fields.keys()];
      const message = index === 0 ? `unknown name: ${segment}` : `no such field: ${owner}.${segment}`;
      return { message, hint: (index === 0 ? nameSuggestion : suggestion)(segment, known) };
    }
    type = solid(next);
  }
  const isSeveral = type.kind === 'list' || type.kind === 'map' || type.kind === 'fields';
  return !isSeveral ? null : { message: `${path.text} is not one value but several`, hint: null };
}
