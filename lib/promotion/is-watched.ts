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
