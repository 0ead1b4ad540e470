// The bundled functions, kept from one start to the next: a start whose sources are those of an earlier one bundles nothing, and finds what V8 compiled.
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleForThreads } from './bundle-functions.ts';

/** Whatever a bundle is made of: its sources, how it is made, and the lock file for what is installed. */
const SOURCES = ['functions', 'lib', 'local'];
const LOCK = 'package-lock.json';
/** A bundle is forgotten two days after its last use; who runs one says so every hour. */
const KEPT_MS = 48 * 3_600_000;
const TOUCH_MS = 3_600_000;

function add(hash: Hash, projectDir: string, file: string): void {
  hash
    .update(`${file}\0`)
    .update(readFileSync(join(projectDir, file)))
    .update('\0');
}

function digestOfSources(projectDir: string): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES)
    for (const name of readdirSync(join(projectDir, folder), { recursive: true, encoding: 'utf8' }).toSorted())
      if (name.endsWith('.ts')) add(hash, projectDir, join(folder, name));
  add(hash, projectDir, LOCK);
  return hash.digest('hex').slice(0, 32);
}

async function forgetOld(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    const used = await stat(folder).catch(() => null);
    if (used && Date.now() - used.mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** Made beside its place and put there whole: whoever starts meanwhile sees all of it or nothing. */
async function make(projectDir: string, folder: string): Promise<void> {
  const made = `${folder}.${process.pid}`;
  await bundleForThreads(projectDir, made);
  await rename(made, folder).catch(async (error: unknown) => {
    await rm(made, { recursive: true, force: true });
    // Another start may have been faster; its bundle is the same.
    if (!existsSync(folder)) throw error;
  });
}

const touch = (folder: string): Promise<void> => utimes(folder, new Date(), new Date()).catch(() => undefined);

/** A folder below `cache` with the functions and their thread as bundleForThreads writes them. Rejects where they can't be bundled or kept. */
export async function bundledFunctions(projectDir: string, cache: string): Promise<string> {
  const folder = join(cache, digestOfSources(projectDir));
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    await make(projectDir, folder);
    await forgetOld(cache);
  }
  await touch(folder);
  setInterval(() => void touch(folder), TOUCH_MS).unref();
  return folder;
}
