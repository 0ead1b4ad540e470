// npm start, from the process to the block that says what to try: with nothing compiled yet, as after an installation, and once more.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Section } from './table.ts';

const START = ['scripts/with-node-24.mjs', 'local/main.ts', '--port', '0', '--pages-port', '0'];

/** Seconds until it says that it is ready, by its own word. */
async function startOnce(compiled: string): Promise<number> {
  const child = spawn(process.execPath, START, { env: { ...process.env, NODE_COMPILE_CACHE: compiled } });
  const exited = once(child, 'exit');
  let said = '';
  const ready = new Promise<number>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString();
      const [, seconds] = /Ready in ([\d.]+) s/u.exec(said) ?? [];
      if (seconds !== undefined) resolve(Number(seconds));
    });
  });
  const seconds = await Promise.race([ready, exited.then(() => null)]);
  child.kill('SIGINT');
  await exited;
  if (seconds === null) throw new Error(`npm start ended before it was ready: ${said}`);
  return seconds;
}

/** Two starts on a machine that does nothing else meanwhile. */
export async function benchStart(): Promise<Section> {
  const compiled = await mkdtemp(join(tmpdir(), 'modelgate-compiled-'));
  const [first, again] = [await startOnce(compiled), await startOnce(compiled)];
  await rm(compiled, { recursive: true });
  return {
    title: 'npm start, with a seeded world',
    columns: ['first', 'again'],
    rows: [{ what: 'ready after', figures: [first, again], unit: 's', limit: 5 }],
  };
}
