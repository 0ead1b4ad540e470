#!/usr/bin/env node
// The command `modelgate` of the checkout: runs the sources on Node 24, which npm installs beside the project where the system's is older.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isNew = Number(process.versions.node.split('.')[0]) >= 24;

/** Node 24 of the optional dependency for this platform, or null. */
function installedNode() {
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)), 'bin', 'node');
  } catch {
    return null;
  }
}

if (isNew) {
  const { main } = await import('./frame/process.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = installedNode();
  if (node === null) {
    console.error(
      `modelgate needs Node 24; this is ${process.versions.node}, and the copy that npm installs for Linux is not there.\n  Run npm ci without --omit=optional, or install Node 24.`,
    );
    process.exit(69);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 70 : 0)));
}
