// Bundles each function file for Lambda with esbuild, and tells what its bytes are made of.
import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** One function's bundle. `parts` are bytes by package, the largest first; our own code is `modelgate`. */
export type Bundle = {
  readonly name: string;
  readonly code: Uint8Array;
  readonly parts: readonly { readonly from: string; readonly bytes: number }[];
};

/** The names of all functions: the files of functions/ without .ts, in order. */
export async function functionNames(): Promise<readonly string[]> {
  const files = await readdir('functions');
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

/** Bundles one function as Lambda runs it: minified ESM for Node 24, nothing written to disk. */
export async function bundle(name: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { [name]: `functions/${name}.ts` },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The default takes the CommonJS builds, which cannot be shaken: 844 KiB of SageMaker client instead of 307.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild gave no output for functions/${name}.ts`);
  return { name, code: output.contents, parts: partsOf(metafile) };
}

/** Bytes of a bundle by npm package. */
function partsOf(metafile: Metafile): Bundle['parts'] {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const from = path.split('node_modules/').at(-1) ?? path;
      const owner = from === path ? 'modelgate' : from.split('/', from.startsWith('@') ? 2 : 1).join('/');
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
  }
  const parts = [...bytes].map(([from, size]) => ({ from, bytes: size }));
  return parts.toSorted((a, b) => b.bytes - a.bytes);
}
