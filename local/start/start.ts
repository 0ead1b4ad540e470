// A whole `npm start`: reads the flags, refuses what cannot work, brings the world up, and works it until it is done or stopped.
import { stackOf } from '../message-of.ts';
import type { Threads } from '../runtime/threads.ts';
import { requireParams } from './check-params.ts';
import { requirePolicies } from './check-policies.ts';
import { readEventFile } from './event-file.ts';
import { type Flags, HELP, parseFlags } from './flags.ts';
import { shownLog } from './function-log.ts';
import { readTerminal } from './marks.ts';
import { decisionJson, decisionLine, followedLine } from './print.ts';
import { EXIT, StartRefused } from './refusal.ts';
import { beginBundling } from './run-gate.ts';
import { runOnce } from './run-once.ts';
import type { Seen } from './seen.ts';
import { serve } from './serve.ts';
import { startWorld } from './world.ts';

/** What a start has of its process. `began` in milliseconds; `untilStopped` is asked once the world begins to come up. */
export type Process = {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly began: number;
  readonly untilStopped: () => Promise<void>;
  /** Those that earlier worlds of the process left. */
  readonly threads?: Threads;
};

/** What a start needs before anything is started. The functions are bundled, where they are not yet, while the policies are checked: each takes a second. */
async function prepare(flags: Flags) {
  await requireParams(flags.params);
  const code = await beginBundling(undefined);
  const checked = requirePolicies(flags.policies);
  try {
    return {
      policies: await checked,
      event: flags.eventFile === null ? null : await readEventFile(flags.eventFile),
      code,
    };
  } catch (error) {
    await code.discard();
    throw error;
  }
}

/** Who hears of decisions, of what followed them, and of what functions write. */
function listening(
  flags: Flags,
  { out, err, environment, threads }: Process,
  printing: Parameters<typeof decisionLine>[1],
) {
  return {
    onDecision: (seen: Seen): void => {
      if (flags.isJson) out(decisionJson(seen));
      else if (!flags.isOnce) out(decisionLine(seen, printing));
    },
    onFollowed: (line: string): void => {
      if (!flags.isJson && !flags.isOnce) out(followedLine(line, Date.now()));
    },
    onLog: (line: string): void => {
      const shown = shownLog(line, Boolean(environment['MODELGATE_LOGS']));
      if (shown !== null) err(shown);
    },
    ...(threads && { threads }),
  };
}

async function run(flags: Flags, process: Process): Promise<number> {
  const { policies, event, code } = await prepare(flags);
  const { out, err, environment, isTerminal, began } = process;
  const printing = { terminal: readTerminal(environment, isTerminal), ownAccount: flags.account, out };
  const stopped = process.untilStopped();
  const world = await startWorld(flags, policies, { ...listening(flags, process, printing), code });
  if (flags.isOnce) {
    const interrupted = stopped.then(() => 130);
    return Promise.race([runOnce(world, flags, event, printing), interrupted]);
  }
  await serve(world, { flags, policies, event, started: began, say: flags.isJson ? err : out, stopped });
  return 0;
}

/** Starts with these arguments; resolves with the exit code. Never rejects: what is wrong is said. */
export async function start(args: readonly string[], process: Process): Promise<number> {
  try {
    const flags = parseFlags(args);
    if (!flags.isHelp) return await run(flags, process);
    process.out(HELP);
    return 0;
  } catch (error) {
    if (error instanceof StartRefused) {
      process.err(error.message);
      return error.exitCode;
    }
    process.err(stackOf(error));
    return EXIT.failed;
  }
}
