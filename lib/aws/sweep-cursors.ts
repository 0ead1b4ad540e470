// CURSOR items in the ledger's table: how far each place's sweep has come.
import type { SweepCursor, SweepCursors, SweepPlaces } from '../ports.ts';
import { textOf, type Item } from './ledger-items.ts';
import { readPartition } from './ledger-query.ts';
import { getItem, putItem } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

const keyOf = (place: string): Item => ({ pk: { S: 'CURSOR' }, sk: { S: place } });

/** Both ports on the table. */
export function makeSweepCursors(options: TableOptions): SweepCursors & SweepPlaces {
  const table = tableOf(options);
  return {
    async readCursor(place) {
      const item = await getItem(table, keyOf(place));
      return item && (JSON.parse(textOf(item, 'cursor')) as SweepCursor);
    },
    async readPlaces() {
      // A place is an account and a region; the archive's cursor lies beside them.
      const places = (await readPartition(table, 'CURSOR')).filter((item) => textOf(item, 'sk').includes('/'));
      return new Map(places.map((item) => [textOf(item, 'sk'), JSON.parse(textOf(item, 'cursor')) as SweepCursor]));
    },
    putCursor: (place, cursor) => putItem(table, { ...keyOf(place), cursor: { S: JSON.stringify(cursor) } }, {}),
  };
}
