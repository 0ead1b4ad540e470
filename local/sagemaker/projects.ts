// CreateProject, UpdateProject and DeleteProject: accepted at once, carried out in time.
import { createHash } from 'node:crypto';
import { AwsError, type Caller, invalid } from '../service.ts';
import { writeArn } from './arn.ts';
import { packageKey, type Tag } from './package.ts';
import { settleProject, type Change, type Parameters, type ProjectEntry, type Provider } from './project.ts';
import type { ProjectControl } from './project-control.ts';
import { faultOf, withDefaults, type ProjectTemplate } from './project-templates.ts';
import { nextSequence } from './registry.ts';
import type { Shelf } from './shelf.ts';
import { joinTags } from './tagging.ts';
import { userContextOf } from './user-context.ts';

type GivenParameters = readonly { readonly Key?: string; readonly Value?: string }[];
type CatalogDetails = { readonly ProvisioningArtifactId?: string; readonly ProvisioningParameters?: GivenParameters };
type CfnProvider = {
  readonly TemplateName: string;
  readonly TemplateURL: string;
  readonly RoleARN?: string;
  readonly Parameters?: GivenParameters;
};
type Templated = readonly { readonly CfnTemplateProvider?: CfnProvider }[];

/** Input of CreateProject. */
export type CreateProjectInput = {
  readonly ProjectName: string;
  readonly ProjectDescription?: string;
  readonly ServiceCatalogProvisioningDetails?: CatalogDetails & {
    readonly ProductId: string;
    readonly PathId?: string;
  };
  readonly TemplateProviders?: Templated;
  readonly Tags?: readonly Tag[];
};
/** Input of UpdateProject. */
export type UpdateProjectInput = {
  readonly ProjectName: string;
  readonly ProjectDescription?: string;
  readonly ServiceCatalogProvisioningUpdateDetails?: CatalogDetails;
  readonly TemplateProvidersToUpdate?: Templated;
  readonly Tags?: readonly Tag[];
};
/** Input of DescribeProject and DeleteProject. */
export type ProjectInput = { readonly ProjectName: string };

const parametersOf = (given: GivenParameters = []): Parameters =>
  given.map(({ Key = '', Value = '' }) => ({ Key, Value }));

/** What is known of the template behind a provider. */
export const templateOf = ({ templates }: ProjectControl, provider: Provider): ProjectTemplate | undefined =>
  templates.get(provider.kind === 'ServiceCatalog' ? provider.productId : provider.name);

/** A project with every step that is due. Throws ValidationException where it is not there. */
export function needProject(shelf: Shelf, name: string, caller: Caller): ProjectEntry {
  const project = shelf.registry.at(caller).projects.get(packageKey(name));
  if (project === undefined) throw invalid(`Cannot find Project: ${writeArn(caller, 'project', name)}`);
  settleProject(project, shelf.world.now());
  return project;
}

function changeOf(
  shelf: Shelf,
  name: string,
  change: Pick<Change, 'what' | 'provider' | 'parameters'>,
  duration: number,
  pending = 0,
): Change {
  const from = shelf.world.now() + pending;
  const template = templateOf(shelf.projects, change.provider);
  const parameters = withDefaults(template, change.parameters);
  const fails =
    shelf.projects.takeFailure(name) ?? (change.what === 'Delete' ? undefined : faultOf(template, parameters));
  return { ...change, parameters, from, until: shelf.projects.isHeld(name) ? null : from + duration, fails };
}

/** CreateProject: Pending, then CreateInProgress, then CreateCompleted or CreateFailed. */
export const createProject = (shelf: Shelf, input: CreateProjectInput, caller: Caller): unknown => {
  const state = shelf.registry.at(caller);
  const name = input.ProjectName;
  const known = state.projects.get(packageKey(name));
  if (known) settleProject(known, shelf.world.now());
  const arn = writeArn(caller, 'project', name);
  if (known && known.status !== 'DeleteCompleted') throw invalid(`Project already exists: ${arn}`);
  const { provider, parameters } = creationOf(input, shelf.projects);
  const now = shelf.world.now();
  const sequence = nextSequence(state);
  const { pending, create } = shelf.projects.durations();
  const id = `p-${createHash('sha256').update(`${arn} ${sequence} ${now}`).digest('hex').slice(0, 12)}`;
  state.projects.set(packageKey(name), {
    name,
    arn,
    id,
    sequence,
    description: input.ProjectDescription,
    tags: joinTags([], input.Tags ?? []),
    createdAt: now,
    createdBy: userContextOf(caller),
    modifiedAt: now,
    modifiedBy: userContextOf(caller),
    status: 'Pending',
    provider,
    parameters,
    productStatus: 'UNDER_CHANGE',
    change: changeOf(shelf, name, { what: 'Create', provider, parameters }, create, pending),
  });
  return { ProjectArn: arn, ProjectId: id };
};

