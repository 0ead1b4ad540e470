// Writes zip files that are the same byte for byte whenever their contents are.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { byText } from '../lib/in-order.ts';

/** Path inside the zip -> contents. */
export type ZipContents = ReadonlyMap<string, Uint8Array>;

/** Writes the zip with sorted entries, one fixed time and one mode, so that Lambda sees no new code where there is none. */
export async function writeZip(path: string, contents: ZipContents): Promise<void> {
  const zip = new ZipFile();
  for (const [name, bytes] of [...contents].toSorted(byText(([inZip]) => inZip))) {
    // forceDosTimestamp: the extended field would hold the time in UTC and so depend on the machine's time zone.
    zip.addBuffer(Buffer.from(bytes), name, {
      mtime: new Date(2000, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}
