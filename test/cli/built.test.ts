// The built command line runs from an empty folder, without the checkout around it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { packZip } from '../../lib/dossier/zip.ts';
import { filesOf } from '../dossier/given.ts';
import { TEN_LINES } from '../functions/gate.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-built-'));
  await bundleCli(join(folder, 'bin'));
  await mkdir(join(folder, 'empty'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Runs the file itself, as a shell does, on this Node. */
async function built(
  ...args: readonly string[]
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const file = join(folder, 'bin', 'modelgate.mjs');
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], {
      cwd: join(folder, 'empty'),
    });
    return { exit: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { exit: code, out: stdout, err: stderr };
  }
}

test('prints its help, and says which folder has no policies', async () => {
  const help = await built('--help');
  const lint = await built('lint');

  assert.equal(help.exit, 0);
  assert.match(help.out, /^modelgate VERB/u);
  assert.match(help.out, /\n {2}backtest +new policies/u);
  assert.equal(lint.exit, 66);
  assert.match(lint.err, /^policy folder `.*policies` can't be read/u);
});

test('lints a folder of policies', async () => {
  await mkdir(join(folder, 'empty', 'policies'));
  await writeFile(join(folder, 'empty', 'policies', 'churn.yaml'), TEN_LINES);

  const { exit, out } = await built('lint');

  assert.equal(exit, 0);
  assert.match(out, /^1 file, 0 errors, 1 hint\./mu);
});

test('proves a dossier, where there is neither the checkout nor AWS', async () => {
  const zip = await packZip(filesOf());
  await writeFile(join(folder, 'empty', 'whole.zip'), zip);
  zip.write('!', zip.indexOf('read the report'));
  await writeFile(join(folder, 'empty', 'forged.zip'), zip);

  const [whole, forged] = [await built('verify', 'whole.zip'), await built('verify', 'forged.zip')];

  assert.deepEqual([whole.exit, forged.exit], [0, 1], whole.err);
  assert.match(forged.out, /log\/churn-v7\/0002-/u);
});

test('says of the embedded AWS that it is in the checkout', async () => {
  const { exit, err } = await built('local');

  assert.equal(exit, 69);
  assert.match(err, /part of the checkout/u);
});
