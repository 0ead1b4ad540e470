// The command line as a process: its arguments, streams and environment made into what commands ask for.
import process from 'node:process';
import { makeConnect } from './connect.ts';
import { COMMANDS } from '../main.ts';
import { run } from './run.ts';
import { readTerminal } from './terminal.ts';
import type { World } from './world.ts';

/** Runs this process's command line; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // Whoever reads no further (`| head`) has what he wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70));
  return run(COMMANDS, args, worldOf(process.env));
}

function worldOf(environment: NodeJS.ProcessEnv): World {
  const terminal = readTerminal(environment, { out: process.stdout.isTTY, err: process.stderr.isTTY });
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    progress: (text) => {
      if (terminal.isLive) process.stderr.write(`\r\u001B[K${text}`);
    },
    environment,
    folder: process.cwd(),
    terminal,
    clock: Date.now,
    connect: makeConnect(Date.now, environment),
  };
}