function creationOf(
  { ServiceCatalogProvisioningDetails: catalog, TemplateProviders: templated }: CreateProjectInput,
  { templates }: ProjectControl,
): { provider: Provider; parameters: Parameters } {
  const template = templated?.[0]?.CfnTemplateProvider;
  if ((catalog === undefined) === (template === undefined))
    throw invalid('Exactly one of ServiceCatalogProvisioningDetails and TemplateProviders must be specified');
  if (catalog) {
    const { ProductId: productId, ProvisioningArtifactId: given, PathId: pathId, ProvisioningParameters } = catalog;
    const artifactId = given ?? templates.get(productId)?.latestArtifact ?? 'pa-latest';
    const provider: Provider = { kind: 'ServiceCatalog', productId, artifactId, ...(pathId && { pathId }) };
    return { provider, parameters: parametersOf(ProvisioningParameters) };
  }
  const { TemplateName: name = '', TemplateURL: url = '', RoleARN: roleArn, Parameters } = template ?? {};
  return {
    provider: { kind: 'Template', name, url, ...(roleArn && { roleArn }) },
    parameters: parametersOf(Parameters),
  };
}

const UPDATABLE = ['CreateCompleted', 'UpdateCompleted', 'UpdateFailed'];
const SETTLED = ['AVAILABLE', 'TAINTED'];

/** UpdateProject: an artifact that is left out becomes the newest one, parameters that are left out their defaults. */
export const updateProject = (shelf: Shelf, input: UpdateProjectInput, caller: Caller): unknown => {
  const project = needProject(shelf, input.ProjectName, caller);
  const busy = shelf.variants.projectBusyCode;
  if (!UPDATABLE.includes(project.status))
    throw new AwsError(busy, `Project ${project.arn} cannot be updated while its status is ${project.status}`);
  if (!SETTLED.includes(project.productStatus))
    throw invalid(`Provisioned product of project ${project.name} is in status ${project.productStatus}`);
  const { provider, parameters, isProvisioned } = updateOf(project, input, shelf.projects);
  const template = templateOf(shelf.projects, provider);
  if (input.Tags && provider.kind === 'ServiceCatalog' && template?.tagUpdates !== true)
    throw invalid(`Tags cannot be updated: product ${provider.productId} has no tag update constraint`);
  project.tags = joinTags(project.tags, input.Tags ?? []);
  project.description = input.ProjectDescription ?? project.description;
  project.modifiedAt = shelf.world.now();
  project.modifiedBy = userContextOf(caller);
  if (!isProvisioned) return { ProjectArn: project.arn };
  const change = { what: 'Update', provider, parameters } as const;
  project.change = changeOf(shelf, project.name, change, shelf.projects.durations().update);
  project.status = 'UpdateInProgress';
  project.productStatus = 'UNDER_CHANGE';
  project.message = undefined;
  if (shelf.variants.projectShows === 'sent')
    Object.assign(project, { provider, parameters: project.change.parameters });
  return { ProjectArn: project.arn };
};

function updateOf(project: ProjectEntry, input: UpdateProjectInput, { templates }: ProjectControl) {
  const { ServiceCatalogProvisioningUpdateDetails: catalog, TemplateProvidersToUpdate: templated } = input;
  const template = templated?.[0]?.CfnTemplateProvider;
  const { provider } = project;
  if (provider.kind === 'ServiceCatalog') {
    if (template)
      throw invalid(
        `Project ${project.arn} is provisioned by Service Catalog; TemplateProvidersToUpdate is not allowed`,
      );
    const latest = templates.get(provider.productId)?.latestArtifact ?? provider.artifactId;
    const updated: Provider = { ...provider, artifactId: catalog?.ProvisioningArtifactId ?? latest };
    return { provider: updated, parameters: parametersOf(catalog?.ProvisioningParameters), isProvisioned: !!catalog };
  }
  if (catalog)
    throw invalid(
      `Project ${project.arn} is provisioned by a template; ServiceCatalogProvisioningUpdateDetails is not allowed`,
    );
  const { TemplateName: name = provider.name, TemplateURL: url = provider.url, Parameters } = template ?? {};
  return { provider: { ...provider, name, url }, parameters: parametersOf(Parameters), isProvisioned: !!template };
}

/** DeleteProject: DeleteInProgress, then DeleteCompleted or DeleteFailed. */
export const deleteProject = (shelf: Shelf, input: ProjectInput, caller: Caller): unknown => {
  const project = needProject(shelf, input.ProjectName, caller);
  if (project.change)
    throw new AwsError(
      'ConflictException',
      `Project ${project.arn} cannot be deleted while its status is ${project.status}`,
    );
  const { provider, parameters } = project;
  const change = { what: 'Delete', provider, parameters } as const;
  project.change = changeOf(shelf, project.name, change, shelf.projects.durations().delete);
  project.status = 'DeleteInProgress';
  project.modifiedAt = shelf.world.now();
  project.modifiedBy = userContextOf(caller);
  return undefined;
};
