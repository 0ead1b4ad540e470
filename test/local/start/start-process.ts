// Runs `npm start`'s main file as a process of its own, as a person would.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How the process ended. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

const MAIN = resolve(import.meta.dirname, '../../../local/main.ts');

/** Starts it with these flags from the project's folder. `press` is called with each piece of standard output. */
export function startProcess(
  flags: readonly string[],
  press: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [MAIN, ...flags], {
      cwd: resolve(import.meta.dirname, '../../..'),
      env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', NODE_TEST_CONTEXT: '' },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString();
      press(stdout, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.once('error', failed);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
