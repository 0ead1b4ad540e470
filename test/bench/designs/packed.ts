// A design as Lambda would get it: bundled the same way as the gate, in a folder of its own.
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { FOR_LAMBDA } from '../../../local/runtime/bundle-functions.ts';

export type Packed = { readonly folder: string; readonly remove: () => Promise<void> };

/** Bundles `test/bench/designs/NAME.ts`. */
export async function packedDesign(name: 'naive' | 'idempotent'): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), `modelgate-${name}-`));
  await build({
    ...FOR_LAMBDA,
    entryPoints: { index: `test/bench/designs/${name}.ts` },
    outdir: folder,
    minify: true,
    legalComments: 'none',
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** A folder with this one file, `index.mjs`; it finds the project's packages, unbundled. */
export async function plainFunction(source: string): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-plain-'));
  await writeFile(join(folder, 'index.mjs'), source);
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
