// Documents that would fill one lane with different things: a project or a target takes one version at a time, the newest.
import { faultOf, type Fault } from './faults.ts';
import { globsMeet, matchesGlobIgnoringCase } from './glob.ts';
import type { Slots } from './kinds.ts';
import type { Match, Place } from './policy.ts';
import type { ProjectRedeployment } from './project-redeployment.ts';
import type { Registration } from './registration.ts';

/** One fault for each document that stands in the way of one before it. */
export const checkLanes = ({
  redeployments,
  registrations,
}: Pick<Slots, 'redeployments' | 'registrations'>): readonly Fault[] => [
  ...redeployments.flatMap((one, index) => projectFault(one, redeployments.slice(0, index)) ?? []),
  ...registrations.flatMap((one, index) => targetFault(one, registrations.slice(0, index)) ?? []),
];

const whereOf = ({ name, place }: { readonly name: string; readonly place: Place }): string =>
  `${name} (${place.file}:${place.line})`;

function projectFault(one: ProjectRedeployment, before: readonly ProjectRedeployment[]): Fault | null {
  const same = before.filter((other) => sameProject(one, other) && accountsMeet(one.match, other.match));
  const twice = same.find((other) => groupsMeet(one.match, other.match));
  if (twice)
    return faultOf(
      one.place,
      `${shownProject(one)} gets the same versions from ${whereOf(twice)} too`,
      'Put both into one document.',
    );
  const other = 'name' in one.project ? same.find((two) => keysOf(one) !== keysOf(two)) : undefined;
  return other
    ? faultOf(
        one.place,
        `${shownProject(one)} gets other parameters from ${whereOf(other)}; only the newest approval of both would be sent`,
        'Give both the same parameters, or each a project of its own.',
      )
    : null;
}

const keysOf = ({ parameters }: ProjectRedeployment): string => [...parameters.keys()].toSorted().join(' ');

function sameProject({ project: one }: ProjectRedeployment, { project: other }: ProjectRedeployment): boolean {
  if ('name' in one) return 'name' in other && one.name.toLowerCase() === other.name.toLowerCase();
  return 'fromTag' in other && one.fromTag === other.fromTag;
}

const shownProject = ({ project }: ProjectRedeployment): string =>
  'name' in project ? `project ${project.name}` : `the project of tag ${project.fromTag}`;

function targetFault(one: Registration, before: readonly Registration[]): Fault | null {
  const arn = one.target.modelPackageGroupArn;
  const twice = before.find(
    ({ target, match }) =>
      target.modelPackageGroupArn.toLowerCase() === arn.toLowerCase() &&
      accountsMeet(one.match, match) &&
      groupsMeet(one.match, match),
  );
  return twice
    ? faultOf(
        one.place,
        `${arn} gets the same versions from ${whereOf(twice)} too`,
        'There is one copy of a version in a target: put both into one document.',
      )
    : null;
}

const accountsMeet = ({ accounts: one }: Match, { accounts: other }: Match): boolean =>
  one.length === 0 || other.length === 0 || one.some((account) => other.includes(account));

/** Whether a group may be covered by both. An exclusion counts where it takes away a pattern as a whole. */
function groupsMeet(one: Match, other: Match): boolean {
  const isExcluded = (glob: string): boolean =>
    [...one.exclude, ...other.exclude].some((excluded) => matchesGlobIgnoringCase(glob, excluded));
  return one.modelPackageGroups.some((a) =>
    other.modelPackageGroups.some(
      (b) => !isExcluded(a) && !isExcluded(b) && globsMeet(a.toLowerCase(), b.toLowerCase()),
    ),
  );
}
