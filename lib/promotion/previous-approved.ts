// The registry's word on a version that is wanted, and the approved version to serve in place of one that no longer is.
import type { PackageDescription } from '../evidence/evidence.ts';
import { identityOf, parseModelPackageArn } from '../identity.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { Registry } from '../ports.ts';

/** The highest Approved version of the wanted one's group, as wanted instead of it; null where there is none. */
export async function previousApproved(
  registry: Pick<Registry, 'listApproved' | 'describe'>,
  wanted: Wanted,
): Promise<Wanted | null> {
  const [highest] = await registry.listApproved(wanted.subject.modelPackageGroupName, 1);
  const described = highest && (await registry.describe(highest, { card: false }));
  if (described?.description.approvalStatus !== 'Approved') return null;
  return insteadOf(wanted, described.description);
}

function insteadOf(wanted: Wanted, description: PackageDescription): Wanted {
  const { arn, creationTime, createdBy, lastModifiedBy } = description;
  return {
    ...wanted,
    version: arn.version ?? 0,
    packageDigest: '',
    approvalStatus: 'Approved',
    insteadOf: wanted.subject.identity,
    subject: {
      modelPackageArn: arn.arn,
      identity: identityOf(arn, creationTime),
      modelPackageGroupName: arn.group,
      modelPackageVersion: arn.version,
      account: arn.account,
      region: arn.region,
      registrant: createdBy,
      lastModifiedBy,
      previousApprovalStatus: 'Approved',
      approvalStatus: 'Approved',
    },
  };
}

/** The wanted version as the registry shows it now; null where it is gone. */
export const readWanted = async (
  registry: Pick<Registry, 'describe'>,
  { subject }: Wanted,
): Promise<PackageDescription | null> =>
  (await registry.describe(parseModelPackageArn(subject.modelPackageArn), { card: false }))?.description ?? null;
