// Bundles each function file for Lambda with esbuild, and tells what its bytes are made of.
import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';

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

/** The names of all functions: the files of functions/ without .ts, in order. */
export async function functionNames(): Promise<readonly string[]> {
  const files = await readdir('functions');
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

const FOR_LAMBDA = {
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunk-[hash]',
  bundle: true,
  // Credential chains that Lambda never walks, and all else imported dynamically, stay out of the cold start.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The default takes the CommonJS builds, which cannot be shaken: 844 KiB of SageMaker client instead of 307.
  mainFields: ['module', 'main'],
  // For Node yaml exports CommonJS only; its browser build is the same code as ES modules.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  logLevel: 'error',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
} as const satisfies BuildOptions;

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

/** Bundles all functions and the thread they run in on this machine into `folder`, readable and with shared chunks: what many environments load, each in a tenth of the time that the sources take. */
export async function bundleForThreads(folder: string): Promise<void> {
  const functions = (await functionNames()).map((name) => [name, `functions/${name}.ts`] as const);
  const entryPoints = Object.fromEntries([...functions, ['worker', 'local/runtime/worker.ts']]);
  await build({ entryPoints, outdir: folder, ...FOR_LAMBDA });
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
