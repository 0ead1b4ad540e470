// Names of the model package groups of a place, page by page: for the audit of a whole registry.
import {
  ListModelPackageGroupsCommand,
  SageMakerClient,
  type ListModelPackageGroupsCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, type AccountOptions } from './account-access.ts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

const PAGE = 100;

/** One page of group names, oldest group first. */
export type ListGroups = (
  nextToken: string | null,
) => Promise<{ readonly names: readonly string[]; readonly nextToken: string | null }>;

/** The list of one account and region. Throws InvalidError AccountNotListed or RegionNotListed; its pages ThrottledError and UnansweredError. */
export function makeListGroups(options: AccountOptions, account: string, region: string): ListGroups {
  const client = new SageMakerClient({ ...READING, region, ...accessTo(options, account, region) });
  return async (nextToken) => {
    const command = new ListModelPackageGroupsCommand({ MaxResults: PAGE, NextToken: nextToken ?? undefined });
    const answer: ListModelPackageGroupsCommandOutput = await asked('ListModelPackageGroups', client.send(command));
    const names = (answer.ModelPackageGroupSummaryList ?? []).flatMap((one) => one.ModelPackageGroupName ?? []);
    return { names, nextToken: answer.NextToken ?? null };
  };
}
