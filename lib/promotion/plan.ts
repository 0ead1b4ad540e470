// What a decision sets in motion, by the policy files: which projects and copies, and why not. Pure; shown by `modelgate explain --plan`.
import type { Decision } from '../decisions/decision.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { covers } from '../policy/match.ts';
import type { Registration } from '../policy/registration.ts';
import type { ExternalApproval, ProjectRedeployment } from '../policy/project-redeployment.ts';

type PromotionFile = Pick<ProjectRedeployment | Registration, 'name' | 'match' | 'onRejected' | 'externalApproval'>;

/** A file that covers the version's group, and why nothing follows by it; null where something does. */
export type Planned<File> = { readonly file: File; readonly because: string | null };

/** Of a decision, what its consequences follow from. */
export type Deciding = Pick<Decision, 'origin' | 'policies' | 'shadow'> & {
  readonly subject: Pick<Decision['subject'], 'modelPackageGroupName' | 'account' | 'approvalStatus'>;
};

/** What follows for each redeployment or registration that covers the version's group. */
export function planPromotion<File extends PromotionFile>(
  decision: Deciding,
  files: readonly File[],
): readonly Planned<File>[] {
  const { modelPackageGroupName: group, account } = decision.subject;
  return files
    .filter(({ match }) => covers(match, { group, account }))
    .map((file) => ({ file, because: keptBack(decision, file) }));
}

/** By a file's word on rejections and on approvals around the gate. */
function keptBack(decision: Deciding, file: PromotionFile): string | null {
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
