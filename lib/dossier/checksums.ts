// SHA256SUMS: every other file of a dossier with its hash, in the form that `sha256sum -c` reads.
import { sha256 } from '../identity.ts';
import { byText } from '../in-order.ts';
import { SUMS, type DossierFile } from './dossier.ts';

/** Something that is not as it has to be, and in which file. */
export type Fault = { readonly file: string; readonly message: string };

const byPath = byText(({ path }: DossierFile) => path);

/** The text: one line a file, in the order of the paths. It is the same for the same files. */
const checksumsOf = (files: readonly DossierFile[]): string =>
  files
    .filter(({ path }) => path !== SUMS)
    .toSorted(byPath)
    .map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`)
    .join('');

/** The files with SHA256SUMS among them, in the order of their paths. */
export const withChecksums = (files: readonly DossierFile[]): readonly DossierFile[] =>
  [...files, { path: SUMS, bytes: Buffer.from(checksumsOf(files)) }].toSorted(byPath);

/** The seal of a dossier: the hash of SHA256SUMS, which stands for all of it. null where there is none. */
export const sealOf = (files: readonly DossierFile[]): string | null => {
  const sums = files.find(({ path }) => path === SUMS);
  return sums ? sha256(sums.bytes) : null;
};

/** Every file that is changed, missing, there twice, or not listed; then SHA256SUMS itself, where it is not byte for byte what it has to be. */
export function verifyChecksums(files: readonly DossierFile[]): readonly Fault[] {
  const sums = files.find(({ path }) => path === SUMS);
  if (!sums) return [{ file: SUMS, message: 'is missing' }];
  const text = Buffer.from(sums.bytes).toString('latin1');
  const lines = text.split('\n').slice(0, -1);
  const listed = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const { path, bytes } of files) {
    if (seen.has(path)) faults.push({ file: path, message: 'is there twice' });
    seen.add(path);
    if (path === SUMS) continue;
    const hash = listed.get(path);
    if (hash === undefined) faults.push({ file: path, message: 'is not listed in SHA256SUMS: it was added' });
    else if (hash !== sha256(bytes))
      faults.push({ file: path, message: 'does not have the hash that SHA256SUMS lists' });
  }
  for (const path of listed.keys())
    if (!seen.has(path)) faults.push({ file: path, message: 'is listed in SHA256SUMS and missing' });
  if (faults.length === 0 && text !== checksumsOf(files))
    faults.push({ file: SUMS, message: 'is not as it was written: order or form of its lines differ' });
  return faults;
}
