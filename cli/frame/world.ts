// All that a command asks of its surroundings, so that tests run commands in their own process.
import type { Connect } from './connect.ts';
import type { Terminal } from './terminal.ts';

export type World = {
  /** Prints one line of the answer (standard output). */
  readonly out: (line: string) => void;
  /** Prints one line beside it (standard error). */
  readonly err: (line: string) => void;
  /** Draws progress over the line before; an empty text takes it away. Does nothing where standard error is no terminal. */
  readonly progress: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly folder: string;
  readonly terminal: Terminal;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly connect: Connect;
};
