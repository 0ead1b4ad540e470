// Puts a dossier together: versions one after another, then what is beside them, then its page, its README and its checksums.
import { anchorFaults, type Anchors } from '../../lib/archive/anchors.ts';
import { canonicalJson, parseModelPackageArn } from '../../lib/identity.ts';
import { withChecksums } from '../../lib/dossier/checksums.ts';
import {
  DOCUMENT,
  PAGE,
  policyTextPath,
  README,
  type Dossier,
  type DossierFile,
  type DossierPerson,
} from '../../lib/dossier/dossier.ts';
import { readmeOf } from '../../lib/dossier/readme.ts';
import { byText } from '../../lib/in-order.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import { CliError } from '../frame/cli-error.ts';
import type { Connection } from '../frame/connect.ts';
import { EXIT } from '../frame/exit.ts';
import type { World } from '../frame/world.ts';
import type { FileSet, Period, ToldVersion } from './gathered.ts';
import { dossierPage } from './page/page.ts';
import { decisionsOf } from './page/told.ts';
import { readArchived } from '../packages/read-archived.ts';
import { readCarried, readModes, readRevoked } from './read-beside.ts';
import { exceptionsOf, makePolicySets, type PolicySets } from './read-policies.ts';
import { readVersion, type ReadVersionPorts } from './read-version.ts';

export type Asked = {
  readonly subject: string;
  readonly heads: readonly Head[];
  /** null: everything there is. */
  readonly period: Period | null;
  /** People as the folder at hand names them, where no deployed files were kept. */
  readonly directory: ReviewerDirectory;
};

export type Made = {
  readonly dossier: Dossier;
  readonly versions: readonly ToldVersion[];
  readonly page: string;
  /** All files, SHA256SUMS among them, in the order of their paths. */
  readonly files: readonly DossierFile[];
};

/** All of a dossier is held in memory at once. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Reads everything and makes the files. Throws CliError 64 where it is too much for one dossier. */
export async function makeDossier(asked: Asked, connection: Connection, world: World): Promise<Made> {
  const [ledger, { archive, anchors }] = await Promise.all([connection.ledger(), readArchived(connection)]);
  const files: FileSet = new Map();
  const gaps = gapsOf(anchors);
  const sets = makePolicySets(archive, asked.directory, files);
  const { directoryOf } = sets;
  const anchorFaultsOf: ReadVersionPorts['anchorFaultsOf'] = (identity, entries) =>
    anchors ? anchorFaults(anchors, identity, entries, world.clock()) : [];
  const ports = { ledger, registries: connection.registries, directoryOf, anchorOf: anchorIn(anchors), anchorFaultsOf };
  const versions: ToldVersion[] = [];
  for (const head of asked.heads) {
    versions.push(await readVersion(head, ports, { files, gaps }));
    world.progress(`${versions.length} of ${asked.heads.length} versions read`);
    refuseTooMuch(files);
  }
  const decisions = versions.flatMap(({ contents }) => decisionsOf(contents));
  for (const { policyTexts } of decisions) await sets.policiesOf(policyTexts);
  const older = decisions.filter(({ policyTexts }) => policyTexts === undefined).length;
  if (older > 0)
    gaps.push(`${older} decisions are from before policy files were kept; their policies are named by hash.`);
  for (const { digest, file } of sets.told())
    if (file === null) gaps.push(`The policy files ${digest} are not in the archive, or it could not be read.`);
  const dossier: Dossier = {
    ...(await aboutOf(asked, connection, world)),
    ...(await besideOf(asked, connection, { versions, sets, now: world.clock() })),
    versions: versions.map(({ version }) => version),
    policies: sets.told(),
    archive: anchors && { until: anchors.until, documents: anchors.documents },
    gaps,
  };
  return packed(dossier, versions, files);
}

