// modelgate verify: walks the chains of log entries hash by hash, and compares HEAD with what the registry says.
import { parseModelPackageArn } from '../lib/identity.ts';
import { anchorFaults, type Anchors } from '../lib/archive/anchors.ts';
import { counted } from '../lib/counted.ts';
import type { Head } from '../lib/ledger/head.ts';
import { scanLog } from '../lib/ledger/scan-log.ts';
import { verifyChain } from '../lib/ledger/verify.ts';
import { verifyRecordings } from '../lib/ledger/verify-recordings.ts';
import { verifyMarker } from '../lib/decisions/verify-marker.ts';
import type { Ledger } from '../lib/ports.ts';
import { longTime } from '../lib/times.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { EXIT } from './frame/exit.ts';
import { headOfWord, OLDEST } from './packages/find-package.ts';
import { readArchived } from './packages/read-archived.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless } from '../lib/harmless.ts';
import { marked, wrapped, WIDTH, type Terminal } from './frame/terminal.ts';
import { isDossierFile, verifyDossierFile } from './verify/dossier-file.ts';
import type { World } from './frame/world.ts';

export const verify: Command = {
  name: 'verify',
  group: 'audit trail',
  summary: 'whether the record is whole and the registry agrees with it',
  usage: '<arn | group/version | d-...> | --all | FILE.zip',
  about: [
    'Walks the log of a version back from its newest entry: every hash is computed again, no revision may be missing, evidence that was kept must have the hash it is filed under. Then modelgate:decision in the registry must name the decision that was written last.',
    'Every chain is then held against the archive, where the gate writes the heads of each day: entries that were cut off at the end, HEAD with them, are found there, and so are switches of the mode that were changed or taken out. What is younger than the newest of these documents has no such anchor yet.',
    'A dossier (FILE.zip) is proven from its own bytes, without AWS and without the gate: hashes, chains, inputs, policy texts, and every byte of the zip.',
  ],
  examples: [
    'modelgate verify fraud-card/8',
    'modelgate verify --all -o junit',
    'modelgate verify fraud-card-8.zip --seal 3f9c21...',
  ],
  options: [
    { name: 'all', about: 'every version of which the log knows' },
    { name: 'no-registry', about: 'the ledger alone' },
    { name: 'seal', takes: 'HASH', about: 'of a dossier: what was shown when it was made' },
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json', 'junit'],
  words: { least: 0, most: 1 },
  run: runVerify,
};

type Checked = {
  readonly modelPackageArn: string;
  readonly identity: string;
  readonly revision: number;
  readonly entries: number;
  readonly recordings: number;
  /** Whether the archive names an entry of this chain. */
  readonly isAnchored: boolean;
  readonly faults: readonly string[];
};

/** What chains are held against; null where that is not asked for or not to be had. */
type Against = { readonly registry: Connection | null; readonly anchors: Anchors | null; readonly now: number };

async function runVerify({ words, flags }: Call, world: World): Promise<Answer> {
  const [word] = words;
  if ((word === undefined) !== flags.is('all')) throw misuse('verify', 'Expected one version, or --all.');
  if (word !== undefined && isDossierFile(word)) return verifyDossierFile(word, flags.text('seal'), world);
  const connection = await connectBy(flags, world);
  const ledger = await connection.ledger();
  const heads =
    word === undefined ? allHeads(ledger, world) : [await headOfWord(word, { flags }, connection, world.clock())];
  const { anchors } = await readArchived(connection);
  const against = { registry: flags.is('no-registry') ? null : connection, anchors, now: world.clock() };
  const checked: Checked[] = [];
  for await (const head of heads) {
    checked.push(await checkOne(head, ledger, against));
    world.progress(`${checked.length} versions verified`);
  }
  if (word === undefined && anchors) checked.push(...lostOf(anchors, checked));
  return answerOf(checked, anchors);
}

function answerOf(checked: readonly Checked[], anchors: Anchors | null): Answer {
  const faulty = checked.filter(({ faults }) => faults.length > 0);
  const ofArchive = anchors?.faults ?? [];
  return {
    exitCode: faulty.length + ofArchive.length > 0 ? EXIT.failed : EXIT.good,
    document: {
      versions: checked.length,
      faulty: faulty.length,
      archive: anchors && { documents: anchors.documents, until: anchors.until, faults: anchors.faults },
      checked,
    },
    text: (terminal) => linesOf(checked, anchors, terminal),
    cases: [...checked, ...(anchors ? [{ modelPackageArn: 'archive', faults: ofArchive }] : [])].map(
      ({ modelPackageArn, faults }) => ({
        suite: 'verify',
        name: modelPackageArn,
        seconds: 0,
        failure: faults.length > 0 ? { message: faults[0] ?? '', text: faults.join('\n') } : null,
      }),
    ),
  };
}

/** Versions that the archive knows and the log does not name any more. */
function lostOf({ byIdentity }: Anchors, checked: readonly Checked[]): readonly Checked[] {
  const there = new Set(checked.map(({ identity }) => identity));
  const lost = [...byIdentity.values()].filter(({ identity }) => !there.has(identity));
  return lost.map(({ identity, revision, document }) => ({
    modelPackageArn: identity,
    identity,
    revision,
    entries: 0,
    recordings: 0,
    isAnchored: true,
    faults: [`the ledger has nothing of it any more; ${document.key} of the archive has revision ${revision}`],
  }));
}

/** Every package once, in the order in which the log first names it. */
async function* allHeads(ledger: Ledger, world: World): AsyncGenerator<Head> {
  const seen = new Set<string>();
  for await (const rows of scanLog(ledger, { since: OLDEST, until: world.clock(), newestFirst: false })) {
    const fresh = [...new Set(rows.map(({ identity }) => identity))].filter((identity) => !seen.has(identity));
    for (const identity of fresh) seen.add(identity);
    yield* (await ledger.readHeads(fresh)).values();
  }
}

async function checkOne(head: Head, ledger: Ledger, { registry, anchors, now }: Against): Promise<Checked> {
  const { entries, faults } = await verifyChain(ledger, head);
  const kept = await verifyRecordings(ledger, entries);
  const marker = registry ? await markerFaults(head, registry) : [];
  const ofArchive = anchors ? anchorFaults(anchors, head.identity, entries, now) : [];
  const anchor = anchors?.byIdentity.get(head.identity);
  return {
    modelPackageArn: head.modelPackageArn,
    identity: head.identity,
    revision: head.revision,
    entries: entries.length,
    recordings: kept.recordings,
    isAnchored: entries.some(({ hash }) => hash === anchor?.entryHash),
    faults: [...faults, ...kept.faults, ...marker, ...ofArchive],
  };
}

async function markerFaults(head: Head, { registries }: Connection): Promise<readonly string[]> {
  const arn = parseModelPackageArn(head.modelPackageArn);
  const answer = await registries(arn.account, arn.region).describe(arn, { card: false });
  return verifyMarker(head, answer?.description ?? null);
}

function linesOf(checked: readonly Checked[], anchors: Anchors | null, terminal: Terminal): readonly string[] {
  const faulty = checked.filter(({ faults }) => faults.length > 0);
  const sum = (count: (one: Checked) => number): number => checked.reduce((total, one) => total + count(one), 0);
  const told = [...faulty, { modelPackageArn: 'the archive', faults: anchors?.faults ?? [] }]
    .filter(({ faults }) => faults.length > 0)
    .flatMap(({ modelPackageArn, faults }) => [
      marked('fail', modelPackageArn, terminal),
      ...faults.flatMap((fault) => wrapped(harmless(fault), WIDTH - 4).map((line) => `    ${line}`)),
    ]);
  const what = `${counted(checked.length, 'version')}, ${sum(({ entries }) => entries)} entries, ${sum(({ recordings }) => recordings)} recordings`;
  return [
    ...told,
    faulty.length === 0
      ? marked('pass', `${what}: every hash holds`, terminal)
      : `${what}: ${faulty.length} with faults`,
    ...wrapped(archiveLine(checked, anchors), WIDTH),
  ];
}

function archiveLine(checked: readonly Checked[], anchors: Anchors | null): string {
  if (!anchors) return 'Not held against an archive: there is none, or its name is not known (--archive NAME).';
  if (anchors.until === null) return 'The archive has no heads yet: the first are written an hour after midnight, UTC.';
  const anchored = checked.filter(({ isAnchored }) => isAnchored).length;
  return `The archive holds heads until ${longTime(anchors.until)} (${anchors.documents} documents); it names ${anchored} of ${checked.length} chains.`;
}
