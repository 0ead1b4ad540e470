// Before the suite, once for all its files: the functions are bundled, as they are deployed, the browser is unpacked, and what V8 compiles is kept.
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { bundledFunctions } from '../local/runtime/bundle-cache.ts';
import { writeSuiteTemplate } from './package/suite-template.ts';
import { BUNDLES_DIR, CLAIMS_DIR, TEMPLATE_FILE } from './processes/made-before.ts';

let folder = '';
let template: Promise<void> = Promise.resolve();

/** Called by the test runner (--test-global-setup) before the first file. */
export async function globalSetup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-suite-'));
  const compiled = (process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled'));
  // Two files that unpack the browser at the same time would start one that is half there.
  const bundling = bundledFunctions(process.cwd(), join(compiled, 'functions'));
  const [bundles] = await Promise.all([bundling, sparticuz.executablePath()]);
  // Nobody waits for it here: three files need it, later.
  const file = join(folder, 'template.json');
  template = writeSuiteTemplate(file);
  process.env[TEMPLATE_FILE] = file;
  process.env[BUNDLES_DIR] = bundles;
  process.env[CLAIMS_DIR] = join(folder, 'claimed');
  await mkdir(join(folder, 'claimed'));
}

/** Called by the test runner after the last file. */
export async function globalTeardown(): Promise<void> {
  await template;
  await rm(folder, { recursive: true, force: true });
}
