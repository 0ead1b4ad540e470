// Audits one group: page by page, oldest version first, so that each is held against the champion of its own time. Memory does not grow with the group.
import { count, type AuditedVersion, type GroupTally } from '../../lib/adoption/audit-tally.ts';
import { markerOf } from '../../lib/decisions/registry-text.ts';
import {
  isDescribed,
  type Evidence,
  type PackageEvidence,
  type PackageSummary,
  type PackageDescription,
} from '../../lib/evidence/evidence.ts';
import type { GatherEvidence } from '../../lib/evidence/gather.ts';
import { arnKey, parseModelPackageArn, type ModelPackageArn } from '../../lib/identity.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { Policy, PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import type { Needs } from '../../lib/policy/policy.ts';
import type { ListedPackage, Recording, Registry, RegistryLists } from '../../lib/ports.ts';
import { DAY } from '../../lib/times.ts';
import { unzipped } from '../packages/captured.ts';
import { metadataNumber, readJsonNumbers } from '../packages/seen-versions.ts';
import { inOrder } from './in-order.ts';

export type AuditPorts = {
  /** Versions of a group, oldest first. */
  readonly listVersions: RegistryLists['listVersions'];
  readonly registry: Pick<Registry, 'describe' | 'batchDescribe' | 'groupTags'>;
  readonly gatherEvidence: GatherEvidence;
  readonly policies: PolicySet;
  /** Versions created before are read only where one is a champion (ms). */
  readonly since: number;
  readonly now: number;
  /** Calls so far: of SageMaker, and objects read from S3. */
  readonly calls: () => { readonly calls: number; readonly reads: number };
  readonly progress: (tally: GroupTally) => void;
};

/** Where in a group an audit is; kept between pages, so that it can go on there. */
export type GroupCursor = { readonly nextToken: string | null; readonly championArn: string | null };

/** Evidence counts as complete a day after registration. */
const COMPLETE = DAY;
const NONE = { state: 'present', value: null } as const;
/** Versions that are described and read side by side; each call waits for its turn. */
const AT_ONCE = 8;
/** Pending versions of a group that are described only to know which numbers there are. */
const SAMPLE = 50;

/** What is the same for all versions of a group. */
type Group = {
  readonly policies: readonly Policy[];
  readonly needs: Needs;
  readonly tags: ReadonlyMap<string, string>;
};

/** A version as it was read; `seen` null: it is gone. `gathered` has no champion yet. */
type Read = {
  readonly version: ListedPackage;
  readonly seen: PackageSummary | PackageDescription | null;
  readonly gathered: { readonly evidence: Evidence; readonly recordings: readonly Recording[] } | null;
};

/** Reads the next page of a group into its tally; answers where to go on, null at the end. */
export async function auditPage(
  ports: AuditPorts,
  tally: GroupTally,
  cursor: GroupCursor,
): Promise<GroupCursor | null> {
  const before = ports.calls();
  const { packages: versions, nextToken } = await ports.listVersions(cursor.nextToken, tally.group);
  const wanted = versions.filter(({ creationTime }) => creationTime >= ports.since);
  const older = versions.findLast((one) => one.creationTime < ports.since && one.approvalStatus === 'Approved');
  let championArn = older?.arn.arn ?? cursor.championArn;
  if (wanted[0]) {
    const group = await readGroup(ports, wanted[0].arn);
    const needsChampion = group.needs.champion || group.needs.newestApproved;
    let champion = championArn !== null && needsChampion ? await readChampion(ports, group, championArn) : null;
    const read = await readerOf(ports, tally, group, wanted);
    for await (const one of inOrder(wanted, AT_ONCE, read)) {
      if (!one.seen || !one.gathered) continue;
      count(tally, auditedOf(ports, group, one, champion), ports.now);
      ports.progress(tally);
      if (one.version.approvalStatus !== 'Approved') continue;
      champion = one.gathered.evidence;
      championArn = one.version.arn.arn;
    }
  }
  const after = ports.calls();
  tally.calls += after.calls - before.calls;
  tally.reads += after.reads - before.reads;
  return nextToken === null ? null : { nextToken, championArn };
}

async function readGroup(ports: AuditPorts, arn: ModelPackageArn): Promise<Group> {
  // As if they were enforced: what is only watched is what the audit is about.
  const policies = governing(ports.policies, arn).map((policy) => ({ ...policy, mode: 'Enforce' as const }));
  const needs = needsOf(policies);
  const tags = needs.groupTags ? await ports.registry.groupTags(arn).catch(tagsRefused) : new Map<string, string>();
  return { policies, needs: { ...needs, groupTags: false }, tags };
}

