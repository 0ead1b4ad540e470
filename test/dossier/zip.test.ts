// One changed byte anywhere in the zip of a dossier is found: in its files, and in the zip around them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ZipFile } from 'yazl';
import type { Fault } from '../../lib/dossier/checksums.ts';
import { verifyDossier } from '../../lib/dossier/verify-dossier.ts';
import { packZip, unpackZip } from '../../lib/dossier/zip.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { filesOf } from './given.ts';

const ZIP = await packZip(filesOf());

async function faultsOf(zip: Buffer): Promise<readonly Fault[]> {
  const { files, faults } = await unpackZip(zip);
  return [...faults, ...(await verifyDossier(files)).faults];
}
const changedAt = (at: number, by: number): Buffer => {
  const zip = Buffer.from(ZIP);
  zip.writeUInt8((zip.readUInt8(at) ^ by) & 0xff, at);
  return zip;
};
const KNOWN = new Set([...filesOf().map(({ path }) => path), 'the zip itself']);

describe('the zip of a dossier', () => {
  test('is the same byte for byte whenever its files are, and proves itself', async () => {
    assert.ok((await packZip(filesOf().toReversed())).equals(ZIP));
    assert.deepEqual(await faultsOf(ZIP), []);
  });

  test('has no byte that can be changed unseen, and what was changed is named', async () => {
    // Bytes that are no content of a file (headers, names, times, the directory) and some of the content; in test:all every one of them.
    const contents = filesOf().map(({ bytes }) => [ZIP.indexOf(bytes), bytes.length] as const);
    const isContent = (at: number): boolean => contents.some(([from, size]) => at >= from && at < from + size);
    const all = [...ZIP.keys()];
    const around = all.filter((at) => !isContent(at) && at % runs(5, 1) === 0);
    const within = all.filter((at) => isContent(at) && at % runs(29, 1) === 0);

    assert.ok(around.length > 300 && within.length > 50);
    for (const at of [...around, ...within]) {
      const faults = await faultsOf(changedAt(at, 1 << (at % 8)));
      assert.ok(faults.length > 0, `byte ${at} was changed unseen`);
      assert.ok(
        faults.some(({ file }) => KNOWN.has(file)),
        `byte ${at}: ${JSON.stringify(faults)}`,
      );
    }
  });

  test('has no place where bytes can be put in or taken out unseen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: ZIP.length - 1 }),
        fc.uint8Array({ maxLength: 40 }),
        fc.nat({ max: 40 }),
        async (at, added, taken) => {
          const zip = Buffer.concat([ZIP.subarray(0, at), added, ZIP.subarray(Math.min(ZIP.length, at + taken))]);
          fc.pre(!zip.equals(ZIP));
          assert.ok((await faultsOf(zip)).length > 0);
        },
      ),
      { numRuns: runs(150, 3_000) },
    );
  });

  test('is found cut off, longer than it was, empty, and no zip at all', async () => {
    for (const zip of [
      ZIP.subarray(0, -1),
      ZIP.subarray(0, 500),
      Buffer.concat([ZIP, Buffer.from('x')]),
      Buffer.alloc(0),
    ])
      assert.ok((await faultsOf(zip)).length > 0);
    const [fault] = await faultsOf(Buffer.from('not a zip'));
    assert.deepEqual([fault?.file, /can't be read as a zip/u.test(fault?.message ?? '')], ['the zip itself', true]);
  });

  test('is refused in words when a name in it is none that a file can have', async () => {
    // Each name is as long as the one that it replaces, so the rest of the zip stands where it stood.
    const first = filesOf()
      .map(({ path }) => path)
      .toSorted()
      .at(0);
    assert.ok(first !== undefined);
    for (const name of [`${first.slice(1)}/`, `/${first.slice(1)}`, `../${first.slice(3)}`, `C:${first.slice(2)}`]) {
      const zip = Buffer.from(ZIP.toString('latin1').replaceAll(first, name), 'latin1');

      const faults = await faultsOf(zip);

      assert.match(faults.map(({ message }) => message).join('\n'), /has a name that no file of a dossier has/u);
    }
  });

  test('that somebody packed anew with another tool holds the same files, and is not the zip that was made', async () => {
    const again = new ZipFile();
    for (const { path, bytes } of filesOf()) again.addBuffer(Buffer.from(bytes), path, { compress: true });
    again.end();
    const chunks: Buffer[] = [];
    for await (const chunk of again.outputStream) chunks.push(Buffer.from(chunk));

    const { files, faults } = await unpackZip(Buffer.concat(chunks));

    assert.deepEqual((await verifyDossier(files)).faults, []);
    assert.equal(faults.length, 1);
    assert.match(faults[0]?.message ?? '', /is not as it was written/u);
  });
});
