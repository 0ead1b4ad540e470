// Before the suite: the functions are bundled once, as they are deployed, for all the gates that its stories start.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForThreads } from '../scripts/bundle.ts';
import { BUNDLES_DIR } from './bundles-dir.ts';

let folder = '';

/** Called by the test runner (--test-global-setup) before the first file. */
export async function globalSetup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-bundles-'));
  await bundleForThreads(folder);
  process.env[BUNDLES_DIR] = folder;
}

/** Called by the test runner after the last file. */
export async function globalTeardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
