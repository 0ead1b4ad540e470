// The newest versions of one model package group, whatever their status: ListModelPackages, one page.
import { ListModelPackagesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { parseModelPackageArn, type ModelPackageArn } from '../identity.ts';
import { accessTo, type AccountOptions } from './account-access.ts';
import { READING } from './client-settings.ts';
import { asked, orNull } from './failures.ts';

/** Lists at most `limit` (100) versions of a group, newest first; none where there is no such group. `group` is a name, or an ARN in another account. */
export async function listNewestVersions(
  options: AccountOptions,
  { account, region, group, limit }: { account: string; region: string; group: string; limit: number },
): Promise<readonly ModelPackageArn[]> {
  const client = new SageMakerClient({ ...READING, region, ...accessTo(options, account, region) });
  const command = new ListModelPackagesCommand({
    ModelPackageGroupName: group,
    ModelPackageType: 'Versioned',
    SortBy: 'CreationTime',
    SortOrder: 'Descending',
    MaxResults: limit,
  });
  const answer = await orNull(asked('ListModelPackages', client.send(command)));
  const listed = answer?.ModelPackageSummaryList ?? [];
  return listed.flatMap(({ ModelPackageArn: arn }) => (arn ? parseModelPackageArn(arn) : []));
}
