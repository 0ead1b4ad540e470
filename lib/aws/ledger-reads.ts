// What is read from the ledger beside single items: HEADs in hundreds, an entry by its hash, what is due, modes.
import { eachPage } from '../each-page.ts';
import type { Head } from '../ledger/head.ts';
import type { LogEntry } from '../ledger/log.ts';
import type { Mode } from '../policy/policy.ts';
import type { Adoption, Ledger } from '../ports.ts';
import { batchGet } from './batch-get.ts';
import { isReadable } from './item-schema.ts';
import {
  adoptionKey,
  entryOf,
  headKey,
  headOf,
  keyText,
  lastChangeOf,
  modeKey,
  modeOf,
  textOf,
  type Item,
} from './ledger-items.ts';
import { queryPage } from './ledger-query.ts';
import type { Table } from './ledger-table.ts';

const DUE_PAGE = 100;

/** The HEADs that are there, by identity. One of a newer schema is left out, so that it stops nobody else: whoever reads it alone is refused. */
export async function readHeads(
  { client, tableName }: Table,
  identities: readonly string[],
): Promise<ReadonlyMap<string, Head>> {
  const items = await batchGet(client, tableName, identities.map(headKey));
  return new Map([...items.values()].filter(isReadable).map((item) => [textOf(item, 'identity'), headOf(item)]));
}

/** By hash alone the entry's revision is not known, so the version's entries are searched, newest first; there are few. */
export async function readEntry(table: Table, identity: string, entryHash: string): Promise<LogEntry | null> {
  const input = {
    ConsistentRead: true,
    ScanIndexForward: false,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :log)',
    FilterExpression: 'entryHash = :hash',
    ProjectionExpression: 'pk, sk, entryHash, content, schemaVersion',
    ExpressionAttributeValues: {
      ':pk': { S: `PKG#${identity}` },
      ':log': { S: 'LOG#' },
      ':hash': { S: entryHash },
    },
  };
  for await (const { items } of eachPage((token) => queryPage(table, token, input)))
    if (items[0]) return entryOf(items[0]);
  return null;
}

/** From the index, which lags behind a little: decide reads HEAD itself before it does anything. */
export async function readDue(
  table: Table,
  kind: string,
  until: number,
  nextToken: string | null,
): ReturnType<Ledger['readDue']> {
  const page = await queryPage(table, nextToken, {
    IndexName: 'due',
    Limit: DUE_PAGE,
    KeyConditionExpression: 'dueKind = :kind AND dueAt <= :until',
    ExpressionAttributeValues: { ':kind': { S: kind }, ':until': { N: String(until) } },
  });
  // The index projects keys and the ARN; the key names the identity.
  const heads = page.items.map((item) => ({
    identity: textOf(item, 'pk').slice('PKG#'.length),
    modelPackageArn: textOf(item, 'modelPackageArn'),
  }));
  return { heads, nextToken: page.nextToken };
}

/** The stack's mode, those of groups and their adoptions, by the name asked for; what nobody set is left out. One BatchGetItem for 49 groups. */
export async function readModes(
  { client, tableName }: Table,
  groups: readonly string[],
): ReturnType<Ledger['readModes']> {
  const keys = [modeKey(null), ...groups.map(modeKey), ...groups.map(adoptionKey)];
  const items = await batchGet(client, tableName, keys);
  const itemAt = (key: Item): Item | undefined => items.get(keyText(key));
  const stack = itemAt(modeKey(null));
  const modes = new Map<string, Mode>();
  const adoptions = new Map<string, Adoption>();
  for (const group of groups) {
    const [mode, adopted] = [itemAt(modeKey(group)), itemAt(adoptionKey(group))];
    if (mode) modes.set(group, modeOf(mode));
    if (adopted && isReadable(adopted)) adoptions.set(group, JSON.parse(textOf(adopted, 'adoption')) as Adoption);
  }
  const switchedAt = [null, ...groups].flatMap((group) => {
    const item = itemAt(modeKey(group));
    const at = item && lastChangeOf(item)?.at;
    return at === undefined ? [] : [[group ?? '', at] as const];
  });
  return {
    stack: stack ? modeOf(stack) : null,
    groups: modes,
    adoptions,
    ...(switchedAt.length > 0 && { switchedAt: new Map(switchedAt) }),
  };
}