function packed(dossier: Dossier, versions: readonly ToldVersion[], files: FileSet): Made {
  const names = new Map(dossier.people.map(({ id, name }) => [id, name]));
  const textOf = (hash: string): string | undefined => {
    const bytes = files.get(policyTextPath(hash));
    return bytes && Buffer.from(bytes).toString();
  };
  const page = dossierPage({ dossier, versions, textOf, nameOf: (id) => names.get(id) ?? id });
  files.set(DOCUMENT, Buffer.from(canonicalJson(dossier)));
  files.set(PAGE, Buffer.from(page));
  files.set(README, Buffer.from(readmeOf(dossier)));
  return { dossier, versions, page, files: withChecksums([...files].map(([path, bytes]) => ({ path, bytes }))) };
}

function refuseTooMuch(files: FileSet): void {
  const bytes = files.values().reduce((sum, one) => sum + one.length, 0);
  if (bytes > MOST_BYTES)
    throw new CliError(
      EXIT.usage,
      `This is more than one dossier holds (${MOST_BYTES / 1024 / 1024} MiB of inputs and entries).\nNarrow it: --from, --to, or one version after another.`,
    );
}

const gapsOf = (anchors: Anchors | null): string[] =>
  anchors
    ? anchors.faults.map((fault) => `The record and the archive do not agree: ${fault}.`)
    : ['There is no archive, or its name is not known (--archive NAME).'];

const anchorIn = (anchors: Anchors | null) => (identity: string) => {
  const anchor = anchors?.byIdentity.get(identity);
  if (!anchor) return null;
  const { document, entryHash, revision } = anchor;
  return { key: document.key, sha256: document.sha256, entryHash, revision };
};

async function aboutOf({ subject, period }: Asked, { stack, account, region, caller }: Connection, world: World) {
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    schemaVersion: '1' as const,
    stack,
    account,
    region,
    subject,
    from: period && iso(period.since),
    to: period && iso(period.until),
    madeAt: iso(world.clock()),
    madeBy: caller,
  };
}

type Read = { readonly versions: readonly ToldVersion[]; readonly sets: PolicySets; readonly now: number };

async function besideOf({ heads, period, directory }: Asked, connection: Connection, { versions, sets, now }: Read) {
  const [{ makeLanes }, { makeModes }, { tableName, region }, ledger] = await Promise.all([
    import('../../lib/aws/lanes.ts'),
    import('../../lib/aws/modes.ts'),
    connection.table(),
    connection.ledger(),
  ]);
  const place = { tableName, client: { region } };
  const groups = new Set(heads.map(({ modelPackageArn }) => parseModelPackageArn(modelPackageArn).group.toLowerCase()));
  const newest = versions
    .flatMap(({ contents }) => decisionsOf(contents))
    .toSorted(byText(({ createdAt }) => createdAt))
    .at(-1);
  const policies = await sets.policiesOf(newest?.policyTexts);
  const revoked = await readRevoked(ledger);
  const people = newest ? await sets.directoryOf(newest) : directory;
  return {
    people: peopleIn(
      versions,
      people,
      revoked.map(({ person }) => person),
    ),
    exceptions: exceptionsOf(policies, [...groups], now),
    carried: await readCarried(makeLanes(place), new Set(heads.map(({ identity }) => identity))),
    modes: await readModes(makeModes(place), groups, period ?? { since: 0, until: now }),
    revoked,
  };
}

/** Everybody whom the record names, as the directory knows them. */
function peopleIn(
  versions: readonly ToldVersion[],
  { people, groups }: ReviewerDirectory,
  more: readonly string[],
): readonly DossierPerson[] {
  const ids = new Set([
    ...more,
    ...versions.flatMap(({ version, contents }) => [
      ...version.exclusions.map(({ person }) => person),
      ...contents.flatMap((content) => {
        if (content.kind === 'answered') return [content.answer.person];
        return content.kind === 'bypassed' ? [content.bypass.person] : [];
      }),
    ]),
  ]);
  return [...ids].toSorted().map((id) => ({
    id,
    name: people.find((one) => one.id === id)?.name ?? id,
    groups: groups.filter((group) => group.people.includes(id)).map(({ name }) => name),
  }));
}
