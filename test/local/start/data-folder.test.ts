// --data DIR: one process has it, what was kept is seen, and what can't be used is said.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openGround } from '../../../local/start/ground.ts';
import { parseFlags } from '../../../local/start/flags.ts';
import { takeDataFolder } from '../../../local/start/data-folder.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-data-'));
});
after(() => rm(folder, { recursive: true }));

test('a new folder is fresh, and one with a state is not', async () => {
  const own = join(folder, 'deep', 'state');
  const first = await takeDataFolder(own);
  await writeFile(join(own, 's3.json.new'), '{');
  await first.release();
  const afterKill = await takeDataFolder(own);
  await writeFile(join(own, 's3.json'), '{}');
  await afterKill.release();
  const second = await takeDataFolder(own);
  await second.release();

  assert.deepEqual([first.isFresh, afterKill.isFresh, second.isFresh], [true, true, false]);
});

test('a folder that a running process has is refused, and one whose process is gone is taken over', async () => {
  const own = join(folder, 'locked');
  const { release } = await takeDataFolder(own);

  await assert.rejects(takeDataFolder(own), {
    exitCode: 69,
    message: `process ${process.pid} keeps its state in ${own}. Stop it, or name another folder: --data DIR`,
  });
  await release();

  // No process has this number: it is above what Linux and macOS give.
  await writeFile(join(own, 'in-use'), '99999999');
  const { isFresh, release: again } = await takeDataFolder(own);
  await again();
  assert.equal(isFresh, true);
});

test('a file in the place of the folder is refused with the flag', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');

  await assert.rejects(takeDataFolder(file), { exitCode: 66, message: /^nothing can be kept in .*: --data DIR$/u });
});

test('a state that can’t be read back is told with its file', async () => {
  await writeFile(join(folder, 'sagemaker.json'), 'garbage');
  const flags = parseFlags(['--port', '0', '--pages-port', '0', '--data', folder]);

  await assert.rejects(openGround(flags), {
    exitCode: 65,
    message: `saved state ${join(folder, 'sagemaker.json')} cannot be read back; remove it to start empty`,
  });
});
