// The SageMaker Model Registry behind the Registry port: one reading and one writing client for each account and region.
import {
  BatchDescribeModelPackageCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  ListTagsCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
  type SageMakerClientConfig,
} from '@aws-sdk/client-sagemaker';
import { NotYetError } from '../errors.ts';
import type { PackageSummary } from '../evidence/evidence.ts';
import { arnKey, canonicalJson, parseModelPackageArn, groupArn, type ModelPackageArn } from '../identity.ts';
import type { Registries, Registry } from '../ports.ts';
import { accessTo, type AccountOptions } from './account-access.ts';
import { makeBoundedCache, MOST_PLACES } from './bounded-cache.ts';
import { READING, WRITING } from './client-settings.ts';
import { asked, nameOf, orNull } from './failures.ts';
import { descriptionOf, summaryOf } from './registry-answers.ts';
import { guardSignatures } from './sign-guard.ts';
import { updateInputOf } from './update-input.ts';

/** `client` goes to every SDK client, for tests: an endpoint, fixed credentials. */
export type RegistryOptions = AccountOptions & { readonly client?: SageMakerClientConfig };

/** The API's own bound on BatchDescribeModelPackage and on a page of a list. */
const PAGE = 100;
/** SageMaker lists may have empty pages with a token; nobody pages for ever. */
const MOST_PAGES = 20;

/** Registries by account and region, made when first asked for. Throws InvalidError AccountNotListed or RegionNotListed. */
export function makeRegistries(options: RegistryOptions): Registries {
  const cached = makeBoundedCache<Registry>(MOST_PLACES);
  return (account, region) => cached(`${account}/${region}`, () => makeRegistry(options, account, region));
}

function makeRegistry(options: RegistryOptions, account: string, region: string): Registry {
  const access = accessTo(options, account, region);
  const settings = { region, ...access, ...options.client };
  const client = new SageMakerClient({ ...READING, ...settings });
  // A group of the credentials' own account goes by its name; another account's only by its ARN.
  const isOwn = account === options.ownAccount || access.credentials !== undefined;
  return {
    batchDescribe: (arns) => batchDescribe(client, arns),
    describe: (arn, wanted) => describe(client, arn, wanted),
    listApproved: (group, limit) => listApproved(client, isOwn ? group : groupArn({ region, account, group }), limit),
    groupTags: (arn) => groupTags(client, arn),
    // A second client is made only where this one would repeat a call.
    update: makeUpdate(settings.maxAttempts === 1 ? client : new SageMakerClient({ ...WRITING, ...settings })),
  };
}

async function batchDescribe(
  client: SageMakerClient,
  arns: readonly ModelPackageArn[],
): ReturnType<Registry['batchDescribe']> {
  if (arns.length === 0 || arns.length > PAGE)
    throw new RangeError(`BatchDescribeModelPackage takes 1 to ${PAGE} ARNs, not ${arns.length}`);
  const found = new Map<string, PackageSummary>();
  const failed = new Map<string, string>();
  const command = new BatchDescribeModelPackageCommand({ ModelPackageArnList: arns.map(({ arn }) => arn) });
  // Should one unknown ARN fail the whole call, the caller asks for each alone.
  const answer = await orNull(asked('BatchDescribeModelPackage', client.send(command)));
  // Keys come back in another casing than they were asked in, so each answer is filed under its own ARN.
  for (const summary of Object.values(answer?.ModelPackageSummaries ?? {})) {
    const translated = summaryOf(summary);
    found.set(arnKey(translated.arn), translated);
  }
  for (const [arn, error] of Object.entries(answer?.BatchDescribeModelPackageErrorMap ?? {}))
    failed.set(arnKey(parseModelPackageArn(arn)), `${error.ErrorCode}: ${error.ErrorResponse}`);
  return { found, failed };
}

async function describe(
  client: SageMakerClient,
  arn: ModelPackageArn,
  { card }: { card: boolean },
): ReturnType<Registry['describe']> {
  const command = new DescribeModelPackageCommand({
    ModelPackageName: arn.arn,
    IncludedData: card ? 'AllData' : 'MetadataOnly',
  });
  const answer = await orNull(asked('DescribeModelPackage', client.send(command)));
  if (!answer) return null;
  const { $metadata: _, ...members } = answer;
  return { description: descriptionOf(answer, { card }), raw: canonicalJson(members) };
}

async function listApproved(
  client: SageMakerClient,
  group: string,
  limit: number,
): Promise<readonly ModelPackageArn[]> {
  const found: ModelPackageArn[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES && found.length < limit; page++) {
    const command = new ListModelPackagesCommand({
      ModelPackageGroupName: group,
      ModelPackageType: 'Versioned',
      ModelApprovalStatus: 'Approved',
      // Without an order SageMaker lists the oldest first. Versions count up with their creation.
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: Math.min(limit, PAGE),
      NextToken: token,
    });
    const answer = await asked('ListModelPackages', client.send(command));
    for (const { ModelPackageArn: arn } of answer.ModelPackageSummaryList ?? [])
      if (arn !== undefined) found.push(parseModelPackageArn(arn));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return found.slice(0, limit);
}

async function groupTags(client: SageMakerClient, arn: ModelPackageArn): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const command = new ListTagsCommand({ ResourceArn: groupArn(arn), NextToken: token });
    const answer = await orNull(asked('ListTags', client.send(command)));
    if (!answer) break;
    for (const { Key: key, Value: value } of answer.Tags ?? []) if (key !== undefined) tags.set(key, value ?? '');
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return tags;
}

/** The one write. ConflictException means that SageMaker is still at the package: not now. */
function makeUpdate(client: SageMakerClient): Registry['update'] {
  const register = guardSignatures(client);
  return async (request, maySign) => {
    const command = new UpdateModelPackageCommand(updateInputOf(request));
    register(command.input, maySign);
    try {
      await asked('UpdateModelPackage', client.send(command));
    } catch (error) {
      if (nameOf(error) === 'ConflictException')
        throw new NotYetError(`SageMaker is still changing ${request.arn.arn}`, 5, { cause: error });
      throw error;
    }
  };
}
