// dossier and verify of its zip at the command line, where no gate is needed: what is refused and how, and what is said of a zip.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { packZip } from '../../lib/dossier/zip.ts';
import { sealOf } from '../../lib/dossier/checksums.ts';
import { dossierOf, filesOf } from '../dossier/given.ts';
import { modelgate } from './given.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelgate-dossier-'));
  await writeFile(join(folder, 'whole.zip'), await packZip(filesOf()));
  const gaps = ['churn v7: report serving was not kept.'];
  await writeFile(join(folder, 'gaps.zip'), await packZip(filesOf(dossierOf({ gaps }))));
  await writeFile(join(folder, 'letter.zip'), 'Dear auditor');
});
after(() => rm(folder, { recursive: true, force: true }));
const run = (...args: readonly string[]) => modelgate(args, { folder });

test('dossier wants one version or groups, a period that runs forward, and a file only for what is written', async () => {
  const refusals = [
    [['dossier'], /^Expected one version, or --group GLOB\./u],
    [['dossier', 'fraud-card/8', '--group', 'fraud-*'], /^Expected one version, or --group GLOB\./u],
    [['dossier', '--group', 'a', '--from', 'yesterday'], /^--from is `yesterday`; expected 7d/u],
    [['dossier', '--group', 'a', '--from', '1d', '--to', '2d'], /^--from is later than --to\./u],
    [['dossier', '--group', 'a', '--to', '2020-01-01'], /^--to is before the beginning, which is 90d ago/u],
    [['dossier', 'fraud-card/8', '--from', '90d'], /^--from and --to go with --group: the record of one version/u],
  ] as const;
  for (const [args, expected] of refusals) {
    const { exit, err } = await run(...args);

    assert.equal(exit, 64);
    assert.match(err, expected);
  }
});

test('a date as the end of a period is the whole day', async () => {
  const period = ['--from', '2026-09-30T12:00:00Z', '--to', '2026-09-30'];

  const { exit } = await run('dossier', '--group', 'a', ...period, '--local', 'http://127.0.0.1:1');

  assert.equal(exit, 69, 'it goes as far as AWS');
});

test('verify says of a zip what it holds, what is missing from the record, and its seal', async () => {
  const whole = await run('verify', 'whole.zip');
  const gaps = await run('verify', 'gaps.zip');

  assert.equal(whole.exit, 0);
  assert.match(
    whole.out,
    /^Dossier of churn v7, made 25 Nov 2026, 00:00 UTC\n✓ 1 version, 3 entries, 1 input, 10 files/u,
  );
  assert.ok(whole.out.includes(`Seal   ${sealOf(filesOf())}`));
  assert.match(gaps.out, /! churn v7: report serving was not kept\./u);
});

test('a seal that is another is a fault, and the right one is said to be right', async () => {
  const right = await run('verify', 'whole.zip', '--seal', sealOf(filesOf()) ?? '');
  const wrong = await run('verify', 'whole.zip', '--seal', 'f'.repeat(64), '-o', 'junit');

  assert.match(right.out, /It is the seal that was given\.$/u);
  assert.equal(wrong.exit, 1);
  assert.match(wrong.out, /<failure message="SHA256SUMS: its seal is [0-9a-f]{64}, not f{64}">/u);
});

test('a file that is no zip, and one that is not there, are told apart', async () => {
  const letter = await run('verify', 'letter.zip');
  const none = await run('verify', 'none.zip');

  assert.deepEqual([letter.exit, none.exit], [1, 66]);
  assert.match(letter.out, /can't be read as a zip/u);
  assert.match(none.err, /^Not found: none\.zip can't be read \(ENOENT\)\./u);
});
