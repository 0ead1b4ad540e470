// Which project serves a model package group: named in the file, in a tag of the group, or by the version's ProjectId.
import { eachPage } from '../each-page.ts';
import type { ModelPackageArn } from '../identity.ts';
import type { ProjectRow, Projects } from '../lane-ports.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import type { Registry } from '../ports.ts';

/** SageMaker lists may have empty pages with a token; nobody pages for ever. */
const MOST_PAGES = 1000;

/** Source: API model, ProjectEntityName: what is not of this form is refused by SageMaker, as a filter too. */
export const PROJECT_NAME = /^[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,31}$/u;

/** The project, or in one sentence where it was looked for and what to do. */
export type FoundProject = { readonly name: string } | { readonly missing: string };

/** The project by the redeployment's own word; one found by tag or id need not be there. */
export async function findProject(
  ports: { readonly registry: Pick<Registry, 'groupTags' | 'describe'>; readonly projects: Pick<Projects, 'list'> },
  arn: ModelPackageArn,
  { name: document, project }: Pick<ProjectRedeployment, 'name' | 'project'>,
): Promise<FoundProject> {
  if ('name' in project) return project;
  const { fromTag } = project;
  const missing = (why: string): FoundProject => ({
    missing: `ProjectRedeployment ${document} finds no project for group ${arn.group}: ${why}; set the tag ${fromTag} of the group to the name of its project`,
  });
  const tagged = (await ports.registry.groupTags(arn)).get(fromTag);
  if (tagged)
    return PROJECT_NAME.test(tagged)
      ? { name: tagged }
      : missing(`its tag ${fromTag} is \`${tagged}\`, which can be no project's name`);
  const described = await ports.registry.describe(arn, { card: false });
  const projectId = described?.description.provenance.get('ProjectId');
  if (!projectId)
    return missing(`it has no tag ${fromTag}, and version ${arn.version} no MetadataProperties.ProjectId`);
  // AWS's templates name a group `<project>-<id>`: one call instead of all pages.
  const suffix = `-${projectId}`;
  const likely = arn.group.endsWith(suffix) ? arn.group.slice(0, -suffix.length) : '';
  const first = PROJECT_NAME.test(likely) ? await findById(ports.projects, projectId, likely) : null;
  const found = first ?? (await findById(ports.projects, projectId, null));
  return found
    ? { name: found.name }
    : missing(`it has no tag ${fromTag}, and no project has the id ${projectId} of version ${arn.version}`);
}

async function findById(
  projects: Pick<Projects, 'list'>,
  projectId: string,
  nameContains: string | null,
): Promise<ProjectRow | null> {
  const list = (nextToken: string | null) => projects.list({ nameContains, createdAfter: null, nextToken });
  let pages = 0;
  for await (const page of eachPage(list)) {
    const found = page.projects.find(({ id }) => id === projectId);
    if (found) return found;
    if (++pages >= MOST_PAGES) break;
  }
  return null;
}
