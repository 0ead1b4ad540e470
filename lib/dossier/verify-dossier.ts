// Proves a dossier from its own files alone: no AWS, no gate. Every fault names the file that it is in.
import { canonicalJson, sha256 } from '../identity.ts';
import type { Decision } from '../decisions/decision.ts';
import type { LogEntry } from '../ledger/log.ts';
import { verifyChain } from '../ledger/verify.ts';
import { verifyChecksums, type Fault } from './checksums.ts';
import { DOCUMENT, PAGE, README, SUMS, type Dossier, type DossierFile, type DossierVersion } from './dossier.ts';
import { verifyPolicies } from './verify-policies.ts';

export type DossierVerified = {
  readonly dossier: Dossier | null;
  readonly entries: number;
  readonly inputs: number;
  readonly faults: readonly Fault[];
};

/** Files by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Checks hashes, chains, inputs and policy texts, and that no file is there that none of these names. Never throws, whatever the files hold. */
export async function verifyDossier(given: readonly DossierFile[]): Promise<DossierVerified> {
  const files: Files = new Map(given.map(({ path, bytes }) => [path, bytes]));
  const sums = verifyChecksums(given);
  const dossier = documentOf(files.get(DOCUMENT));
  const unread = { dossier, entries: 0, inputs: 0 };
  const isNoDossier = { file: DOCUMENT, message: 'is no dossier that this version reads' };
  if (!dossier) return { ...unread, faults: files.has(DOCUMENT) ? [...sums, isNoDossier] : sums };
  try {
    const proof = await prove(dossier, files);
    return { dossier, ...proof, faults: distinct([...sums, ...proof.faults]) };
  } catch (error) {
    // A document of another form than ours, sums or not, or nested so deep that nothing can be made of it.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { ...unread, faults: [...sums, isNoDossier] };
  }
}

async function prove(dossier: Dossier, files: Files): Promise<Omit<DossierVerified, 'dossier'>> {
  const faults: Fault[] = [];
  const decisions: Decision[] = [];
  for (const version of dossier.versions) {
    const { entries, faults: ofChain } = await verifyVersion(version, files);
    const decided = entries.flatMap(({ content }) => (content.kind === 'decided' ? [content.decision] : []));
    faults.push(...ofChain, ...inputFaults(version, decided, files));
    decisions.push(...decided);
  }
  faults.push(...verifyPolicies(dossier.policies, decisions, files), ...strayFaults(dossier, files));
  const count = (of: (version: DossierVersion) => number): number =>
    dossier.versions.reduce((sum, version) => sum + of(version), 0);
  return {
    entries: count(({ log }) => log.length),
    inputs: count(({ inputs }) => inputs.filter(({ file }) => file !== null).length),
    faults,
  };
}

function documentOf(bytes: Uint8Array | undefined): Dossier | null {
  const dossier = jsonOf(bytes) as Dossier | null;
  return dossier?.schemaVersion === '1' && Array.isArray(dossier.versions) ? dossier : null;
}

/** What the file says as JSON; null where it is none. */
function jsonOf(bytes: Uint8Array | undefined): unknown {
  try {
    return bytes ? JSON.parse(Buffer.from(bytes).toString()) : null;
  } catch {
    return null;
  }
}

/** Each entry is the file that has its hash; the chain leads from the head through all of them to the first. */
async function verifyVersion(
  { head, log, anchor, name }: DossierVersion,
  files: Files,
): Promise<{ readonly entries: readonly LogEntry[]; readonly faults: readonly Fault[] }> {
  const faults: Fault[] = [];
  const entries = new Map<string, LogEntry>();
  for (const { file, sha256: hash } of log) {
    const bytes = files.get(file);
    if (!bytes) faults.push({ file, message: `the log of ${name} names it and it is missing` });
    else if (sha256(bytes) !== hash || !file.endsWith(`-${hash}.json`))
      faults.push({ file, message: 'is not the entry of the log that its name says' });
    else entries.set(hash, { hash, content: jsonOf(bytes) as LogEntry['content'] });
  }
  const readEntry = async (_identity: string, hash: string) => entries.get(hash) ?? null;
  const chain = await verifyChain({ readEntry }, head);
  const where = log.at(-1)?.file ?? DOCUMENT;
  faults.push(...chain.faults.map((message) => ({ file: fileNaming(message, log) ?? where, message })));
  const order = chain.entries.map(({ hash }) => hash).toReversed();
  if (order.join() !== log.map((one) => one.sha256).join())
    faults.push({ file: DOCUMENT, message: `the log of ${name} is not in the order of its chain` });
  if (anchor && !entries.has(anchor.entryHash))
    faults.push({
      file: DOCUMENT,
      message: `the archive names entry ${anchor.entryHash} of ${name}, which is not on its chain`,
    });
  return { entries: chain.entries, faults };
}

const fileNaming = (message: string, log: DossierVersion['log']): string | undefined =>
  log.find((one) => message.includes(one.sha256))?.file;

/** Decisions and the list of inputs name the same hashes; each file has the hash that it is named by. */
function inputFaults(version: DossierVersion, decided: readonly Decision[], files: Files): readonly Fault[] {
  const named = new Set(decided.flatMap(({ inputs }) => inputs.recorded.map((one) => one.sha256)));
  const listed = new Set(version.inputs.map((one) => one.sha256));
  const unlisted = [...named].filter((hash) => !listed.has(hash));
  return [
    ...unlisted.map((hash) => ({ file: DOCUMENT, message: `does not list input ${hash} of ${version.name}` })),
    ...version.inputs.flatMap(({ sha256: hash, file }): readonly Fault[] => {
      if (!named.has(hash))
        return [{ file: file ?? DOCUMENT, message: `no decision of ${version.name} names ${hash}` }];
      if (file === null) return [];
      const bytes = files.get(file);
      if (!bytes) return [{ file, message: `an input of ${version.name}, is missing` }];
      return sha256(bytes) === hash && file.startsWith(`inputs/${hash}.`)
        ? []
        : [{ file, message: 'is not what its name says: its hash is another' }];
    }),
  ];
}

/** Files that no part of the document names. */
function strayFaults({ versions, policies }: Dossier, files: Files): readonly Fault[] {
  const known = new Set([
    README,
    PAGE,
    DOCUMENT,
    SUMS,
    ...versions.flatMap(({ log, inputs, registry }) => [
      ...log.map(({ file }) => file),
      ...inputs.flatMap(({ file }) => file ?? []),
      ...(registry ? [registry.file] : []),
    ]),
    ...policies.flatMap(({ file, texts }) => [file, ...texts.map((one) => one.file)]),
  ]);
  return [
    ...[...files.keys()].filter((path) => !known.has(path)),
    ...[README, PAGE].filter((path) => !files.has(path)),
  ].map((file) => ({ file, message: files.has(file) ? 'belongs to no part of the dossier' : 'is missing' }));
}

const distinct = (faults: readonly Fault[]): readonly Fault[] => [
  ...new Map(faults.map((fault) => [canonicalJson(fault), fault])).values(),
];
