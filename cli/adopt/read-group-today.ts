// A model package group as it is today: tags, latest approved, pending, who approved lately, its project, and the rules that fire on its events.
import type { FiringRule } from '../../lib/adoption/rule-words.ts';
import { sampleEvents } from '../../lib/adoption/sample-events.ts';
import { arnKey, type ModelPackageArn } from '../../lib/identity.ts';
import type { PackageSummary } from '../../lib/evidence/evidence.ts';
import type { Registry } from '../../lib/ports.ts';
import type { Connection } from '../frame/connect.ts';
import { noSuchGroup } from '../packages/not-there.ts';
import type { World } from '../frame/world.ts';

export type GroupToday = {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  /** At most 100, the newest. */
  readonly versions: number;
  readonly latestApproved: number | null;
  readonly pending: readonly {
    readonly arn: ModelPackageArn;
    readonly version: number;
    readonly creationTime: number;
  }[];
  readonly approvedLately: readonly { readonly version: number; readonly by: string | null; readonly at: number }[];
  readonly project: Project | null;
};
type Project = {
  readonly name: string;
  readonly status: string;
  readonly parameters: Readonly<Record<string, string>>;
};

/** Versions that are looked at. */
export const NEWEST = 100;
const LATELY = 3;

/** Reads it. Throws CliError 66 for a group without versions. */
export async function readGroupToday(
  name: string,
  connection: Connection,
  world: World,
): Promise<{ group: GroupToday; rules: readonly FiringRule[] }> {
  const { account, region, accounts } = connection;
  const access = { accounts, ownAccount: account, region };
  const { listNewestVersions } = await import('../../lib/aws/newest-versions.ts');
  world.progress(`reading ${name}`);
  const arns = await listNewestVersions(access, { account, region, group: name, limit: NEWEST });
  const [newest] = arns;
  if (!newest) throw await noSuchGroup(name, connection, connection);
  const registry = connection.registries(account, region);
  const [{ found }, tags] = await Promise.all([registry.batchDescribe(arns), registry.groupTags(newest)]);
  const versions = arns.flatMap((arn) => found.get(arnKey(arn)) ?? []);
  const approved = versions.filter(({ approvalStatus }) => approvalStatus === 'Approved');
  const { findFiringRules } = await import('../../lib/aws/event-rules.ts');
  const rules = await findFiringRules(region, sampleEvents(newest, world.clock()));
  const group: GroupToday = {
    name: newest.group,
    account,
    region,
    tags: Object.fromEntries(tags),
    versions: versions.length,
    latestApproved: approved[0] ? versionOf(approved[0]) : null,
    pending: versions
      .filter(({ approvalStatus }) => approvalStatus === 'PendingManualApproval')
      .map((one) => ({ arn: one.arn, version: versionOf(one), creationTime: one.creationTime })),
    approvedLately: await readApprovals(registry, approved.slice(0, LATELY)),
    project: await readProject(tags.get('sagemaker:project-name'), connection),
  };
  return { group, rules };
}

/** Who changed these last: of an approved version, whoever approved it. */
async function readApprovals(
  registry: Pick<Registry, 'describe'>,
  approved: readonly PackageSummary[],
): Promise<GroupToday['approvedLately']> {
  const lately = [];
  for (const one of approved) {
    const description = (await registry.describe(one.arn, { card: false }))?.description;
    if (description)
      lately.push({ version: versionOf(one), by: description.lastModifiedBy, at: description.lastModifiedTime });
  }
  return lately;
}

const versionOf = ({ arn }: PackageSummary): number => arn.version ?? 0;

async function readProject(
  name: string | undefined,
  { account, region, accounts }: Connection,
): Promise<Project | null> {
  if (name === undefined) return null;
  const { makeProjects } = await import('../../lib/aws/projects.ts');
  const found = await makeProjects({ accounts, ownAccount: account, region })(account, region).describe(name);
  return found && { name, status: found.status, parameters: Object.fromEntries(found.parameters) };
}
