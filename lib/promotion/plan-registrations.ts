// Which registrations a decision sets in motion, and why not. Pure.
import { covers } from '../policy/match.ts';
import type { Registration } from '../policy/registration.ts';
import { keptBack, type Deciding } from './plan.ts';

/** One thing that follows: a copy, or a rejection that is carried to the copy. */
export type PlannedRegistration = {
  readonly registration: Registration;
  readonly does: 'Register' | 'CarryRejection' | 'Nothing';
  /** Why nothing follows; null where something does. */
  readonly because: string | null;
};

/** What follows for each registration that covers the version's group. */
export function planRegistrations(
  decision: Deciding,
  registrations: readonly Registration[],
): readonly PlannedRegistration[] {
  const { modelPackageGroupName: group, account } = decision.subject;
  return registrations
    .filter(({ match }) => covers(match, { group, account }))
    .map((registration) => planned(decision, registration));
}

function planned(decision: Deciding, registration: Registration): PlannedRegistration {
  const because = keptBack(decision, registration);
  if (because !== null) return { registration, does: 'Nothing', because };
  const isRejected = decision.subject.approvalStatus === 'Rejected';
  return { registration, does: isRejected ? 'CarryRejection' : 'Register', because };
}
