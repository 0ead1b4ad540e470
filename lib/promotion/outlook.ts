// What an approval of one version would do and how things stand now: the policy files beside the lanes. For pages and the command line.
import type { Lanes } from '../lane-ports.ts';
import type { Lane } from '../ledger/lane.ts';
import { redeployed, registered, type VersionSubject } from '../policy/consequences.ts';
import type { PolicySet } from '../policy/load.ts';
import { covers } from '../policy/match.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import { registrationLaneId, type Registration } from '../policy/registration.ts';
import { copyStandingOf, groupOf, lastWanted, newerIn, standingOf, type Clause } from './lane-standing.ts';
import { projectLane } from './project-lane.ts';

/** One project or one copy. */
export type OutlookStep = {
  /** A sentence: what an approval does. */
  readonly does: string;
  /** Whom `now` is about: `Project search-serving`. */
  readonly about: string;
  /** How it stands now; each goes on from `about`. Empty where the gate did nothing there yet. */
  readonly now: readonly Clause[];
  /** A sentence: what a rejection does there; null where it changes nothing. */
  readonly onRejection: string | null;
};

/** The version as its decision names it. */
export type OutlookSubject = VersionSubject & { readonly region: string; readonly identity: string };

export type OutlookPorts = Pick<PolicySet, 'redeployments' | 'registrations'> & {
  readonly lanes: Pick<Lanes, 'readLane' | 'listLanes'>;
};

/** Reads one item for each project and target that the files name for the version; lanes of projects found by tag are looked up in one list page. */
export const makeOutlook =
  ({ redeployments, registrations, lanes }: OutlookPorts) =>
  async (subject: OutlookSubject): Promise<readonly OutlookStep[]> => {
    const concerns = ({ match }: Pick<Registration, 'match'>): boolean => covers(match, subject);
    const projects = redeployments.filter(concerns).map(async (one) => projectStep(one, subject, lanes));
    const copies = registrations.filter(concerns).map(async (one) => copyStep(one, subject, lanes));
    return Promise.all([...projects, ...copies]);
  };

async function projectStep(
  redeployment: ProjectRedeployment,
  subject: OutlookSubject,
  lanes: OutlookPorts['lanes'],
): Promise<OutlookStep> {
  const lane = await laneOf(redeployment, subject, lanes);
  const served = lane?.served ?? null;
  const isOwn = served?.subject.identity === subject.identity;
  const from =
    served && served.subject.modelPackageGroupName.toLowerCase() === subject.group.toLowerCase()
      ? { group: subject.group, account: subject.account, version: served.version }
      : null;
  const about = 'name' in redeployment.project ? redeployment.project.name : lane?.target;
  const project = about ? `Project ${about}` : `The project of group ${subject.group}`;
  const newer = lane && newerIn(lane, { group: subject.group, version: subject.version ?? 0 });
  const does = newer
    ? `${project} goes by v${newer.version}, which is newer: an approval changes nothing there.`
    : redeployed(redeployment, subject, from);
  const back = redeployment.onRejected === 'PreviousApproved' ? 'gets the highest approved version' : 'keeps it';
  return {
    does,
    about: project,
    now: lane ? standingOf(lane) : [],
    onRejection: isOwn ? `${project} ${back}.` : null,
  };
}

/** The lane of the project that the file names; of one found by a tag, that which the file filled last for this group. */
async function laneOf(
  redeployment: ProjectRedeployment,
  { group, account, region }: OutlookSubject,
  lanes: OutlookPorts['lanes'],
): Promise<Lane | null> {
  const { project } = redeployment;
  const place = { subject: { account, region, modelPackageGroupName: group } };
  if ('name' in project) return lanes.readLane(projectLane(place, redeployment, project.name).laneId);
  const { lanes: page } = await lanes.listLanes('project', null);
  const isFilledBy = (lane: Lane): boolean =>
    lastWanted(lane)?.redeployment === redeployment.name && groupOf(lane).toLowerCase() === group.toLowerCase();
  const own = page.filter((lane) => lane.account === account && lane.region === region && isFilledBy(lane));
  return own.find(({ target }) => target !== '') ?? own[0] ?? null;
}

async function copyStep(
  registration: Registration,
  { identity }: OutlookSubject,
  lanes: OutlookPorts['lanes'],
): Promise<OutlookStep> {
  const { target, onRejected } = registration;
  const lane = await lanes.readLane(registrationLaneId(target, identity));
  const about = `The copy in account ${target.account}, ${target.region}, group ${target.group},`;
  const hasCopy = (lane?.copies ?? []).length > 0;
  return {
    does: registered(registration),
    about,
    now: lane ? copyStandingOf(lane) : [],
    onRejection: hasCopy && onRejected === 'Carry' ? `${about} is rejected, too.` : null,
  };
}
