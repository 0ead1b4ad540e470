// Which ProjectRedeployment a wanted version goes by. Pure.
import type { Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { covers } from '../policy/match.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import { isWithoutProject } from './project-lane.ts';

/** The one that wanted it, where it still covers group and project; else one that names the project, else one that finds it. */
export function governingRedeployment(
  redeployments: readonly ProjectRedeployment[],
  lane: Pick<Lane, 'kind' | 'target'>,
  { subject, redeployment: document }: Wanted,
): ProjectRedeployment | null {
  const { modelPackageGroupName: group, account } = subject;
  const isNamed = ({ project }: ProjectRedeployment): boolean =>
    'name' in project && project.name.toLowerCase() === lane.target.toLowerCase();
  const isFound = ({ project }: ProjectRedeployment): boolean => 'fromTag' in project;
  const fit = redeployments.filter((one) => covers(one.match, { group, account }) && (isNamed(one) || isFound(one)));
  const own = fit.find(({ name }) => name === document);
  if (own || isWithoutProject(lane)) return own ?? null;
  return fit.find(isNamed) ?? fit.find(isFound) ?? null;
}
