// What an approval of a version sets in motion, step by step, with what the projects are now: for explain --plan.
import type { PackageDescription } from '../../lib/evidence/evidence.ts';
import { identityOf, parseModelPackageArn, type ModelPackageArn } from '../../lib/identity.ts';
import type { Lanes, Project, Projects } from '../../lib/lane-ports.ts';
import type { Lane } from '../../lib/ledger/lane.ts';
import type { PolicySet } from '../../lib/policy/load.ts';
import type { ProjectRedeployment } from '../../lib/policy/project-redeployment.ts';
import { registrationLaneId, type Registration } from '../../lib/policy/registration.ts';
import type { Registry } from '../../lib/ports.ts';
import { SOURCE_ARN } from '../../lib/promotion/copy-metadata.ts';
import { findProject } from '../../lib/promotion/find-project.ts';
import { copyStandingOf, newerIn } from '../../lib/promotion/lane-standing.ts';
import { parameterSet } from '../../lib/promotion/parameter-set.ts';
import { planPromotion } from '../../lib/promotion/plan.ts';
import { projectLane } from '../../lib/promotion/project-lane.ts';
import { readinessOf } from '../../lib/promotion/project-readiness.ts';
import type { Explained } from '../evaluate/explained.ts';

/** One step. `name` is that of the document it follows from. */
export type PlanStep = {
  readonly does: 'Approve' | 'Redeploy' | 'Register' | 'Nothing';
  readonly name: string | null;
  readonly text: string;
};

export type PlanPorts = {
  readonly registry: Pick<Registry, 'describe' | 'groupTags'>;
  readonly projects: Pick<Projects, 'describe' | 'list'>;
  readonly policies: Pick<PolicySet, 'redeployments' | 'registrations'>;
  /** What the gate did there already; null where there is no ledger to read. */
  readonly lanes: Pick<Lanes, 'readLane'> | null;
};

/** The steps that would follow if this version were approved now. */
export async function planShownOf(explained: Explained, ports: PlanPorts): Promise<readonly PlanStep[]> {
  const { modelPackage: seen } = explained;
  const arn = parseModelPackageArn(seen.arn);
  const isApproved = seen.approvalStatus === 'Approved';
  const text = `${seen.group} v${seen.version} ${isApproved ? 'is' : 'becomes'} Approved in account ${seen.account}, ${seen.region}.`;
  const described = (await ports.registry.describe(arn, { card: false }))?.description ?? null;
  const redeployed = await Promise.all(
    planPromotion(asApproved(explained), ports.policies.redeployments).map(async ({ file: redeployment, because }) =>
      because === null
        ? redeploymentStep(redeployment, arn, described, ports)
        : nothing(redeployment, `ProjectRedeployment ${redeployment.name} redeploys nothing: ${because}.`),
    ),
  );
  const identity = identityOf(arn, Date.parse(seen.registeredAt ?? ''));
  const registered = await Promise.all(
    planPromotion(asApproved(explained), ports.policies.registrations).map(async ({ file: registration, because }) => {
      const lane = await ports.lanes?.readLane(registrationLaneId(registration.target, identity));
      return registrationStep({ registration, because, described, lane: lane ?? null });
    }),
  );
  const first: PlanStep = { does: 'Approve', name: null, text };
  const steps = [first, ...redeployed, ...registered];
  return steps.length > 1
    ? steps
    : [first, { does: 'Nothing', name: null, text: 'Nothing else: no ProjectRedeployment or Registration covers it.' }];
}

/** The version as an approval through the gate would leave it; one that was approved around it stays External. */
function asApproved({ modelPackage, decision, policies, shadow }: Explained): Parameters<typeof planPromotion>[0] {
  const { group: modelPackageGroupName, account, approvalStatus } = modelPackage;
  const isExternal = decision?.origin === 'External' && approvalStatus === 'Approved';
  const origin = isExternal ? 'External' : 'Gate';
  return { subject: { modelPackageGroupName, account, approvalStatus: 'Approved' }, origin, policies, shadow };
}

const nothing = ({ name }: { readonly name: string }, text: string): PlanStep => ({ does: 'Nothing', name, text });

async function redeploymentStep(
  redeployment: ProjectRedeployment,
  arn: ModelPackageArn,
  described: PackageDescription | null,
  ports: PlanPorts,
): Promise<PlanStep> {
  const found = await findProject(ports, arn, redeployment);
  const from = `ProjectRedeployment ${redeployment.name}`;
  if ('missing' in found) return nothing(redeployment, `Nothing is redeployed: ${found.missing}.`);
  const { name } = found;
  const project = await ports.projects.describe(name);
  if (!project) return nothing(redeployment, `${from} redeploys nothing: project ${name} is not there.`);
  const subject = { account: arn.account, region: arn.region, modelPackageGroupName: arn.group };
  const lane = await ports.lanes?.readLane(projectLane({ subject }, redeployment, name).laneId);
  const newer = lane && newerIn(lane, { group: arn.group, version: arn.version ?? 0 });
  if (newer)
    return nothing(redeployment, `Project ${name} goes by v${newer.version}, which is newer: nothing is sent.`);
  const ready = readinessOf(project);
  if (ready.ready === 'refuse') return nothing(redeployment, `Nothing is redeployed: ${ready.because}.`);
  const set = parameterSet(project, redeployment, { arn, metadata: described?.metadata ?? new Map<string, string>() });
  if (set.set === 'refused') return nothing(redeployment, `Nothing is redeployed: ${set.because}.`);
  if (set.set === 'unchanged')
    return nothing(redeployment, `Project ${name} has these parameters already: nothing is sent.`);
  const changes = Object.entries(set.after).map(
    ([key, after]) => `${key} changes from ${shownValue(set.before[key] ?? '', arn)} to ${shownValue(after, arn)}`,
  );
  const text = `Project ${name} is redeployed: ${changes.join(', ')}. ${stateOf(project, ready.ready === 'wait')}`;
  return { does: 'Redeploy', name: redeployment.name, text };
}

const stateOf = ({ status }: Project, waits: boolean): string =>
  `It is ${status} now${waits ? '; the update waits until that is over' : ''}.`;

/** A version of the same group by its number: `v6`. */
function shownValue(value: string, { arn }: ModelPackageArn): string {
  const group = arn.slice(0, arn.lastIndexOf('/') + 1);
  const version = value.toLowerCase().startsWith(group.toLowerCase()) ? value.slice(group.length) : '';
  return /^\d+$/u.test(version) ? `v${version}` : value;
}

type RegistrationPlanned = {
  readonly registration: Registration;
  readonly because: string | null;
  readonly described: PackageDescription | null;
  readonly lane: Lane | null;
};

function registrationStep({ registration, because, described, lane }: RegistrationPlanned): PlanStep {
  const { account, region, group } = registration.target;
  const isCopy = described?.metadata.has(SOURCE_ARN) ?? false;
  const refused = isCopy ? 'it is a copy itself, and copies are not registered onward' : because;
  if (refused !== null)
    return nothing(registration, `Registration ${registration.name} registers nothing: ${refused}.`);
  const place = `account ${account}, ${region}, group ${group}`;
  const standing = lane ? copyStandingOf(lane).map((clause) => clause.text) : [];
  if ((lane?.copies ?? []).length > 0)
    return nothing(registration, `The copy in ${place} ${standing.join('; it ')}: no second one is registered.`);
  const now = standing.map((clause) => ` It ${clause}${clause.endsWith('.') ? '' : '.'}`).join('');
  const text = `A copy is registered in ${place}, as ${registration.approvalStatus}.${now}`;
  return { does: 'Register', name: registration.name, text };
}
