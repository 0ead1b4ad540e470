// The events of a revision whose write has landed, then ledger write 3. Whoever saw it land may do this; it does no harm twice.
import type { Head } from '../ledger/head.ts';
import { closed } from '../ledger/transitions.ts';
import { readDecided, type Decided } from '../ledger/chain.ts';
import { eventsOf } from './decision-events.ts';
import { moveHead, patiently } from './patiently.ts';
import type { RevisionPorts } from './settle-package.ts';

/** Publishes and closes; answers with HEAD as closed. `isSilent` closes without events. */
export async function publishAndClose(
  ports: RevisionPorts,
  head: Head,
  { decision, entryHash }: Decided,
  isSilent = false,
): Promise<Head> {
  const events = isSilent ? [] : eventsOf(head, decision, entryHash);
  await Promise.all(events.map((event) => patiently(ports.sleep, () => ports.bus.publish(event))));
  return close(ports, head);
}

/** HEAD to done. A condition that fails means that somebody else has closed or taken it, which is as good. */
async function close(ports: RevisionPorts, head: Head): Promise<Head> {
  const closedAt = ports.clock();
  await moveHead(
    ports,
    head,
    () => ports.ledger.close(head, closedAt),
    () => true,
  );
  return closed(head, closedAt);
}

/** The decision that HEAD stands on, from the ledger. Throws where the chain is broken: nothing may be published about it then. */
export async function readRecorded({ ledger, sleep }: RevisionPorts, head: Head): Promise<Decided> {
  const decided = await patiently(sleep, () => readDecided(ledger, head));
  if (decided) return decided;
  throw new Error(`the log of ${head.modelPackageArn} has no decision under ${head.entryHash}; run modelgate verify`);
}
