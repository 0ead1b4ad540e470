// Begins the update of one project: is it still wanted, may it be updated, with which parameters; then one signed call.
import { RefusedError } from '../errors.ts';
import type { PackageDescription } from '../evidence/evidence.ts';
import { parseModelPackageArn } from '../identity.ts';
import type { Project, UpdateAnswer } from '../lane-ports.ts';
import {
  accepted,
  begin,
  failed,
  givenUp,
  maySign,
  MOST_FAILURES,
  postponed,
  satisfied,
  withdrawn,
  type Attempt,
  type GivenUp,
  type Lane,
} from '../ledger/lane.ts';
import { LIMITS } from '../ledger/limits.ts';
import { mayBeBehind, type Wanted } from '../ledger/wanted.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import { findProject } from './find-project.ts';
import { governingRedeployment } from './governing-redeployment.ts';
import { becauseWatched, isWatched } from './is-watched.ts';
import { samePrincipal } from './judge-update.ts';
import { sent, settleCall, type NotSent } from './one-call.ts';
import { parameterSet, type ParameterSet } from './parameter-set.ts';
import { previousApproved, readWanted } from './previous-approved.ts';
import { updateFailed, updateStarted } from './project-events.ts';
import { isWithoutProject, projectLane } from './project-lane.ts';
import { readinessOf } from './project-readiness.ts';
import { followAgainAt, MODE_AGAIN, moveLane, retryAt, type RedeployPorts, waitAgainAt } from './redeploy-ports.ts';
import { wantInLane } from './want-in-lane.ts';

/** One move of a lane in which something is wanted and nothing is under way. */
export async function startUpdate(ports: RedeployPorts, lane: Lane, wanted: Wanted): Promise<Lane> {
  const { modelPackageGroupName: group, account } = wanted.subject;
  const redeployment = governingRedeployment(ports.redeployments, lane, wanted);
  const isAudit = await isWatched(ports, { group, account });
  const now = ports.clock();
  if (isAudit) return moveLane(ports, lane, postponed(lane, now + MODE_AGAIN, becauseWatched(group, 'redeployed')));
  if (!redeployment) return giveUp(ports, lane, wanted, dropped(notNamedAnyMore(lane, group)));
  const registry = ports.registries(wanted.subject.account, wanted.subject.region);
  const seen = await readWanted(registry, wanted);
  if (seen?.approvalStatus !== 'Approved') {
    const because = `version ${wanted.version} of ${group} is ${seen?.approvalStatus ?? 'deleted'} in the registry`;
    if (seen && mayBeBehind(wanted, now))
      return moveLane(ports, lane, postponed(lane, now + LIMITS.behindWaits, because));
    return giveUp(ports, lane, wanted, {
      ...dropped(because),
      instead: await insteadFor(ports, lane, wanted, redeployment),
    });
  }
  try {
    return await (isWithoutProject(lane)
      ? wantWhereFound(ports, lane, wanted, redeployment)
      : updateWith(ports, lane, wanted, redeployment, seen));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return giveUp(ports, lane, wanted, refused(`${error.message}; allow it, then: modelgate projects --retry`));
  }
}

const notNamedAnyMore = (lane: Lane, group: string): string =>
  isWithoutProject(lane)
    ? `the ProjectRedeployment that looked for the project of group ${group} is there no more`
    : `no ProjectRedeployment names group ${group} and project ${lane.target} any more`;

/** Nobody knew the project when the version was approved: it is looked for again, and refused where it is still unknown. */
async function wantWhereFound(
  ports: RedeployPorts,
  lane: Lane,
  wanted: Wanted,
  redeployment: ProjectRedeployment,
): Promise<Lane> {
  const { account, region, modelPackageArn } = wanted.subject;
  const found = await findProject(
    { registry: ports.registries(account, region), projects: ports.projectsOf(account, region) },
    parseModelPackageArn(modelPackageArn),
    redeployment,
  );
  if ('missing' in found)
    return giveUp(ports, lane, wanted, refused(`${found.missing}; then: modelgate projects --retry`));
  const place = projectLane(wanted, redeployment, found.name);
  await wantInLane(ports, place, wanted);
  return giveUp(ports, lane, wanted, dropped(`its project is found: ${found.name}`));
}

