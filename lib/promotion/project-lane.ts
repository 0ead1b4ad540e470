// The lane of one project; or that of a group whose project nobody knows yet, so that what is wanted there is not lost.
import type { Lane, LanePlace } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';

/** Where a redeployment's version is wanted; `name` is the project's, null where none was found. */
export function projectLane(
  { subject }: { readonly subject: Pick<Wanted['subject'], 'account' | 'region' | 'modelPackageGroupName'> },
  { name: document }: Pick<ProjectRedeployment, 'name'>,
  name: string | null,
): LanePlace {
  const { account, region, modelPackageGroupName: group } = subject;
  const place = { kind: 'project', account, region } as const;
  // A project's name has no slash, so the two never meet.
  return name === null
    ? { ...place, laneId: `project/${account}/${region}/of/${group.toLowerCase()}/${document}`, target: '' }
    : { ...place, laneId: `project/${account}/${region}/${name.toLowerCase()}`, target: name };
}

/** Whether this is the lane of a group whose project is not known. */
export const isWithoutProject = ({ kind, target }: Pick<Lane, 'kind' | 'target'>): boolean =>
  kind === 'project' && target === '';
