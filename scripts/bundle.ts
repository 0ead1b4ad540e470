// Bundles each function file for Lambda with esbuild, and tells what its bytes are made of.
import { join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { FOR_LAMBDA } from '../local/runtime/bundle-functions.ts';

/** One function's bundle: index.mjs and the chunks that it loads when it needs them. */
export type Bundle = {
  readonly name: string;
  /** Path inside the zip -> code. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What every cold start loads: index.mjs and all that it imports statically. */
  readonly hot: readonly string[];
  /** Bytes of the hot part by package, the largest first; our own code is `modelgate`. */
  readonly parts: readonly { readonly from: string; readonly bytes: number }[];
};

type Outputs = Metafile['outputs'];

/** Bundles one function as Lambda runs it: minified ESM for Node 24, nothing written to disk. */
export async function bundle(name: string): Promise<Bundle> {
  const outdir = `dist/${name}`;
  const { outputFiles, metafile } = await build({
    entryPoints: { index: `functions/${name}.ts` },
    outdir,
    ...FOR_LAMBDA,
    minify: true,
    write: false,
    legalComments: 'none',
    metafile: true,
  });
  const hot = staticImports(metafile.outputs, join(outdir, 'index.mjs'));
  return {
    name,
    files: new Map(outputFiles.map(({ path, contents }) => [relative(outdir, path), contents])),
    hot: hot.map((path) => relative(outdir, path)),
    parts: partsOf(metafile.outputs, hot),
  };
}

/** Bytes of all that a cold start loads. */
export const hotBytes = ({ files, hot }: Bundle): number =>
  hot.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);

/** An output and all outputs it imports statically, directly or not. */
function staticImports(outputs: Outputs, entry: string): readonly string[] {
  const found = new Set([entry]);
  for (const path of found) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported]) found.add(imported);
    }
  }
  return [...found];
}

function partsOf(outputs: Outputs, hot: readonly string[]): Bundle['parts'] {
  const bytes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of hot.flatMap((output) => Object.entries(outputs[output]?.inputs ?? {}))) {
    const from = path.split('node_modules/').at(-1) ?? path;
    const owner = from === path ? 'modelgate' : from.split('/', from.startsWith('@') ? 2 : 1).join('/');
    bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
  }
  const parts = [...bytes].map(([from, size]) => ({ from, bytes: size }));
  return parts.toSorted((a, b) => b.bytes - a.bytes);
}
