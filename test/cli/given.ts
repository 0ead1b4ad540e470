// Runs modelgate in this process, as a person without a terminal would, and keeps what it printed.
import { makeConnect } from '../../cli/frame/connect.ts';
import { COMMANDS } from '../../cli/main.ts';
import { run } from '../../cli/frame/run.ts';
import type { Terminal } from '../../cli/frame/terminal.ts';
import type { World } from '../../cli/frame/world.ts';

export type Ran = { readonly exit: number; readonly out: string; readonly err: string };

export const PLAIN: Terminal = { isUtf8: true, isColoured: false, isLive: false };

/** A world in which nothing is connected, unless the test hands in more. */
export function worldOf(more: Partial<World> = {}): World & { readonly printed: () => Omit<Ran, 'exit'> } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    progress: () => undefined,
    environment: process.env,
    folder: process.cwd(),
    terminal: PLAIN,
    clock: Date.now,
    connect: makeConnect(more.clock ?? Date.now, process.env),
    printed: () => ({ out: out.join('\n'), err: err.join('\n') }),
    ...more,
  };
}

/** Runs one command line. */
export async function modelgate(args: readonly string[], more: Partial<World> = {}): Promise<Ran> {
  const world = worldOf(more);
  const exit = await run(COMMANDS, args, world);
  return { exit, ...world.printed() };
}
