// SageMaker projects behind the Projects port: reading is repeated by the SDK, UpdateProject is sent once.
import {
  DescribeProjectCommand,
  ListProjectsCommand,
  SageMakerClient,
  UpdateProjectCommand,
  type DescribeProjectCommandOutput,
  type SageMakerClientConfig,
  type UpdateProjectCommandInput,
} from '@aws-sdk/client-sagemaker';
import { messageOf, RefusedError } from '../errors.ts';
import type { Project, Projects, ProjectsOf, ProjectUpdate, UpdateAnswer } from '../lane-ports.ts';
import { UnansweredError } from '../ports.ts';
import { accessTo, type AccountOptions } from './account-access.ts';
import { makeBoundedCache, MOST_PLACES } from './bounded-cache.ts';
import { READING, WRITING } from './client-settings.ts';
import { asked, nameOf, orNull } from './failures.ts';
import { actorOf } from './registry-answers.ts';
import { guardSignatures } from './sign-guard.ts';

export type ProjectOptions = AccountOptions & { readonly client?: SageMakerClientConfig };

const PAGE = 100;

/** Projects by account and region, made when first asked for. Throws InvalidError AccountNotListed or RegionNotListed. */
export function makeProjects(options: ProjectOptions): ProjectsOf {
  const cached = makeBoundedCache<Projects>(MOST_PLACES);
  return (account, region) =>
    cached(`${account}/${region}`, () => makeOne({ region, ...accessTo(options, account, region), ...options.client }));
}

function makeOne(settings: SageMakerClientConfig): Projects {
  const client = new SageMakerClient({ ...READING, ...settings });
  return {
    async describe(name) {
      const call = orNull(client.send(new DescribeProjectCommand({ ProjectName: name })));
      const answer = await askedOf('DescribeProject', call);
      return answer && projectOf(answer);
    },
    async list({ nameContains, createdAfter, nextToken }) {
      const command = new ListProjectsCommand({
        MaxResults: PAGE,
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        ...(nameContains !== null && { NameContains: nameContains }),
        ...(createdAfter !== null && { CreationTimeAfter: new Date(createdAfter) }),
        ...(nextToken !== null && { NextToken: nextToken }),
      });
      const answer = await askedOf('ListProjects', client.send(command));
      const projects = (answer.ProjectSummaryList ?? []).map((row) => ({
        name: row.ProjectName ?? '',
        arn: row.ProjectArn ?? '',
        id: row.ProjectId ?? '',
        status: row.ProjectStatus ?? 'Pending',
        creationTime: row.CreationTime?.getTime() ?? 0,
      }));
      return { projects, nextToken: answer.NextToken ?? null };
    },
    update: makeUpdate(new SageMakerClient({ ...WRITING, ...settings })),
    whoAmI: makeWhoAmI(settings),
  };
}

/** Asked once. A look-up that failed is made again: kept, it would fail every later update of this environment. */
function makeWhoAmI(settings: SageMakerClientConfig): Projects['whoAmI'] {
  let self: Promise<string> | null = null;
  return () =>
    (self ??= identify(settings).catch((error: unknown) => {
      self = null;
      throw error;
    }));
}

/** Waits for one call. What is denied stays denied until somebody changes a policy: RefusedError. Other errors as `asked` throws them. */
async function askedOf<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await asked(what, call);
  } catch (error) {
    if (nameOf(error) !== 'AccessDeniedException') throw error;
    throw new RefusedError('ProjectDenied', `${what}: ${messageOf(error)}`, { cause: error });
  }
}

async function identify({ region = 'us-east-1', credentials, endpoint }: SageMakerClientConfig): Promise<string> {
  const { readCaller } = await import('./caller.ts');
  const settings = { region, ...(credentials && { credentials }), ...(endpoint !== undefined && { endpoint }) };
  return (await readCaller(settings)).arn;
}

function projectOf(answer: DescribeProjectCommandOutput): Project {
  const catalog = answer.ServiceCatalogProvisioningDetails;
  const template = answer.TemplateProviderDetails?.[0]?.CfnTemplateProviderDetail;
  const given = template ? template.Parameters : catalog?.ProvisioningParameters;
  return {
    name: answer.ProjectName ?? '',
    arn: answer.ProjectArn ?? '',
    id: answer.ProjectId ?? '',
    status: answer.ProjectStatus ?? 'Pending',
    provider: template
      ? { kind: 'Template', templateName: template.TemplateName ?? '', templateUrl: template.TemplateURL ?? '' }
      : { kind: 'ServiceCatalog', provisioningArtifactId: catalog?.ProvisioningArtifactId ?? null },
    parameters: new Map((given ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    // Projects of a template have no provisioned product; their stack has a message.
    statusMessage:
      answer.ServiceCatalogProvisionedProductDetails?.ProvisionedProductStatusMessage ??
      template?.StackDetail?.StatusMessage ??
      null,
    modifiedAt: answer.LastModifiedTime?.getTime() ?? null,
    modifiedBy: actorOf(answer.LastModifiedBy),
  };
}

/** ProjectDescription is never sent; Tags only where there are any. */
function inputOf({ name, provider, parameters, tags }: ProjectUpdate): UpdateProjectCommandInput {
  const set = [...parameters].map(([Key, Value]) => ({ Key, Value }));
  return {
    ProjectName: name,
    ...(provider.kind === 'Template'
      ? {
          TemplateProvidersToUpdate: [
            {
              CfnTemplateProvider: {
                TemplateName: provider.templateName,
                TemplateURL: provider.templateUrl,
                Parameters: set,
              },
            },
          ],
        }
      : {
          ServiceCatalogProvisioningUpdateDetails: {
            ProvisioningArtifactId: provider.provisioningArtifactId ?? undefined,
            ProvisioningParameters: set,
          },
        }),
    ...(tags.size > 0 && { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
  };
}

function makeUpdate(client: SageMakerClient): Projects['update'] {
  const register = guardSignatures(client);
  return async (update, maySign): Promise<UpdateAnswer> => {
    const command = new UpdateProjectCommand(inputOf(update));
    register(command.input, maySign);
    try {
      await asked('UpdateProject', client.send(command));
      return { answer: 'accepted' };
    } catch (error) {
      if (error instanceof UnansweredError) return { answer: 'lost', because: error.message };
      const text = messageOf(error);
      // AWS documents ConflictException; a product under change comes as a ValidationException with its status in the text.
      const isBusy =
        nameOf(error) === 'ConflictException' || /UNDER_CHANGE|PLAN_IN_PROGRESS|while its status/u.test(text);
      if (isBusy) return { answer: 'busy', because: text };
      const isRefused = ['ValidationException', 'AccessDeniedException', 'ResourceLimitExceeded'].includes(
        nameOf(error),
      );
      if (isRefused) return { answer: 'refused', because: `${nameOf(error)}: ${text}` };
      throw error;
    }
  };
}
