// Why `npm start` does not start: one sentence for a person, and the exit code (sysexits numbers).
import { messageOf } from '../message-of.ts';

/** Exit codes as in sysexits.h: 64 misuse, 65 bad content, 66 no input, 69 unavailable, 70 something failed inside. */
export const EXIT = { usage: 64, badData: 65, noInput: 66, unavailable: 69, failed: 70 } as const;

/** A start that is refused. `message` says what is wrong, which value it comes from and what to do; `exitCode` is 64 or above. */
export class StartRefused extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'StartRefused';
    this.exitCode = exitCode;
  }
}

/** A file of this flag that nobody can read: 66. */
export const unreadable = (file: string, error: unknown, flag: string): StartRefused =>
  new StartRefused(EXIT.noInput, `${file} can't be read (${messageOf(error)}). Name another one: --${flag} FILE`);
