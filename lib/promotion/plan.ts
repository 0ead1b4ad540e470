// What a decision sets in motion, by the policy files: which projects, and why not. Pure; shown by `modelgate explain --plan`.
import type { Decision } from '../decisions/decision.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { covers } from '../policy/match.ts';
import type { Registration } from '../policy/registration.ts';
import type { ExternalApproval, ProjectRedeployment } from '../policy/project-redeployment.ts';

/** One thing that follows: a project gets this version, or the approved one before it. */
export type Planned = {
  readonly redeployment: ProjectRedeployment;
  readonly does: 'Redeploy' | 'PreviousApproved' | 'Nothing';
  /** Why nothing follows; null where something does. */
  readonly because: string | null;
};

/** Of a decision, what its consequences follow from. */
export type Deciding = Pick<Decision, 'origin' | 'policies' | 'shadow'> & {
  readonly subject: Pick<Decision['subject'], 'modelPackageGroupName' | 'account' | 'approvalStatus'>;
};

/** What follows for each redeployment that covers the version's group. */
export function planPromotion(decision: Deciding, redeployments: readonly ProjectRedeployment[]): readonly Planned[] {
  const { modelPackageGroupName: group, account } = decision.subject;
  return redeployments
    .filter(({ match }) => covers(match, { group, account }))
    .map((redeployment) => planned(decision, redeployment));
}

function planned(decision: Deciding, redeployment: ProjectRedeployment): Planned {
  const because = keptBack(decision, redeployment);
  if (because !== null) return { redeployment, does: 'Nothing', because };
  const isRejected = decision.subject.approvalStatus === 'Rejected';
  return { redeployment, does: isRejected ? 'PreviousApproved' : 'Redeploy', because };
}

/** Why nothing follows from a decision by a file's word on rejections and on approvals around the gate; null where something does. */
export function keptBack(
  decision: Deciding,
  file: Pick<ProjectRedeployment | Registration, 'name' | 'onRejected' | 'externalApproval'>,
): string | null {
  const { approvalStatus } = decision.subject;
  if (approvalStatus === 'Rejected') return file.onRejected === 'Keep' ? `onRejected of ${file.name} is Keep` : null;
  if (approvalStatus !== 'Approved') return `the version is ${approvalStatus ?? 'without a status'}`;
  return refusedExternal(decision, file.externalApproval);
}

/** Why an approval that was made around the gate goes no further; null where it does. */
function refusedExternal(decision: Omit<Deciding, 'subject'>, setting: ExternalApproval): string | null {
  if (decision.origin !== 'External' || setting === 'Promote') return null;
  if (setting === 'Ignore') return 'it was approved outside the gate, and externalApproval is Ignore';
  const said = [...decision.policies, ...decision.shadow].filter(({ matched }) => matched);
  const objecting = said.find(({ verdict }) => verdict !== 'Approve' && verdict !== 'NoOpinion');
  if (objecting)
    return `it was approved outside the gate, and policy ${objecting.policy} says ${objecting.verdict} (externalApproval PromoteIfPolicyAgrees)`;
  return said.some(({ verdict }) => verdict === 'Approve')
    ? null
    : 'it was approved outside the gate, and no policy approves it (externalApproval PromoteIfPolicyAgrees)';
}

/** What a decision wants, as lanes keep it. */
export const wantedBy = (decision: Decision, approvalStatus: 'Approved' | 'Rejected'): Wanted => ({
  subject: decision.subject,
  version: decision.subject.modelPackageVersion ?? 0,
  decisionId: decision.decisionId,
  revision: decision.revision,
  packageDigest: decision.inputs.packageDigest,
  approvalStatus,
  decidedAt: Date.parse(decision.createdAt),
  insteadOf: null,
});
