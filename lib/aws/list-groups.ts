// Model package groups of a place, and the versions of one, page by page: for the audit of a whole registry.
import {
  ListModelPackageGroupsCommand,
  ListModelPackagesCommand,
  SageMakerClient,
  type ListModelPackageGroupsCommandOutput,
} from '@aws-sdk/client-sagemaker';
import type { ApprovalStatus } from '../evidence/evidence.ts';
import { parseModelPackageArn, type ModelPackageArn } from '../identity.ts';
import { accessTo, type AccountOptions } from './account-access.ts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

const PAGE = 100;

export type GroupVersion = {
  readonly arn: ModelPackageArn;
  readonly creationTime: number;
  readonly status: ApprovalStatus | null;
};
export type GroupLists = {
  /** One page of group names, oldest group first. */
  groups(nextToken: string | null): Promise<{ names: readonly string[]; nextToken: string | null }>;
  /** One page of a group's versions, oldest first. */
  versions(
    group: string,
    nextToken: string | null,
  ): Promise<{ versions: readonly GroupVersion[]; nextToken: string | null }>;
};

/** Lists of one account and region. */
export function makeGroupLists(options: AccountOptions, account: string, region: string): GroupLists {
  const client = new SageMakerClient({ ...READING, region, ...accessTo(options, account, region) });
  return {
    async groups(nextToken) {
      const command = new ListModelPackageGroupsCommand({ MaxResults: PAGE, NextToken: nextToken ?? undefined });
      const answer: ListModelPackageGroupsCommandOutput = await asked('ListModelPackageGroups', client.send(command));
      const names = (answer.ModelPackageGroupSummaryList ?? []).flatMap((one) => one.ModelPackageGroupName ?? []);
      return { names, nextToken: answer.NextToken ?? null };
    },
    async versions(group, nextToken) {
      const command = new ListModelPackagesCommand({
        ModelPackageGroupName: group,
        ModelPackageType: 'Versioned',
        SortBy: 'CreationTime',
        SortOrder: 'Ascending',
        MaxResults: PAGE,
        NextToken: nextToken ?? undefined,
      });
      const answer = await asked('ListModelPackages', client.send(command));
      const versions = (answer.ModelPackageSummaryList ?? []).flatMap((one) =>
        one.ModelPackageArn && one.CreationTime
          ? [
              {
                arn: parseModelPackageArn(one.ModelPackageArn),
                creationTime: one.CreationTime.getTime(),
                status: one.ModelApprovalStatus ?? null,
              },
            ]
          : [],
      );
      return { versions, nextToken: answer.NextToken ?? null };
    },
  };
}
