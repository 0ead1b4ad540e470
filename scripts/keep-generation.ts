// `npm run keep-generation`: keeps this version's decide and the items that it writes, so that the next version is tested beside it. Part of a release.
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ENGINE_VERSION } from '../lib/engine-version.ts';
import { startGate } from '../test/functions/gate.ts';
import { keptText } from '../test/upgrades/kept.ts';
import { decideSome, doTheRest, KEPT_POLICIES, scanItems } from '../test/upgrades/write-items.ts';
import { runScript } from './script.ts';

const FOLDER = 'test/upgrades';

/** Our own code alone: packages stay outside, so that it runs on those of the checkout. */
async function bundleDecide(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: ['functions/decide.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

async function keep(): Promise<number> {
  const policies = Object.entries(KEPT_POLICIES).map(([name, text]) => ({ path: `policies/${name}.yaml`, text }));
  const gate = await startGate(KEPT_POLICIES);
  await decideSome(gate);
  await doTheRest(gate);
  const items = await scanItems(gate);
  await gate.stop();

  const [bundle, kept] = [`${FOLDER}/decide-${ENGINE_VERSION}.mjs.gz`, `${FOLDER}/items-${ENGINE_VERSION}.json`];
  await writeFile(bundle, gzipSync(await bundleDecide(), { level: 9 }));
  await writeFile(kept, keptText({ policies, items }));
  process.stdout.write(
    `${bundle}\n${kept}  ${items.length} items\nSet BEFORE in ${FOLDER}/generations.ts to ${ENGINE_VERSION}.\n`,
  );
  return 0;
}

const SCRIPT = {
  call: 'npm run keep-generation',
  does: [
    'Keeps this version of decide and the items that it writes, in test/upgrades,',
    'so that the next version is tested beside it. Part of a release.',
  ],
  options: {},
};
await runScript(SCRIPT, keep);
