// modelgate verify: walks the chains of log entries hash by hash, and compares HEAD with what the registry says.
import { parseModelPackageArn } from '../lib/identity.ts';
import type { Head } from '../lib/ledger/head.ts';
import { scanLog } from '../lib/ledger/scan-log.ts';
import { verifyChain } from '../lib/ledger/verify.ts';
import { verifyRecordings } from '../lib/ledger/verify-recordings.ts';
import { verifyMarker } from '../lib/decisions/verify-marker.ts';
import type { Ledger } from '../lib/ports.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import type { Connection } from './frame/connect.ts';
import { CliError } from './frame/cli-error.ts';
import { EXIT } from './frame/exit.ts';
import {
  arnOf,
  isDecisionId,
  noSuchVersion,
  OLDEST,
  readDecisionById,
  readHeadOf,
  readSummary,
} from './packages/find-package.ts';
import { misuse } from './frame/flags.ts';
import { connectBy, PLACE_OPTIONS } from './frame/place.ts';
import { harmless, marked, wrapped, WIDTH, type Terminal } from './frame/terminal.ts';
import type { World } from './frame/world.ts';

export const verify: Command = {
  name: 'verify',
  group: 'audit trail',
  summary: 'whether the record is whole and the registry agrees with it',
  usage: '<arn | group/version | d-...> | --all',
  about: [
    'Walks the log of a version back from its newest entry: every hash is computed again, no revision may be missing, evidence that was kept must have the hash it is filed under. Then modelgate:decision in the registry must name the decision that was written last.',
    'A chain whose newest entries were cut off, HEAD with them, is only found by an anchor outside the table.',
  ],
  examples: ['modelgate verify fraud-card/8', 'modelgate verify --all -o junit'],
  options: [
    { name: 'all', about: 'every version of which the log knows' },
    { name: 'no-registry', about: 'the ledger alone' },
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
  readonly faults: readonly string[];
};

async function runVerify({ words, flags }: Call, world: World): Promise<Answer> {
  const [word] = words;
  if ((word === undefined) !== flags.is('all')) throw misuse('verify', 'Expected one version, or --all.');
  const connection = await connectBy(flags, world);
  const ledger = await connection.ledger();
  const heads =
    word === undefined
      ? allHeads(ledger, world)
      : [await headNamed({ words, flags, format: 'text' }, word, connection, ledger, world)];
  const checked: Checked[] = [];
  for await (const head of heads) {
    checked.push(await checkOne(head, ledger, flags.is('no-registry') ? null : connection));
    world.progress(`${checked.length} versions verified`);
  }
  const faulty = checked.filter(({ faults }) => faults.length > 0);
  return {
    exitCode: faulty.length > 0 ? EXIT.failed : EXIT.good,
    document: { versions: checked.length, faulty: faulty.length, checked },
    text: (terminal) => linesOf(checked, faulty, terminal),
    cases: checked.map(({ modelPackageArn, faults }) => ({
      suite: 'verify',
      name: modelPackageArn,
      seconds: 0,
      failure: faults.length > 0 ? { message: faults[0] ?? '', text: faults.join('\n') } : null,
    })),
  };
}

async function headNamed(
  call: Call,
  word: string,
  connection: Connection,
  ledger: Ledger,
  world: World,
): Promise<Head> {
  if (isDecisionId(word)) return (await readDecisionById(word, ledger, connection, world.clock())).head;
  const arn = arnOf(word, call.flags, connection);
  const summary = await readSummary(arn, connection);
  const head = await readHeadOf(arn, summary, ledger, world.clock());
  if (head) return head;
  if (!summary) throw noSuchVersion(arn);
  throw new CliError(
    EXIT.notFound,
    `Not found: the gate has decided nothing about ${word}, so there is no record to verify.`,
  );
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

async function checkOne(head: Head, ledger: Ledger, connection: Connection | null): Promise<Checked> {
  const { entries, faults } = await verifyChain(ledger, head);
  const kept = await verifyRecordings(ledger, entries);
  const marker = connection ? await markerFaults(head, connection) : [];
  return {
    modelPackageArn: head.modelPackageArn,
    identity: head.identity,
    revision: head.revision,
    entries: entries.length,
    recordings: kept.recordings,
    faults: [...faults, ...kept.faults, ...marker],
  };
}

async function markerFaults(head: Head, { registries }: Connection): Promise<readonly string[]> {
  const arn = parseModelPackageArn(head.modelPackageArn);
  const answer = await registries(arn.account, arn.region).describe(arn, { card: false });
  return verifyMarker(head, answer?.description ?? null);
}

function linesOf(checked: readonly Checked[], faulty: readonly Checked[], terminal: Terminal): readonly string[] {
  const entries = checked.reduce((sum, one) => sum + one.entries, 0);
  const recordings = checked.reduce((sum, one) => sum + one.recordings, 0);
  const told = faulty.flatMap(({ modelPackageArn, faults }) => [
    marked('fail', modelPackageArn, terminal),
    ...faults.flatMap((fault) => wrapped(harmless(fault), WIDTH - 4).map((line) => `    ${line}`)),
  ]);
  const what = `${checked.length} ${checked.length === 1 ? 'version' : 'versions'}, ${entries} entries, ${recordings} recordings`;
  return [
    ...told,
    faulty.length === 0
      ? marked('pass', `${what}: every hash holds`, terminal)
      : `${what}: ${faulty.length} with faults`,
  ];
}
