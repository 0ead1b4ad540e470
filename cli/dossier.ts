// modelgate dossier: all there is on a version, or on groups in a period, as a page to read or a zip that proves itself.
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { counted } from '../lib/counted.ts';
import { sealOf } from '../lib/dossier/checksums.ts';
import { DAY } from '../lib/times.ts';
import { headsOfGroups } from './dossier/select.ts';
import { makeDossier, type Asked, type Made } from './dossier/make.ts';
import { decisionsOf } from './dossier/page/told.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, knownDirectory, PLACE_OPTIONS, POLICIES_OPTION } from './frame/place.ts';
import { harmless } from '../lib/harmless.ts';
import { marked, wrapped, WIDTH, type Terminal } from './frame/terminal.ts';
import { timeFlag } from './frame/times.ts';
import type { World } from './frame/world.ts';
import { headOfWord } from './packages/find-package.ts';
import { isDossierFile } from './verify/dossier-file.ts';

export const dossier: Command = {
  name: 'dossier',
  group: 'audit trail',
  summary: 'all there is on a version or a group, to hand to an auditor',
  usage: '<arn | group/version | d-...> | --group GLOB [flags]',
  about: [
    'Decisions with their full inputs, policies as deployed, people, comments, exclusions, exceptions, break-glass, what was set around the gate, what followed, and the proof of the chains. Nothing is written to AWS.',
    '-o html is one page that needs no network; -o zip writes a file that modelgate verify proves without AWS. It holds names of people and everything the decisions rest on: treat it as confidential.',
  ],
  examples: [
    'modelgate dossier fraud-card/8 -o html --file fraud-card-8.html',
    'modelgate dossier fraud-card/8 -o zip --file fraud-card-8.zip',
    "modelgate dossier --group 'fraud-*' --from 2026-07-01 --to 2026-09-30 -o zip",
  ],
  options: [
    { name: 'group', takes: 'GLOB', about: 'every version of these groups with something in the period' },
    { name: 'from', takes: 'TIME', about: '90d, 2026-07-01 or an RFC 3339 time (90d, with --group)' },
    { name: 'to', takes: 'TIME', about: 'likewise; a date is the whole day (now)' },
    { name: 'file', takes: 'FILE', about: 'where -o zip (dossier-SUBJECT.zip) and -o html (printed) go' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json', 'html', 'zip'],
  words: { least: 0, most: 1 },
  run: runDossier,
};

async function runDossier(call: Call, world: World): Promise<Answer> {
  const made = await makeDossier(...(await askedOf(call, world)), world);
  const file = await writtenFile(call, made, world);
  const decisions = made.versions.flatMap(({ contents }) => decisionsOf(contents));
  return {
    exitCode: EXIT.good,
    document: { ...made.dossier, decisions },
    text: (terminal) => linesOf(made, file, terminal),
    html: () => (file === null ? made.page : linesOf(made, file, world.terminal).join('\n')),
  };
}

async function askedOf(call: Call, world: World): Promise<[Asked, Awaited<ReturnType<typeof connectBy>>]> {
  const { words, flags } = call;
  const [word] = words;
  const glob = flags.text('group');
  if ((word === undefined) === (glob === null)) throw misuse('dossier', 'Expected one version, or --group GLOB.');
  if (word !== undefined && (flags.text('from') ?? flags.text('to')) !== null)
    throw misuse(
      'dossier',
      '--from and --to go with --group: the record of one version is one chain, whole or not proven.',
    );
  const period = periodOf(call, world.clock(), glob !== null);
  const connection = await connectBy(flags, world);
  const heads =
    word === undefined
      ? await headsOfGroups(await connection.ledger(), glob ?? '*', period ?? { since: 0, until: world.clock() })
      : [await headOfWord(word, call, connection, world.clock())];
  const [head] = heads;
  const subject =
    word === undefined
      ? /[*?]/u.test(glob ?? '')
        ? `groups ${glob}`
        : `group ${glob}`
      : shortName(head?.modelPackageArn ?? word);
  return [{ subject, heads, period, directory: await knownDirectory(flags, world) }, connection];
}

const shortName = (arn: string): string => (arn.split(':model-package/').at(-1) ?? arn).replace('/', ' v');

/** Days before now from which a dossier of groups tells where --from does not say otherwise. */
const USUAL = 90;

/** null: all there is, which is usual for one version. Throws CliError 64. */
function periodOf({ flags }: Call, now: number, isOfGroups: boolean): Asked['period'] {
  const [from, to] = [timeFlag('dossier', flags, 'from', now), timeFlag('dossier', flags, 'to', now)];
  if (!isOfGroups && from === null && to === null) return null;
  const since = from ?? (isOfGroups ? now - USUAL * DAY : 0);
  const until = to === null ? now : endOf(flags.text('to') ?? '', to);
  if (since > until)
    throw misuse(
      'dossier',
      from === null
        ? `--to is before the beginning, which is ${USUAL}d ago where --from does not say otherwise.`
        : '--from is later than --to.',
    );
  return { since, until };
}

/** Whoever names a day as the last one means all of it. */
const endOf = (text: string, time: number): number => (/^\d{4}-\d\d-\d\d$/u.test(text) ? time + DAY - 1 : time);

/** Writes the zip, or the page where a file is named for it; answers its path as it was named, null where nothing was written. */
async function writtenFile({ flags, format }: Call, made: Made, world: World): Promise<string | null> {
  const named = flags.text('file');
  if (format !== 'zip' && format !== 'html' && named !== null)
    throw misuse('dossier', '--file goes with -o html or -o zip.');
  if (format === 'zip') {
    const file = named ?? `dossier-${slugOf(made.dossier.subject)}.zip`;
    const { packZip } = await import('../lib/dossier/zip.ts');
    await writeFile(resolve(world.folder, file), await packZip(made.files));
    return file;
  }
  if (format === 'html' && named !== null) await writeFile(resolve(world.folder, named), made.page);
  return named;
}

const slugOf = (subject: string): string =>
  subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '');

function linesOf({ dossier: made, versions, files }: Made, file: string | null, terminal: Terminal): readonly string[] {
  const decisions = versions.flatMap(({ contents }) => decisionsOf(contents));
  const by = (origin: string): number => decisions.filter((one) => one.origin === origin).length;
  const anchored = made.versions.filter(({ anchor }) => anchor !== null).length;
  const indented = (text: string): readonly string[] => wrapped(harmless(text), WIDTH - 2).map((line) => `  ${line}`);
  return [
    file === null ? `Dossier of ${harmless(made.subject)}` : marked('pass', `Written: ${harmless(file)}`, terminal),
    ...indented(
      `${counted(versions.length, 'version')}, ${counted(decisions.length, 'decision')}: ${by('Gate')} by the gate, ${by('Reviewer')} by reviewers, ${by('External')} around the gate, ${by('Bypass')} by break-glass`,
    ),
    ...indented(
      `The archive names ${anchored} of ${counted(versions.length, 'chain')}; the dossier has ${files.length} files.`,
    ),
    ...made.gaps.flatMap((gap) => indented(`! ${gap}`)),
    '',
    ...nextLines(file, files),
  ];
}

/** Only a zip has a seal: what is printed or read is made anew each time, and its time with it. */
function nextLines(file: string | null, files: Made['files']): readonly string[] {
  if (file === null || !isDossierFile(file)) return ['To hand over: -o zip. It proves itself.'];
  return [
    `Seal   ${sealOf(files)}`,
    'Keep the seal apart from the file. Anybody proves it without AWS:',
    `  modelgate verify ${harmless(file)}`,
  ];
}
