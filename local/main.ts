// npm start: modelgate on one machine, as a process.
import { untilStopped } from './start/signals.ts';
import { start } from './start/start.ts';

// Who reads may go away early, as `head` does.
process.stdout.on('error', () => process.exit());
process.exit(
  await start(process.argv.slice(2), {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    environment: process.env,
    isTerminal: process.stdout.isTTY,
    began: Date.now() - Math.round(performance.now()),
    untilStopped,
  }),
);
