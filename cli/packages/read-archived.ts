// What the archive holds against the ledger: the heads of the chains, and whether switches of the mode stand as it has them.
import type { Archive } from '../../lib/archive-ports.ts';
import { readAnchors, type Anchors } from '../../lib/archive/anchors.ts';
import { switchFaults } from '../../lib/archive/switches.ts';
import type { Connection } from '../frame/connect.ts';
import { openModes } from '../mode/open.ts';

/** Both null where the stack has no archive, or its name can't be found. */
export async function readArchived(
  connection: Connection,
): Promise<{ readonly archive: Archive | null; readonly anchors: Anchors | null }> {
  const archive = await connection.archive();
  if (!archive) return { archive: null, anchors: null };
  const modes = await openModes(connection);
  const [anchors, ofSwitches] = await Promise.all([readAnchors(archive), switchFaults(archive, await modes.readAll())]);
  return { archive, anchors: { ...anchors, faults: [...anchors.faults, ...ofSwitches] } };
}
