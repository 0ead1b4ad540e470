// Which registrations a decision sets in motion, and why not. Pure.
import type { Decision } from '../decisions/decision.ts';
import { covers } from '../policy/match.ts';
import type { Registration } from '../policy/registration.ts';
import { refusedExternal } from './plan.ts';

/** One thing that follows: a copy, or a rejection that is carried to the copy. */
export type PlannedRegistration = {
  readonly registration: Registration;
  readonly does: 'Register' | 'CarryRejection' | 'Nothing';
  /** Why nothing follows; null where something does. */
  readonly because: string | null;
};

type Decided = Pick<Decision, 'origin' | 'policies' | 'shadow'> & {
  readonly subject: Pick<Decision['subject'], 'modelPackageGroupName' | 'account' | 'approvalStatus'>;
};

/** What follows for each registration that covers the version's group. */
export function planRegistrations(
  decision: Decided,
  registrations: readonly Registration[],
): readonly PlannedRegistration[] {
  const { modelPackageGroupName: group, account } = decision.subject;
  return registrations
    .filter(({ match }) => covers(match, { group, account }))
    .map((registration) => planned(decision, registration));
}

function planned(decision: Decided, registration: Registration): PlannedRegistration {
  const nothing = (because: string): PlannedRegistration => ({ registration, does: 'Nothing', because });
  const { approvalStatus } = decision.subject;
  if (approvalStatus === 'Rejected')
    return registration.onRejected === 'Carry'
      ? { registration, does: 'CarryRejection', because: null }
      : nothing(`onRejected of ${registration.name} is Keep`);
  if (approvalStatus !== 'Approved') return nothing(`the version is ${approvalStatus ?? 'without a status'}`);
  const refused = refusedExternal(decision, registration.externalApproval);
  return refused === null ? { registration, does: 'Register', because: null } : nothing(refused);
}
