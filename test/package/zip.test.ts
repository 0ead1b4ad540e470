// Zips and bundles: the same bytes for the same contents, and nothing left out that Lambda does not have.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { bundle, hotBytes } from '../../scripts/bundle.ts';
import { writeZip } from '../../scripts/zip.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('a zip is the same byte for byte, in whatever order and time zone it was written', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-zip-'));
  t.after(() => rm(folder, { recursive: true }));
  const zoneBefore = process.env['TZ'];
  t.after(() => {
    if (zoneBefore === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zoneBefore;
  });

  process.env['TZ'] = 'Asia/Tokyo';
  await writeZip(
    join(folder, 'a.zip'),
    new Map([
      ['index.mjs', bytes('1')],
      ['policies/a.yaml', bytes('2')],
    ]),
  );
  process.env['TZ'] = 'America/New_York';
  await writeZip(
    join(folder, 'b.zip'),
    new Map([
      ['policies/a.yaml', bytes('2')],
      ['index.mjs', bytes('1')],
    ]),
  );

  assert.deepEqual(await readFile(join(folder, 'a.zip')), await readFile(join(folder, 'b.zip')));
});

test('each bundle needs nothing but Node, and a cold start of decide loads at most 900 KiB', async () => {
  for (const name of await functionNames()) {
    const made = await bundle(name);

    const code = [...made.files.values()].map((one) => Buffer.from(one).toString()).join('\n');
    const statics = code.matchAll(/(?:^|[;}\n])(?:import|export)\b[\w\s$*{},]*?from\s*"([^"]+)"/gu);
    const imported = [...statics].map(([, from]) => from ?? '');
    assert.ok(imported.length > 0);
    assert.deepEqual(
      imported.filter((from) => !isBuiltin(from) && !made.files.has(from.replace('./', ''))),
      [],
    );
    assert.ok(made.parts.some(({ from }) => from === 'modelgate'));
    if (name === 'decide') assert.ok(hotBytes(made) <= 900 * 1024, `decide loads ${hotBytes(made)} bytes`);
  }
});
