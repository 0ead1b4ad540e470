// What a cold start need not load of CEL: its parser, which only the loader of policies uses, and descriptors of messages that few policies touch.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Stands for a descriptor or a registry until somebody asks for more than is known of it, and mostly only type names are compared.
 * Then it is what the library makes.
 */
const LATER = `const later = (known, make) => {
  let made;
  return new Proxy(known, {
    get: (_, key) => (Object.hasOwn(known, key) ? known[key] : (made ??= make())[key]),
    has: (_, key) => key in known || key in (made ??= make()),
  });
};
`;

/** Generated code: a sentence that names what the next constant describes, then the constant, each on a line of its own. */
const DESCRIBED = /^ \* Describes the (?<kind>file|message) (?<name>\S+)\.$/u;
const DESCRIPTOR = /^(?<head>export const \w+ = \/\*@__PURE__\*\/ )(?<make>(?:fileDesc|messageDesc|boot)\(.*\));$/u;
/** Of CEL: the registry of well-known types, and the one that an environment begins with. */
const REGISTRY = /^(?<head>const wktRegistry = | {4}return )(?<make>createRegistry\(.*\));$/u;

function madeLater(source: string, path: string): string {
  let known = { kind: 'registry', typeName: '' };
  let changed = 0;
  const lines = source.split('\n').map((line) => {
    const { kind, name: typeName } = DESCRIBED.exec(line)?.groups ?? {};
    if (kind !== undefined && typeName !== undefined) known = { kind, typeName };
    const { head, make } = (DESCRIPTOR.exec(line) ?? REGISTRY.exec(line))?.groups ?? {};
    if (head === undefined || make === undefined) return line;
    changed += 1;
    return `${head}later(${JSON.stringify(known)}, () => ${make});`;
  });
  // A new version of the library that writes other code must not pass for a slower one.
  if (changed === 0) throw new Error(`${path}: nothing here is made in the form that is known`);
  return LATER + lines.join('\n');
}

/** The one file that parses expressions. */
const PARSES = 'compile-expression.ts';

/**
 * For esbuild, which gives each chunk all that an index names: who does not parse gets the index without the parser. Descriptors and
 * registries are made when they are first looked into; making all of them was half of what CEL cost a cold start.
 */
export const lazyCel: Plugin = {
  name: 'lazy-cel',
  setup(made) {
    const index = join(
      made.initialOptions.absWorkingDir ?? process.cwd(),
      'node_modules/@bufbuild/cel/dist/esm/index.js',
    );
    // esbuild reads filters as Go does: without flags.
    // oxlint-disable-next-line require-unicode-regexp
    made.onResolve({ filter: /^@bufbuild\/cel$/ }, ({ importer }) => ({
      path: index,
      suffix: basename(importer) === PARSES ? '' : '?unparsed',
      sideEffects: false,
    }));
    // oxlint-disable-next-line require-unicode-regexp
    made.onLoad({ filter: /@bufbuild\/cel\/dist\/esm\/index\.js$/ }, async ({ path, suffix }) => {
      const contents = await readFile(path, 'utf8');
      return { contents: suffix === '' ? contents : contents.replaceAll(/^export \{ (?:parse|run) \}.*$/gmu, '') };
    });
    // oxlint-disable-next-line require-unicode-regexp
    made.onLoad({ filter: /@bufbuild\/(?:.*_pb|cel\/dist\/esm\/registry)\.js$/ }, async ({ path }) => ({
      contents: madeLater(await readFile(path, 'utf8'), path),
    }));
  },
};