/** The version is approved: may its project be updated now, and with which parameters. */
async function updateWith(
  ports: RedeployPorts,
  lane: Lane,
  wanted: Wanted,
  redeployment: ProjectRedeployment,
  seen: PackageDescription,
): Promise<Lane> {
  const now = ports.clock();
  const projects = ports.projectsOf(lane.account, lane.region);
  const project = await projects.describe(lane.target);
  if (!project)
    return giveUp(
      ports,
      lane,
      wanted,
      refused(
        `project ${lane.target} is not there in account ${lane.account}, ${lane.region}; ${correctionOf(redeployment, wanted)}`,
      ),
    );
  const readiness = readinessOf(project);
  if (readiness.ready === 'refuse') return giveUp(ports, lane, wanted, refused(readiness.because));
  if (readiness.ready === 'wait')
    return moveLane(ports, lane, postponed(lane, waitAgainAt(now, lane.waitingSince, ports.pace), readiness.because));
  const set = parameterSet(project, redeployment, {
    arn: parseModelPackageArn(wanted.subject.modelPackageArn),
    metadata: seen.metadata,
  });
  if (set.set === 'refused') return giveUp(ports, lane, wanted, refused(set.because));
  if (set.set === 'unchanged')
    return moveLane(ports, lane, satisfied(lane, now, `project ${project.name} has these parameters already`));
  return send(ports, lane, project, set);
}

const correctionOf = ({ project, place }: ProjectRedeployment, { subject }: Wanted): string =>
  'name' in project
    ? `correct its name in ${place.file}`
    : `correct the tag ${project.fromTag} of group ${subject.modelPackageGroupName}`;

const dropped = (because: string): GivenUp => ({ result: 'Dropped', because, instead: null });
const refused = (because: string): GivenUp => ({ result: 'Refused', because, instead: null });

/** The approved version to go on with: the one before a rejected one where configured, else one that never had its turn. */
async function insteadFor(
  ports: RedeployPorts,
  lane: Lane,
  wanted: Wanted,
  redeployment: ProjectRedeployment,
): Promise<Wanted | null> {
  const registry = ports.registries(wanted.subject.account, wanted.subject.region);
  const previous = await previousApproved(registry, wanted);
  if (!previous || redeployment.onRejected === 'PreviousApproved') return previous;
  return previous.version > (lane.served?.version ?? Infinity) ? previous : null;
}

/** What is refused is told; what is no longer wanted is not. */
async function giveUp(ports: RedeployPorts, lane: Lane, wanted: Wanted, up: GivenUp): Promise<Lane> {
  if (up.result === 'Refused')
    await ports.bus.publish(updateFailed(lane, wanted, { reason: 'Refused', message: up.because, againAt: null }));
  return moveLane(ports, lane, givenUp(lane, up, ports.clock()));
}

async function send(
  ports: RedeployPorts,
  lane: Lane,
  project: Project,
  set: Extract<ParameterSet, { set: 'changed' }>,
): Promise<Lane> {
  const projects = ports.projectsOf(lane.account, lane.region);
  const self = await projects.whoAmI();
  const isChanged = lane.readModifiedAt !== null && (project.modifiedAt ?? 0) > lane.readModifiedAt;
  const changedBy = isChanged && !samePrincipal(project.modifiedBy, self) ? project.modifiedBy : null;
  const { digest: parameterDigest, before, after } = set;
  const call = {
    owner: ports.newToken(),
    parameterDigest,
    readModifiedAt: project.modifiedAt,
    before,
    after,
    changedBy,
  };
  const begun = await moveLane(ports, lane, begin(lane, call, ports.clock()));
  const { attempt } = begun;
  if (!attempt) return begun;
  const answer = await sent(() => projects.update(set.update, () => maySign(attempt, ports.clock())));
  return settle(ports, begun, attempt, answer);
}

type Answer = UpdateAnswer | NotSent;

async function settle(ports: RedeployPorts, begun: Lane, attempt: Attempt, answer: Answer): Promise<Lane> {
  if (answer.answer === 'accepted') await ports.bus.publish(updateStarted(begun, attempt));
  return settleCall(ports.lanes, begun, attempt, (lane) => settleOnce(ports, lane, attempt, answer));
}

async function settleOnce(ports: RedeployPorts, lane: Lane, attempt: Attempt, answer: Answer): Promise<Lane> {
  if (answer.answer === 'lost') return lane;
  const now = ports.clock();
  if (answer.answer === 'accepted') return moveLane(ports, lane, accepted(lane, followAgainAt(now, now, ports.pace)));
  const because = answer.because;
  if (answer.answer === 'refused') return fail(ports, lane, attempt, because);
  return moveLane(ports, lane, withdrawn(lane, waitAgainAt(now, lane.waitingSince, ports.pace), because));
}

/** A call that came to a bad end: told, and tried again at most twice. */
export async function fail(ports: RedeployPorts, lane: Lane, attempt: Attempt, message: string): Promise<Lane> {
  const now = ports.clock();
  const againAt = retryAt(now, lane.failures, ports.pace);
  const isOver = lane.failures + 1 >= MOST_FAILURES || lane.wanted !== null;
  const failure = { reason: 'UpdateFailed', message, againAt: isOver ? null : againAt } as const;
  await ports.bus.publish(updateFailed(lane, attempt, failure));
  return moveLane(ports, lane, failed(lane, now, message, againAt));
}
