// npm start: modelgate on one machine. Reads the flags, refuses what cannot work, brings the world up.
import { stackOf } from './message-of.ts';
import { requireParams } from './start/check-params.ts';
import { requirePolicies } from './start/check-policies.ts';
import { readEventFile } from './start/event-file.ts';
import { type Flags, HELP, parseFlags } from './start/flags.ts';
import { shownLog } from './start/function-log.ts';
import { readTerminal } from './start/marks.ts';
import { decisionJson, decisionLine, followedLine } from './start/print.ts';
import { EXIT, StartRefused } from './start/refusal.ts';
import { beginBundling } from './start/run-gate.ts';
import { runOnce } from './start/run-once.ts';
import type { Seen } from './start/seen.ts';
import { serve } from './start/serve.ts';
import { untilStopped } from './start/signals.ts';
import { startWorld } from './start/world.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

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

async function run(flags: Flags, started: number): Promise<number> {
  const { policies, event, code } = await prepare(flags);
  const printing = {
    terminal: readTerminal(process.env, process.stdout.isTTY),
    ownAccount: flags.account,
    out,
  };
  const onDecision = (seen: Seen): void => {
    if (flags.isJson) out(decisionJson(seen));
    else if (!flags.isOnce) out(decisionLine(seen, printing));
  };
  const onFollowed = (line: string): void => {
    if (!flags.isJson && !flags.isOnce) out(followedLine(line, Date.now()));
  };
  const stopped = untilStopped();
  const world = await startWorld(flags, policies, { onDecision, onFollowed, onLog: functionLog, code });
  if (flags.isOnce) {
    const interrupted = stopped.then(() => 130);
    return Promise.race([runOnce(world, flags, event, printing), interrupted]);
  }
  await serve(world, { flags, policies, event, started, say: flags.isJson ? err : out, stopped });
  return 0;
}

function functionLog(line: string): void {
  const shown = shownLog(line, Boolean(process.env['MODELGATE_LOGS']));
  if (shown !== null) err(shown);
}

async function main(): Promise<number> {
  // Who reads may go away early, as `head` does.
  process.stdout.on('error', () => process.exit());
  try {
    const flags = parseFlags(process.argv.slice(2));
    if (flags.isHelp) {
      out(HELP);
      return 0;
    }
    return await run(flags, Date.now() - Math.round(performance.now()));
  } catch (error) {
    if (error instanceof StartRefused) {
      err(error.message);
      return error.exitCode;
    }
    err(stackOf(error));
    return EXIT.failed;
  }
}

process.exit(await main());
