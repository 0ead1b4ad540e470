// Audits one group: page by page, oldest version first, so that each is held against the champion of its own time. Memory does not grow with the group.
import { count, type GroupTally } from '../../lib/adoption/audit-tally.ts';
import type { GroupLists, GroupVersion } from '../../lib/aws/list-groups.ts';
import { markerOf } from '../../lib/decisions/registry-text.ts';
import type { PackageDescription, PackageEvidence } from '../../lib/evidence/evidence.ts';
import type { GatherEvidence } from '../../lib/evidence/gather.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import { governing } from '../../lib/policy/match.ts';
import { needsOf } from '../../lib/policy/needs.ts';
import type { Needs } from '../../lib/policy/policy.ts';
import type { Recording, Registry } from '../../lib/ports.ts';
import { unzipped } from '../packages/captured.ts';
import { metadataNumber, readJsonNumbers } from '../packages/seen-versions.ts';

export type AuditPorts = {
  readonly lists: Pick<GroupLists, 'versions'>;
  readonly registry: Pick<Registry, 'describe'>;
  readonly gatherEvidence: GatherEvidence;
  readonly policies: PolicySet;
  /** Versions created before are read only where one is a champion (ms). */
  readonly since: number;
  readonly now: number;
  readonly progress: (tally: GroupTally) => void;
};

/** Where in a group an audit is; kept between pages, so that it can go on there. */
export type GroupCursor = { readonly nextToken: string | null; readonly championArn: string | null };

/** Evidence counts as complete a day after registration. */
const COMPLETE = 86_400_000;
const NONE = { state: 'present', value: null } as const;

/** Reads the next page of a group into its tally; answers where to go on, null at the end. */
export async function auditPage(
  ports: AuditPorts,
  tally: GroupTally,
  cursor: GroupCursor,
): Promise<GroupCursor | null> {
  const { versions, nextToken } = await ports.lists.versions(tally.group, cursor.nextToken);
  tally.calls += 1;
  let championArn = cursor.championArn;
  let champion: PackageEvidence | null = null;
  for (const version of versions) {
    if (version.creationTime >= ports.since) {
      champion ??= championArn === null ? null : await readChampion(ports, tally, championArn);
      const evidence = await auditVersion(ports, tally, version, champion);
      if (version.status === 'Approved') champion = evidence;
      ports.progress(tally);
    }
    if (version.status === 'Approved') championArn = version.arn.arn;
  }
  return nextToken === null ? null : { nextToken, championArn };
}

async function readChampion(ports: AuditPorts, tally: GroupTally, arn: string): Promise<PackageEvidence | null> {
  const seen = await describe(ports, tally, parseModelPackageArn(arn));
  if (!seen) return null;
  const needs = needsOf(governing(ports.policies, seen.arn));
  return (await ports.gatherEvidence({ package: seen, needs, champion: NONE })).evidence;
}

async function describe(
  ports: AuditPorts,
  tally: GroupTally,
  arn: GroupVersion['arn'],
): Promise<PackageDescription | null> {
  tally.calls += 1;
  return (await ports.registry.describe(arn, { card: false }))?.description ?? null;
}

/** One version: described, its reports read, held against the policies with the champion it had. */
async function auditVersion(
  ports: AuditPorts,
  tally: GroupTally,
  { arn }: GroupVersion,
  champion: PackageEvidence | null,
): Promise<PackageEvidence | null> {
  const seen = await describe(ports, tally, arn);
  if (!seen) return null;
  // As if they were enforced: what is only watched is what the audit is about.
  const policies = governing(ports.policies, arn).map((policy) => ({ ...policy, mode: 'Enforce' as const }));
  const needs = withAllReports(needsOf(policies), seen);
  const gathered = await ports.gatherEvidence({
    package: seen,
    needs,
    champion: { state: 'present', value: champion },
  });
  // It is judged as it came: pending, a day after it was registered.
  const asItCame = { ...seen, approvalStatus: 'PendingManualApproval' as const };
  const evidence = { ...gathered.evidence, package: asItCame, now: Math.min(ports.now, seen.creationTime + COMPLETE) };
  const audited = {
    version: arn.version ?? 0,
    status: seen.approvalStatus,
    creationTime: seen.creationTime,
    lastModifiedTime: seen.lastModifiedTime,
    createdBy: seen.createdBy,
    lastModifiedBy: seen.lastModifiedBy,
    comment: seen.approvalDescription,
    isByGate: markerOf(seen.metadata, seen.approvalDescription) !== null,
    numbers: numbersOf(seen, gathered.recordings),
    assessment: policies.length === 0 ? null : evaluate(policies, evidence, { isTraced: false }),
  };
  count(tally, audited, ports.now);
  return gathered.evidence;
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
