// Whether promotion waits for a group: the deployment, the stack, the group or all of its policies only watch.
import { isOnlyWatched, type Governance } from '../policy/match.ts';
import type { Mode } from '../policy/policy.ts';
import type { Ledger } from '../ports.ts';

export type WatchedPorts = Partial<Governance> & {
  readonly ledger: Pick<Ledger, 'readModes'>;
  /** Of the deployment. */
  readonly mode: Mode;
};

/** Reads the modes of stack and group once. */
export async function isWatched(
  ports: WatchedPorts,
  subject: { readonly group: string; readonly account: string },
): Promise<boolean> {
  const group = subject.group.toLowerCase();
  const modes = await ports.ledger.readModes([group]);
  return [ports.mode, modes.stack, modes.groups.get(group)].includes('Audit') || isOnlyWatched(ports, subject);
}

/** Why a lane waits whose group is only watched: `the mode of churn is Audit: nothing is redeployed`. */
export const becauseWatched = (group: string, what: string): string =>
  `the mode of ${group} is Audit: nothing is ${what}`;

/** Whether a lane says that it waits for that: it waits as it should, and nobody has to mend anything. */
export const isBecauseWatched = (because: string | null): boolean =>
  because?.includes(' is Audit: nothing is ') ?? false;
