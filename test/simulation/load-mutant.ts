// The production code with one defence taken out, bundled into one module: a copy of its files would be stripped and compiled one by one.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OnLoadArgs, type OnLoadResult } from 'esbuild';
import { ENGINE_MODULES, loadEngine, type Engine } from './engine.ts';

/** One replacement in a file under lib/; `find` occurs exactly once. */
export type Change = { readonly file: string; readonly find: string; readonly replace: string };

export type Mutant = {
  readonly name: string;
  /** The case it is run in. */
  readonly case: string;
  /** The first seed known to break an invariant. */
  readonly seed: number;
  /** null where the defence is one of the fakes. */
  readonly change: Change | null;
  /** The other half of a pair: either alone covers for the other. */
  readonly also?: Change;
};

const LIB = fileURLToPath(new URL('../../lib/', import.meta.url));

/** The engine with one defence taken out. Rejects where `find` is not there exactly once: the mutant has to follow the code. */
export async function loadMutant({ name, change, also }: Mutant): Promise<Engine> {
  if (change === null) return loadEngine();
  return (await loadWithout(name, ENGINE_MODULES, change, ...(also ? [also] : []))) as Engine;
}

/** What these modules of lib/ export, with these replacements in it. Rejects where `find` is not there exactly once. */
export async function loadWithout(
  name: string,
  modules: readonly string[],
  ...changes: readonly Change[]
): Promise<object> {
  const imports = modules.map((path, index) => `import * as m${index} from './${path}';`);
  const all = modules.map((_, index) => `...m${index}`);
  const contents = `${imports.join('\n')}\nexport const all = { ${all.join(', ')} };`;
  const changed = await Promise.all(changes.map((change) => changedFile(name, change)));
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: LIB },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'error',
    // esbuild reads filters as Go does: without flags.
    // oxlint-disable-next-line require-unicode-regexp
    plugins: [{ name, setup: (made) => made.onLoad({ filter: /\.ts$/ }, textOf(new Map(changed))) }],
  });
  const text = outputFiles[0]?.text ?? '';
  return ((await import(`data:text/javascript,${encodeURIComponent(text)}`)) as { readonly all: object }).all;
}

const textOf =
  (changed: ReadonlyMap<string, string>) =>
  ({ path }: OnLoadArgs): OnLoadResult | null => {
    const contents = changed.get(path);
    return contents === undefined ? null : { contents, loader: 'ts' };
  };

async function changedFile(name: string, { file, find, replace }: Change): Promise<readonly [string, string]> {
  const path = join(LIB, file);
  const parts = (await readFile(path, 'utf8')).split(find);
  if (parts.length === 2) return [path, parts.join(replace)];
  throw new Error(`${name}: expected \`${find}\` once in lib/${file}, found ${parts.length - 1} times`);
}
