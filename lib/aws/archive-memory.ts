// What is remembered of archiving, as items of the ledger's table: how far the log is archived, which policy files were kept, and the newest switches.
import type { ArchiveCursor, ArchivedSwitches, ArchiveMemory } from '../archive-ports.ts';
import { textOf, type Item } from './ledger-items.ts';
import { getItem, putItem } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

const CURSOR_KEY: Item = { pk: { S: 'CURSOR' }, sk: { S: 'ARCHIVE' } };
const SWITCHES_KEY: Item = { pk: { S: 'ARCHIVED' }, sk: { S: 'SWITCHES' } };
const policiesKey = (digest: string): Item => ({ pk: { S: 'ARCHIVED' }, sk: { S: `POLICIES#${digest}` } });

/** The ArchiveMemory port on the table. */
export function makeArchiveMemory(options: TableOptions): ArchiveMemory {
  const table = tableOf(options);
  return {
    async readCursor() {
      const item = await getItem(table, CURSOR_KEY);
      return item && (JSON.parse(textOf(item, 'cursor')) as ArchiveCursor);
    },
    putCursor: (cursor) => putItem(table, { ...CURSOR_KEY, cursor: { S: JSON.stringify(cursor) } }, {}),
    hasPolicies: async (digest) => (await getItem(table, policiesKey(digest))) !== null,
    markPolicies: (digest) => putItem(table, policiesKey(digest), {}),
    async readSwitches() {
      const item = await getItem(table, SWITCHES_KEY);
      return item && (JSON.parse(textOf(item, 'kept')) as ArchivedSwitches);
    },
    putSwitches: (kept) => putItem(table, { ...SWITCHES_KEY, kept: { S: JSON.stringify(kept) } }, {}),
  };
}
