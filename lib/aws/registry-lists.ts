// The lists of the SageMaker Model Registry behind the RegistryLists port. Away from registry.ts: Search answers with everything that SageMaker knows.
import { ListModelPackagesCommand, SageMakerClient, SearchCommand } from '@aws-sdk/client-sagemaker';
import type { ApprovalStatus } from '../evidence/evidence.ts';
import { parseModelPackageArn } from '../identity.ts';
import type { ListedPage, ListsOf } from '../ports.ts';
import { accessTo } from './account-access.ts';
import { makeBoundedCache, MOST_PLACES } from './bounded-cache.ts';
import { READING } from './client-settings.ts';
import { asked, orNull } from './failures.ts';
import type { RegistryOptions } from './registry.ts';

/** The API's own bound on a page. */
const PAGE = 100;

/** Lists by account and region, their clients made when first asked for. Throws InvalidError AccountNotListed or RegionNotListed. */
export function makeRegistryLists(options: RegistryOptions): ListsOf {
  const cached = makeBoundedCache<SageMakerClient>(MOST_PLACES);
  return (account, region) => {
    const client = cached(
      `${account}/${region}`,
      () => new SageMakerClient({ ...READING, region, ...accessTo(options, account, region), ...options.client }),
    );
    return {
      listPending: (nextToken, group = null) =>
        listVersions(client, nextToken, { group, status: 'PendingManualApproval' }),
      listVersions: (nextToken, group = null) => listVersions(client, nextToken, { group }),
      listChanged: (since, nextToken, group = null) => listChanged(client, since, nextToken, group),
    };
  };
}

async function listVersions(
  client: SageMakerClient,
  nextToken: string | null,
  { group, status }: { readonly group: string | null; readonly status?: ApprovalStatus },
): Promise<ListedPage> {
  const command = new ListModelPackagesCommand({
    ModelPackageType: 'Versioned',
    ModelPackageGroupName: group ?? undefined,
    ModelApprovalStatus: status,
    SortBy: 'CreationTime',
    SortOrder: 'Ascending',
    MaxResults: PAGE,
    NextToken: nextToken ?? undefined,
  });
  const listed = asked('ListModelPackages', client.send(command));
  const answer = await (group === null ? listed : orNull(listed));
  if (!answer) return { packages: [], nextToken: null };
  const packages = (answer.ModelPackageSummaryList ?? []).flatMap((summary) => listedOf(summary));
  return { packages, nextToken: answer.NextToken ?? null };
}

async function listChanged(
  client: SageMakerClient,
  since: number,
  nextToken: string | null,
  group: string | null,
): Promise<ListedPage> {
  const command = new SearchCommand({
    Resource: 'ModelPackage',
    SearchExpression: {
      Filters: [
        { Name: 'LastModifiedTime', Operator: 'GreaterThanOrEqualTo', Value: new Date(since).toISOString() },
        { Name: 'ModelPackageVersion', Operator: 'Exists' },
        ...(group === null ? [] : [{ Name: 'ModelPackageGroupName', Operator: 'Equals' as const, Value: group }]),
      ],
    },
    SortBy: 'LastModifiedTime',
    SortOrder: 'Ascending',
    MaxResults: PAGE,
    NextToken: nextToken ?? undefined,
  });
  const answer = await asked('Search', client.send(command));
  const packages = (answer.Results ?? []).flatMap(({ ModelPackage: found }) => (found ? listedOf(found) : []));
  return { packages, nextToken: answer.NextToken ?? null };
}

/** A version as a list or a search shows it; none where it has no ARN or no time. */
function listedOf(shown: {
  readonly ModelPackageArn?: string | undefined;
  readonly CreationTime?: Date | undefined;
  readonly ModelApprovalStatus?: ApprovalStatus | undefined;
  readonly LastModifiedTime?: Date | undefined;
}): ListedPage['packages'] {
  const {
    ModelPackageArn: arn,
    CreationTime: created,
    ModelApprovalStatus: status,
    LastModifiedTime: modified,
  } = shown;
  if (arn === undefined || created === undefined) return [];
  return [
    {
      arn: parseModelPackageArn(arn),
      creationTime: created.getTime(),
      approvalStatus: status ?? null,
      modifiedAt: modified?.getTime() ?? null,
    },
  ];
}
