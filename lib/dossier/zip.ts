// A dossier as a zip whose every byte follows from its files: stored without compression, sorted, one fixed time. So each byte can be proven.
import { ZipFile as Writer } from 'yazl';
import { fromBufferPromise } from 'yauzl';
import { messageOf } from '../errors.ts';
import { byText } from '../in-order.ts';
import type { Fault } from './checksums.ts';
import type { DossierFile } from './dossier.ts';

/** Where a zip is not as it was written, beside its files. */
const CONTAINER = 'the zip itself';
/** Sizes of the fixed parts of a zip: header of an entry, entry of the directory, and the record at its end. */
const [HEADER, RECORD, END] = [30, 46, 22];
const HEADER_SIGNATURE = 0x04034b50;

/** The bytes: the same for the same files, on every machine. */
export async function packZip(files: readonly DossierFile[]): Promise<Buffer> {
  const zip = new Writer();
  for (const { path, bytes } of sorted(files))
    zip.addBuffer(Buffer.from(bytes), path, {
      // As of no time zone: the extended field would depend on the machine's.
      mtime: new Date(2000, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
      compress: false,
    });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

const sorted = (files: readonly DossierFile[]): readonly DossierFile[] => files.toSorted(byText(({ path }) => path));

/** The files of a zip, and what is wrong with the zip beside them: it has to be, byte for byte, what these files make. Never throws. */
export async function unpackZip(
  zip: Buffer,
): Promise<{ readonly files: readonly DossierFile[]; readonly faults: readonly Fault[] }> {
  try {
    const files = await readZip(zip);
    return { files, faults: await containerFaults(zip, files) };
  } catch (error) {
    const files = walkZip(zip);
    const message = `can't be read as a zip: ${messageOf(error)}`;
    return { files, faults: [{ file: CONTAINER, message }, ...(await containerFaults(zip, files))] };
  }
}

async function readZip(zip: Buffer): Promise<readonly DossierFile[]> {
  const reader = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true });
  const files: DossierFile[] = [];
  for await (const entry of reader.eachEntry()) {
    const chunks: Buffer[] = [];
    // A small file may say that it is large when unpacked; ours are not packed at all.
    if (entry.uncompressedSize > zip.length * 100) throw new Error(`${entry.fileName} unpacks to too much`);
    for await (const chunk of await reader.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    files.push({ path: entry.fileName, bytes: Buffer.concat(chunks) });
  }
  return files;
}

/** The files as they stand one after another, without the directory: what can still be had of a damaged zip of ours. */
function walkZip(zip: Buffer): readonly DossierFile[] {
  const files: DossierFile[] = [];
  for (let at = 0; at + HEADER <= zip.length && zip.readUInt32LE(at) === HEADER_SIGNATURE; ) {
    const [size, nameLength] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const from = at + HEADER + nameLength;
    if (from + size > zip.length) break;
    files.push({ path: zip.toString('utf8', at + HEADER, from), bytes: zip.subarray(from, from + size) });
    at = from + size;
  }
  return files;
}

async function containerFaults(zip: Buffer, files: readonly DossierFile[]): Promise<readonly Fault[]> {
  const expected = await packAgain(files);
  if (typeof expected === 'string')
    return [{ file: CONTAINER, message: `has a name that no file of a dossier has: ${expected}` }];
  if (expected.equals(zip)) return [];
  const length = Math.min(expected.length, zip.length);
  let at = 0;
  while (at < length && expected[at] === zip[at]) at++;
  const file = placeAt(at, files);
  if (at === expected.length) return [{ file: CONTAINER, message: `has ${zip.length - at} bytes after its end` }];
  if (at === zip.length) return [{ file, message: `the zip ends after ${at} of ${expected.length} bytes` }];
  return [{ file, message: `byte ${at} of the zip is not as it was written (${partAt(at, files)})` }];
}

/** What these files make, or why nothing can be made of them: a damaged name may be a folder's, absolute, or lead out of the zip. */
const packAgain = async (files: readonly DossierFile[]): Promise<Buffer | string> => packZip(files).catch(messageOf);

type Part = { readonly file: string; readonly part: string; readonly until: number };

/** The parts of a zip of ours, one after another. */
function partsOf(files: readonly DossierFile[]): readonly Part[] {
  const parts: Part[] = [];
  let until = 0;
  const add = (file: string, part: string, size: number): void => {
    until += size;
    parts.push({ file, part, until });
  };
  const named = sorted(files).map(({ path, bytes }) => ({ path, name: Buffer.byteLength(path), size: bytes.length }));
  for (const { path, name, size } of named) {
    add(path, 'its header', HEADER + name);
    add(path, 'its content', size);
  }
  for (const { path, name } of named) add(path, 'its line in the directory', RECORD + name);
  add(CONTAINER, 'the end of the directory', END);
  return parts;
}

const placeAt = (at: number, files: readonly DossierFile[]): string =>
  partsOf(files).find(({ until }) => at < until)?.file ?? CONTAINER;
const partAt = (at: number, files: readonly DossierFile[]): string =>
  partsOf(files).find(({ until }) => at < until)?.part ?? 'after its end';
