// Which project serves a model package group: named in the file, in a tag of the group, or by the version's ProjectId.
import type { ModelPackageArn } from '../identity.ts';
import type { ProjectRow, Projects } from '../lane-ports.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import type { Registry } from '../ports.ts';

/** SageMaker lists may have empty pages with a token; nobody pages for ever. */
const MOST_PAGES = 1000;

/** The project's name; null where the group and the version name none that is there. */
export async function findProject(
  ports: { readonly registry: Pick<Registry, 'groupTags' | 'describe'>; readonly projects: Pick<Projects, 'list'> },
  arn: ModelPackageArn,
  { project }: Pick<ProjectRedeployment, 'project'>,
): Promise<string | null> {
  if ('name' in project) return project.name;
  const tagged = (await ports.registry.groupTags(arn)).get(project.fromTag);
  if (tagged) return tagged;
  const described = await ports.registry.describe(arn, { card: false });
  const projectId = described?.description.provenance.get('ProjectId');
  if (!projectId) return null;
  // AWS's templates name a group `<project>-<id>`: one call instead of all pages.
  const suffix = `-${projectId}`;
  const likely = arn.group.endsWith(suffix) ? arn.group.slice(0, -suffix.length) : null;
  const first = likely === null ? null : await findById(ports.projects, projectId, likely);
  return (first ?? (await findById(ports.projects, projectId, null)))?.name ?? null;
}

async function findById(
  projects: Pick<Projects, 'list'>,
  projectId: string,
  nameContains: string | null,
): Promise<ProjectRow | null> {
  let nextToken: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<Projects['list']>> = await projects.list({
      nameContains,
      createdAfter: null,
      createdBefore: null,
      newestFirst: true,
      nextToken,
    });
    const found = answer.projects.find(({ id }) => id === projectId);
    if (found) return found;
    ({ nextToken } = answer);
    if (nextToken === null) break;
  }
  return null;
}
