// The project's own files, read once, for the laws that hold for all of them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A file as the laws see it: its path from the project's root, its imports as such paths, packages as they are written. */
export type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

const sources = (folder: string): readonly Source[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/u.test(name) && !name.endsWith('.d.ts'))
    .map((name) => readSource(join(folder, name)))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(
    /(?:^|[;}\s])(?:import|export)\b[^'"`;()=]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gu,
  );
  const specifiers = [...statements].map(([, from, bare]) => from ?? bare ?? '');
  const imports = specifiers.map((name) => (name.startsWith('.') ? relative('.', join(dirname(path), name)) : name));
  return { path, text, imports };
}

/** All code of the product. */
export const code = ['functions', 'lib', 'local', 'cli', 'scripts'].flatMap(sources);
/** The product and its tests. */
export const all = [...code, ...sources('test')];
/** The product's code below a folder. */
export const within = (folder: string): readonly Source[] => code.filter(({ path }) => path.startsWith(`${folder}/`));

/** Asserts that no file is left, and names those that are. */
export const assertNone = (found: readonly Source[]): void =>
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