/** Tags that may not be read count as not there, as for the gate itself. */
function tagsRefused(error: unknown): ReadonlyMap<string, string> {
  if (error instanceof Error && error.name.startsWith('AccessDenied')) return new Map();
  throw error;
}

async function readChampion(
  { registry, gatherEvidence }: AuditPorts,
  { needs }: Group,
  arn: string,
): Promise<PackageEvidence | null> {
  const described = await registry.describe(parseModelPackageArn(arn), { card: needs.card });
  if (!described) return null;
  return (await gatherEvidence({ package: described.description, needs, champion: NONE })).evidence;
}

/**
 * How versions of this page are read. Who decided, and what they wrote, stands in DescribeModelPackage alone, and so do metadata and
 * reports; a pending version whose policies need none of it is in one BatchDescribeModelPackage of the page, once enough are known to
 * tell which numbers there are.
 */
async function readerOf(
  { registry, gatherEvidence }: AuditPorts,
  tally: GroupTally,
  { needs, tags }: Group,
  versions: readonly ListedPackage[],
): Promise<(version: ListedPackage) => Promise<Read>> {
  const mayBeShort = needs.description
    ? []
    : versions.filter(({ approvalStatus: status }) => status !== 'Approved' && status !== 'Rejected');
  const short = mayBeShort.slice(Math.max(0, SAMPLE - tally.pending));
  const { found } =
    short.length > 0 ? await registry.batchDescribe(short.map(({ arn }) => arn)) : { found: new Map<string, never>() };
  return async (version) => {
    const summary = found.get(arnKey(version.arn));
    const described = summary ? null : await registry.describe(version.arn, { card: needs.card });
    const seen = summary ?? described?.description ?? null;
    if (!seen) return { version, seen, gathered: null };
    const { evidence, recordings } = await gatherEvidence({
      package: seen,
      needs: isDescribed(seen) ? withAllReports(needs, seen) : needs,
      champion: NONE,
    });
    return { version, seen, gathered: { recordings, evidence: { ...evidence, group: { ...evidence.group, tags } } } };
  };
}

/** One version held against the policies with the champion it had, as it came: pending, a day after it was registered. */
function auditedOf(
  { now }: AuditPorts,
  { policies }: Group,
  { version: { arn }, seen, gathered }: Read,
  champion: PackageEvidence | null,
): AuditedVersion {
  if (!seen || !gathered) throw new Error('a version that is gone is not audited');
  const asItCame = { ...seen, approvalStatus: 'PendingManualApproval' as const };
  const evidence = {
    ...gathered.evidence,
    package: asItCame,
    champion: { state: 'present' as const, value: champion },
    now: Math.min(now, seen.creationTime + COMPLETE),
  };
  const described = isDescribed(seen) ? seen : null;
  return {
    version: arn.version ?? 0,
    status: seen.approvalStatus,
    creationTime: seen.creationTime,
    lastModifiedTime: described?.lastModifiedTime ?? seen.creationTime,
    createdBy: described?.createdBy ?? null,
    lastModifiedBy: described?.lastModifiedBy ?? null,
    comment: described?.approvalDescription ?? null,
    isByGate: described !== null && markerOf(described.metadata, described.approvalDescription) !== null,
    isLookedInto: described !== null,
    numbers: described ? numbersOf(described, gathered.recordings) : [],
    assessment: policies.length === 0 ? null : evaluate(policies, evidence, { isTraced: false }),
  };
}

/** Numbers in metadata and in reports, by path. */
function numbersOf(
  seen: PackageDescription,
  recordings: readonly Recording[],
): readonly (readonly [path: string, value: number])[] {
  const bodies = new Map(recordings.map(({ what, body }) => [what, body]));
  const ofMetadata = [...seen.metadata].flatMap(([key, text]) => metadataNumber(key, text));
  const ofReports = [...seen.metricsSources].flatMap(([path, { s3Uri }]) => {
    const body = bodies.get(s3Uri);
    const numbers = body ? readJsonNumbers(unzipped(body)) : [];
    return numbers.map(([at, text, value]) => [`${path}#${at}`, text, value] as const);
  });
  return [...ofMetadata, ...ofReports].map(([path, , value]) => [path, value]);
}

/** Every report that the version names is read, so that the numbers in it can be told. */
function withAllReports(needs: Needs, { metricsSources }: PackageDescription): Needs {
  const known = new Set(needs.declarations.map(({ from }) => from));
  const place = { file: 'modelgate audit', line: 1, column: 1 };
  const more = [...metricsSources.keys()].filter((path) => !known.has(path));
  const declarations = [...needs.declarations, ...more.map((path) => ({ name: path, from: path, fields: [], place }))];
  return { ...needs, description: true, declarations };
}
