// The MODE items of a stack, with failures that say where the ledger was looked for.
import type { InstalledStore, ModeStore } from '../../lib/mode-ports.ts';
import type { Connection } from '../frame/connect.ts';
import { guarded } from '../packages/find-ledger.ts';

export type Modes = ModeStore & InstalledStore;

/** Opens them in the table that the connection finds. Throws CliError 69. */
export async function openModes(connection: Pick<Connection, 'table'>): Promise<Modes> {
  const place = await connection.table();
  const { makeModes } = await import('../../lib/aws/modes.ts');
  return guarded(makeModes({ tableName: place.tableName, client: { region: place.region } }), place);
}
