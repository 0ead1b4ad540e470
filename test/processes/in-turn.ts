// The suite in a few processes instead of one a file: what the files have in common is loaded, and made fast by V8, once for all of them.
import { createHash } from 'node:crypto';
import { closeSync, globSync, openSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { suite } from 'node:test';
import { pathToFileURL } from 'node:url';
import { follow } from './following.ts';
import { CLAIMS_DIR } from './made-before.ts';

/** What takes long, files and folders, the longest first: they begin first, so that no process works on one while the others have none left. */
const LONG = [
  'docs/commands.test.ts',
  'browser',
  'simulation/simulation.test.ts',
  'package/deploy.test.ts',
  'local/start/once.test.ts',
  'functions/dossier.test.ts',
  'faults/outages.test.ts',
  'upgrades/side-by-side.test.ts',
  'faults/decide-faults.test.ts',
  'functions/burst.test.ts',
  'cli',
  'functions',
  'faults',
  'bench',
  'local/start',
  'package',
  'simulation',
];

const rank = (file: string): number => {
  const at = LONG.findIndex((one) => relative('test', file).startsWith(normalize(one)));
  return at === -1 ? LONG.length : at;
};

/** True for the first process that asks for the file. */
function claim(folder: string, file: string): boolean {
  try {
    closeSync(openSync(join(folder, createHash('sha256').update(file).digest('hex')), 'wx'));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

let running = '';
const tell = (error: unknown): void =>
  void process.stderr.write(
    `${running}: nobody caught ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );

/** Names the file of an error that nobody catches, and its place: the runner fails the process for it and says neither. */
function tellUncaught(): void {
  process.on('uncaughtExceptionMonitor', tell);
  process.on('unhandledRejection', tell);
}

/** A file as a suite with its own hooks. */
async function runFile(file: string): Promise<void> {
  running = file;
  const unfollow = follow();
  await suite(file, async () => {
    try {
      await import(pathToFileURL(file).href);
    } finally {
      unfollow();
    }
  });
}

/**
 * Runs the test files that no other process has taken, one after another. A file that measures its process
 * has one of its own: its name ends in `.alone.test.ts`. Throws where the suite was not started by `npm test`.
 */
export async function runInTurn(): Promise<void> {
  const claims = process.env[CLAIMS_DIR];
  if (claims === undefined) throw new Error(`${CLAIMS_DIR} is not set: npm test does that, in test/before-all.ts`);
  tellUncaught();
  const files = globSync('test/**/*.test.ts').filter((file) => !file.endsWith('.alone.test.ts'));
  for (const file of files.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)))
    if (claim(claims, file)) await runFile(file);
}
