// The functions bundled as a deployment bundles them: an environment on this machine then loads a few files instead of some hundred.
import { readdir } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { lazyCel } from './lazy-cel.ts';

/**
 * Node's own modules are required, not imported: importing one reads all its exports, those that load something when they are read among
 * them. `import('node:http')` loads WebSocket and with it all of undici: 90 ms of CPU where `require` takes 11.
 */
const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup(made) {
    // esbuild reads filters as Go does: without flags.
    // oxlint-disable-next-line require-unicode-regexp
    made.onResolve({ filter: /^(?:node:)?[a-z_/]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return null;
      if (kind === 'require-call') return { path, external: true };
      // Whoever imports it later may look up any name: with those of `builtin` each would be read at once, for all who import the module.
      if (kind === 'dynamic-import') return { path, namespace: 'builtin-whole', sideEffects: false };
      return { path, namespace: 'builtin', sideEffects: false };
    });
    // oxlint-disable-next-line require-unicode-regexp
    made.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: requiring(path) }));
    // oxlint-disable-next-line require-unicode-regexp
    made.onLoad({ filter: /.*/, namespace: 'builtin-whole' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

const require = createRequire(import.meta.url);

/** A module whose names are looked up one by one, so that esbuild drops those that nobody imports and none of them is read. */
function requiring(path: string): string {
  const names = Object.keys(require(path) as object).filter((name) => /^[a-z_]\w*$/iu.test(name) && name !== 'default');
  const exported = names.map((name) => `export const ${name} = /* @__PURE__ */ $get('${name}');`);
  return [
    `const $all = require('${path}');`,
    'const $get = (name) => $all[name];',
    'export default $all;',
    ...exported,
  ].join('\n');
}

/** How a function is bundled for Node 24 in Lambda, from the project's folder. */
export const FOR_LAMBDA = {
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
  plugins: [requireBuiltins, lazyCel],
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
} satisfies BuildOptions;

/** The names of all functions: the files of functions/ without .ts, in order. */
export async function functionNames(projectDir = '.'): Promise<readonly string[]> {
  const files = await readdir(join(projectDir, 'functions'));
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .toSorted();
}

/** Bundles all functions and the thread that each runs in on this machine into `folder`: readable, what they have in common in chunks. */
export async function bundleForThreads(projectDir: string, folder: string): Promise<void> {
  const functions = (await functionNames(projectDir)).map((name) => [name, `functions/${name}.ts`] as const);
  const entryPoints = Object.fromEntries([...functions, ['worker', 'local/runtime/worker.ts']]);
  await build({ ...FOR_LAMBDA, entryPoints, absWorkingDir: projectDir, outdir: folder });
}
