// MODE items in the ledger's table, beside them how far they were announced, and what is deployed.
import { lastChange, type ModeChange, type ModeItem } from '../ledger/mode.ts';
import type { Installed, InstalledStore, ModeStore } from '../mode-ports.ts';
import { modeKey, numberOf, textOf, type Item } from './ledger-items.ts';
import { readPartition } from './ledger-query.ts';
import { ABSENT, getItem, putItem, type Table } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

const TOLD = 'TOLD';
const INSTALLED_KEY: Item = { pk: { S: 'STACK' }, sk: { S: 'INSTALLED' } };

/** Both ports on the table. */
export function makeModes(options: TableOptions): ModeStore & InstalledStore {
  const table = tableOf(options);
  return {
    readAll: async () => (await readPartition(table, 'MODE')).map(modeItemOf),
    put: (next) => putMode(table, next),
    async readTold() {
      const items = await readPartition(table, TOLD);
      return new Map(items.map((item) => [groupOf(item) ?? '', numberOf(item, 'number')]));
    },
    putTold: (group, number) =>
      putItem(table, { ...modeKey(group), pk: { S: TOLD }, number: { N: String(number) } }, {}),
    async readInstalled() {
      const item = await getItem(table, INSTALLED_KEY);
      return item && (JSON.parse(textOf(item, 'installed')) as Installed);
    },
    putInstalled: (installed) => putItem(table, { ...INSTALLED_KEY, installed: { S: JSON.stringify(installed) } }, {}),
  };
}

async function putMode(table: Table, next: ModeItem): Promise<void> {
  const last = lastChange(next);
  if (!last) throw new Error('a mode item has at least one change');
  const item: Item = {
    ...modeKey(next.group),
    mode: { S: last.mode },
    number: { N: String(last.number) },
    changes: { S: JSON.stringify(next.changes) },
  };
  const asRead = {
    ConditionExpression: '#number = :was',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: { ':was': { N: String(last.number - 1) } },
  };
  await putItem(table, item, last.number === 1 ? ABSENT : asRead);
}

const groupOf = (item: Item): string | null => /^GROUP#(.+)$/su.exec(textOf(item, 'sk'))?.[1] ?? null;

const modeItemOf = (item: Item): ModeItem => ({
  group: groupOf(item),
  changes: JSON.parse(item['changes']?.S ?? '[]') as ModeChange[],
});
