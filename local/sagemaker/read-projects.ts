// DescribeProject and ListProjects.
import type { Caller } from '../service.ts';
import { defined } from './defined.ts';
import { packageKey } from './package.ts';
import { isListed, type ListInput, pageOf } from './paging.ts';
import { settleProject, type ProjectEntry } from './project.ts';
import { shown } from './project-templates.ts';
import { needProject, templateOf, type ProjectInput } from './projects.ts';
import type { Shelf } from './shelf.ts';

const summaryOf = (project: ProjectEntry): Record<string, unknown> =>
  defined({
    ProjectName: project.name,
    ProjectDescription: project.description,
    ProjectArn: project.arn,
    ProjectId: project.id,
    CreationTime: project.createdAt / 1000,
    ProjectStatus: project.status,
  });

/** DescribeProject. Only Service Catalog's projects have provisioned product details. */
export const describeProject = (shelf: Shelf, input: ProjectInput, caller: Caller): unknown => {
  const project = needProject(shelf, input.ProjectName, caller);
  const { provider } = project;
  const parameters = shown(templateOf(shelf.projects, provider), project.parameters);
  const details =
    provider.kind === 'ServiceCatalog'
      ? catalogDetails(project, provider, parameters)
      : templateDetails(project, provider, parameters);
  return {
    ...summaryOf(project),
    ...details,
    CreatedBy: project.createdBy,
    LastModifiedTime: project.modifiedAt / 1000,
    LastModifiedBy: project.modifiedBy,
  };
};

type Of<Kind> = Extract<ProjectEntry['provider'], { kind: Kind }>;

const catalogDetails = (project: ProjectEntry, provider: Of<'ServiceCatalog'>, parameters: unknown) => ({
  ServiceCatalogProvisioningDetails: defined({
    ProductId: provider.productId,
    ProvisioningArtifactId: provider.artifactId,
    PathId: provider.pathId,
    ProvisioningParameters: parameters,
  }),
  ServiceCatalogProvisionedProductDetails: defined({
    ProvisionedProductId: `pp-${project.id.slice(2)}`,
    ProvisionedProductStatusMessage: project.message,
  }),
});

const templateDetails = (project: ProjectEntry, provider: Of<'Template'>, parameters: unknown) => ({
  TemplateProviderDetails: [
    {
      CfnTemplateProviderDetail: defined({
        TemplateName: provider.name,
        TemplateURL: provider.url,
        RoleARN: provider.roleArn,
        Parameters: parameters,
        StackDetail: { Name: `SageMaker-${project.id}`, StatusMessage: project.message ?? project.status },
      }),
    },
  ],
});

/** ListProjects: CreationTime, Ascending and 10 a page unless asked otherwise; deleted ones stay listed. */
export const listProjects = (shelf: Shelf, input: ListInput, caller: Caller): unknown => {
  const all = [...shelf.registry.at(caller).projects.values()];
  const found = all.filter(({ name, createdAt }) => isListed(input, name, createdAt));
  for (const project of found) settleProject(project, shelf.world.now());
  const byName = input.SortBy === 'Name';
  const page = pageOf(found, (one) => [byName ? packageKey(one.name) : one.createdAt, one.sequence], input);
  return defined({ ProjectSummaryList: page.items.map(summaryOf), NextToken: page.NextToken });
};
