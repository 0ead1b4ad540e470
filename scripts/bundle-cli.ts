// Bundles the command line into dist/cli: a folder that runs wherever Node 24 is, without node_modules and from any directory.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'dist/cli';

/** The file that is run: `modelgate` for shells, by way of package.json's bin. */
const BIN = `#!/usr/bin/env node
// modelgate, built. It needs Node 24 or newer.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(\`modelgate needs Node 24; this is \${process.versions.node}.\\n  Install Node 24, or run npx modelgate in a checkout, which brings its own.\`);
  process.exit(69);
}
const { main } = await import('./process.mjs');
process.exitCode = await main(process.argv.slice(2));
`;

/** Bundles cli/frame/process.ts into `folder`; what a verb alone needs (SDK clients) is in chunks that are loaded when it runs. Answers the bytes written. */
export async function bundleCli(folder = FOLDER): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: { process: 'cli/frame/process.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // As in bundle.ts: for Node yaml exports CommonJS only.
    alias: { yaml: './node_modules/yaml/browser/index.js' },
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bin = join(folder, 'modelgate.mjs');
  const manifest = {
    name: 'modelgate',
    type: 'module',
    bin: { modelgate: 'modelgate.mjs' },
    engines: { node: '>=24' },
  };
  await Promise.all([
    writeFile(bin, BIN),
    writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`),
    ...outputFiles.map(async ({ path, contents }) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, contents);
    }),
  ]);
  await chmod(bin, 0o755);
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
}
