// Runs its arguments with this Node where it is 24 or newer; otherwise says, in one sentence, what is missing.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `modelgate needs Node 24; this is ${process.versions.node}, and the copy that npm installs for Linux is not there. Run npm ci without --omit=optional, or install Node 24.`,
  );
  process.exit(69);
}
// Sources are stripped of their types and compiled once, not at each start: half of the CPU until `npm start` has read its own.
const compiled = fileURLToPath(new URL('../node_modules/.cache/modelgate', import.meta.url));
const child = spawn(process.execPath, process.argv.slice(2), {
  stdio: 'inherit',
  env: { NODE_COMPILE_CACHE: compiled, ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
