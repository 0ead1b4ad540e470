// LANE items in the ledger's table: one partition that can be listed, moved by compare-and-set on the revision.
import { laneDueAt, type Lane } from '../ledger/lane.ts';
import type { Lanes } from '../lane-ports.ts';
import { ConditionFailedError } from '../ports.ts';
import { readable } from './item-schema.ts';
import { textOf, type Item } from './ledger-items.ts';
import { queryPage } from './ledger-query.ts';
import { ABSENT, getItem, putItem, type Condition } from './ledger-table.ts';
import { tableOf, type TableOptions } from './table-client.ts';

const PAGE = 100;
const DUE_KIND = 'lane';

/** The Lanes port on the table. Few lanes move at once, so that one partition holds them all. */
export function makeLanes(options: TableOptions): Lanes {
  const table = tableOf(options);
  const readLane = async (laneId: string): Promise<Lane | null> => {
    const item = await getItem(table, laneKey(laneId));
    return item && laneOf(item);
  };
  return {
    readLane,
    async putLane(expected, next) {
      try {
        await putItem(table, laneItem(next), expected ? asRead(expected) : ABSENT);
      } catch (error) {
        // The SDK sent it again: its first copy may be what it met. Taken for another worker's, it would block the lane for its whole lease.
        const isOwn =
          error instanceof ConditionFailedError && error.isRepeated && isSame(await readLane(next.laneId), next);
        if (!isOwn) throw error;
      }
    },
    async listLanes(kind, nextToken) {
      const { items, ...more } = await queryPage(table, nextToken, {
        Limit: PAGE,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
        ExpressionAttributeValues: { ':pk': { S: 'LANE' }, ':kind': { S: `${kind}/` } },
      });
      return { lanes: items.map(laneOf), ...more };
    },
    async readDueLanes(until, nextToken) {
      const { items, ...more } = await queryPage(table, nextToken, {
        Limit: PAGE,
        IndexName: 'due',
        KeyConditionExpression: 'dueKind = :kind AND dueAt <= :until',
        ExpressionAttributeValues: { ':kind': { S: DUE_KIND }, ':until': { N: String(until) } },
      });
      return { laneIds: items.map((item) => textOf(item, 'sk')), ...more };
    },
  };
}

const laneKey = (laneId: string): Item => ({ pk: { S: 'LANE' }, sk: { S: laneId } });

function laneItem(lane: Lane): Item {
  const dueAt = laneDueAt(lane);
  return {
    ...laneKey(lane.laneId),
    revision: { N: String(lane.revision) },
    lane: { S: JSON.stringify(lane) },
    ...(dueAt !== null && { dueKind: { S: DUE_KIND }, dueAt: { N: String(dueAt) } }),
  };
}

const isSame = (one: Lane | null, other: Lane): boolean => JSON.stringify(one) === JSON.stringify(other);

const laneOf = (item: Item): Lane => JSON.parse(textOf(readable(item), 'lane')) as Lane;

const asRead = ({ revision }: Lane): Condition => ({
  ConditionExpression: 'revision = :was',
  ExpressionAttributeValues: { ':was': { N: String(revision) } },
});
