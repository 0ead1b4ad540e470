// Runs `npm start`: its main file as a process of its own, as a person would, or all that it does in this process, which is warm.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { start } from '../../../local/start/start.ts';
import { threads } from '../../functions/gate.ts';

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

/** The same start within this process, where nothing is asked of signals and streams. */
export async function startHere(flags: readonly string[]): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await start(flags, {
    out: (line) => void out.push(`${line}\n`),
    err: (line) => void err.push(`${line}\n`),
    environment: { LANG: 'C.UTF-8' },
    isTerminal: false,
    began: Date.now(),
    untilStopped: () => new Promise(() => undefined),
    threads,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}
