// Two generations of decide behind one name, as while a deployment rolls out: the one that was released before, as it was bundled then, and today's.
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bundleForThreads } from '../../local/runtime/bundle-functions.ts';
import { BUNDLES_DIR } from '../processes/made-before.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

/** The release before; kept by `npm run keep-generation`. */
export const BEFORE = '0.1.0';

export type Generations = {
  /** The functions of today, but for decide, which is the generation that `serve` says. */
  readonly bundlesDir: string;
  /** Which one works from the next batch on; `both`: by turns, side by side. */
  readonly serve: (which: 'before' | 'both' | 'now') => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** Today's decide has the build of the deployment; the one before the build before. Their packages are those of this checkout. */
const switchModule = (phaseFile: string): string => `import { readFileSync } from 'node:fs';
const build = Number(process.env.BUILD);
const load = (file, its) => ((process.env.BUILD = String(its)), import(file));
const before = await load('./decide-before.mjs', build - 1);
const now = await load('./decide-now.mjs', build);
let turn = Math.round(Math.random());
export const handler = (event, context) => {
  const phase = readFileSync(${JSON.stringify(phaseFile)}, 'utf8');
  const isNow = phase === 'now' || (phase === 'both' && turn++ % 2 === 0);
  return (isNow ? now : before).handler(event, context);
};
`;

/** Bundles them; at first the one before works alone. */
export async function makeGenerations(): Promise<Generations> {
  // Below the project, where packages are found.
  await mkdir(join(PROJECT, 'dist'), { recursive: true });
  const bundlesDir = await mkdtemp(join(PROJECT, 'dist', 'generations-'));
  const phaseFile = join(bundlesDir, 'phase');
  const serve: Generations['serve'] = (which) => writeFile(phaseFile, which);
  await serve('before');
  const made = process.env[BUNDLES_DIR];
  await (made ? cp(made, bundlesDir, { recursive: true }) : bundleForThreads(PROJECT, bundlesDir));
  await rename(join(bundlesDir, 'decide.mjs'), join(bundlesDir, 'decide-now.mjs'));
  const kept = await readFile(join(import.meta.dirname, `decide-${BEFORE}.mjs.gz`));
  await writeFile(join(bundlesDir, 'decide-before.mjs'), gunzipSync(kept));
  await writeFile(join(bundlesDir, 'decide.mjs'), switchModule(phaseFile));
  return { bundlesDir, serve, remove: () => rm(bundlesDir, { recursive: true, force: true }) };
}
