// A dossier's zip, proven from its own bytes: nothing is asked of AWS, of the gate, or of the policies at hand.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { counted } from '../../lib/counted.ts';
import { sealOf, type Fault } from '../../lib/dossier/checksums.ts';
import { verifyDossier } from '../../lib/dossier/verify-dossier.ts';
import { unpackZip } from '../../lib/dossier/zip.ts';
import { longTime } from '../../lib/times.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Answer } from '../frame/command.ts';
import { EXIT } from '../frame/exit.ts';
import { harmless } from '../../lib/harmless.ts';
import { marked, wrapped, WIDTH, type Terminal } from '../frame/terminal.ts';
import type { World } from '../frame/world.ts';

/** Whether a word of the command line names a file rather than a version. */
export const isDossierFile = (word: string): boolean => /\.zip$/iu.test(word);

/** More faults than this are counted. */
const MOST_SHOWN = 20;

type Proven = {
  readonly file: string;
  readonly subject: string | null;
  readonly madeAt: string | null;
  readonly versions: number;
  readonly anchored: number;
  readonly entries: number;
  readonly inputs: number;
  readonly files: number;
  readonly seal: string | null;
  readonly gaps: readonly string[];
  readonly faults: readonly Fault[];
};

/** Proves it; `seal` is what whoever made it was shown, where it is known. Throws CliError 66 where there is no such file. */
export async function verifyDossierFile(word: string, seal: string | null, world: World): Promise<Answer> {
  const zip = await readFile(resolve(world.folder, word)).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(EXIT.notFound, `Not found: ${word} can't be read (${error.code ?? error.message}).`);
  });
  const { files, faults: ofZip } = await unpackZip(zip);
  const { dossier, entries, inputs, faults } = await verifyDossier(files);
  const own = sealOf(files);
  const ofSeal =
    seal === null || seal === own ? [] : [{ file: 'SHA256SUMS', message: `its seal is ${own}, not ${seal}` }];
  const proven: Proven = {
    file: word,
    subject: dossier?.subject ?? null,
    madeAt: dossier?.madeAt ?? null,
    versions: dossier?.versions.length ?? 0,
    anchored: dossier?.versions.filter(({ anchor }) => anchor !== null).length ?? 0,
    entries,
    inputs,
    files: files.length,
    seal: own,
    gaps: dossier?.gaps ?? [],
    // A changed file differs from its own header in the zip too, which says nothing more.
    faults: [...faults, ...ofZip.filter(({ file }) => !faults.some((fault) => fault.file === file)), ...ofSeal],
  };
  return {
    exitCode: proven.faults.length > 0 ? EXIT.failed : EXIT.good,
    document: proven,
    text: (terminal) => linesOf(proven, seal !== null, terminal),
    cases: [
      {
        suite: 'verify',
        name: word,
        seconds: 0,
        failure:
          proven.faults.length > 0
            ? { message: sentence(proven.faults[0]), text: proven.faults.map(sentence).join('\n') }
            : null,
      },
    ],
  };
}

const sentence = (fault: Fault | undefined): string => (fault ? `${fault.file}: ${fault.message}` : '');

function linesOf(proven: Proven, isSealed: boolean, terminal: Terminal): readonly string[] {
  const { faults, file, subject, madeAt, versions, entries, inputs, files, anchored, gaps, seal } = proven;
  const about =
    subject === null ? [] : wrapped(`Dossier of ${harmless(subject)}, made ${madeAt && longTime(madeAt)}`, WIDTH);
  if (faults.length > 0)
    return [
      ...about,
      marked('fail', `${harmless(file)} is not as it was made`, terminal),
      ...faults
        .slice(0, MOST_SHOWN)
        .flatMap((fault) => wrapped(harmless(sentence(fault)), WIDTH - 4).map((line) => `    ${line}`)),
      ...(faults.length > MOST_SHOWN ? [`    and ${faults.length - MOST_SHOWN} more`] : []),
    ];
  return [
    ...about,
    marked(
      'pass',
      `${counted(versions, 'version')}, ${counted(entries, 'entry', 'entries')}, ${counted(inputs, 'input')}, ${counted(files, 'file')}: every hash and every byte holds`,
      terminal,
    ),
    ...wrapped(`The archive names ${anchored} of ${counted(versions, 'chain')}, by dossier.json.`, WIDTH),
    ...gaps.flatMap((gap) => wrapped(harmless(gap), WIDTH - 4).map((line) => `  ! ${line}`)),
    `Seal   ${seal}`,
    ...(isSealed
      ? ['It is the seal that was given.']
      : ['Compare it with the seal that was shown when this was made: --seal HASH']),
  ];
}
