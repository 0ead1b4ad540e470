// The Lanes port in memory, for tests of everything that moves lanes and needs no DynamoDB.
import { laneDueAt, type Lane } from '../../lib/ledger/lane.ts';
import { ConditionFailedError } from '../../lib/ports.ts';
import type { Lanes } from '../../lib/lane-ports.ts';

const PAGE = 25;

/** Lanes with their items in reach of the test; `moves` are all that were ever put, in order. */
export type InMemoryLanes = Lanes & { readonly items: Map<string, Lane>; readonly moves: readonly Lane[] };

/** No lanes yet. */
export function makeInMemoryLanes(): InMemoryLanes {
  const items = new Map<string, Lane>();
  const moves: Lane[] = [];
  const page = <T>(all: readonly T[], from: number) => ({
    page: all.slice(from, from + PAGE),
    nextToken: all.length > from + PAGE ? String(from + PAGE) : null,
  });
  return {
    items,
    moves,
    readLane: async (laneId) => items.get(laneId) ?? null,
    async putLane(expected, next) {
      if (items.get(next.laneId)?.revision !== expected?.revision) throw new ConditionFailedError();
      items.set(next.laneId, next);
      moves.push(next);
    },
    async listLanes(kind, nextToken) {
      const all = [...items.values()].filter((lane) => lane.kind === kind);
      const sorted = all.toSorted((a, b) => (a.laneId < b.laneId ? -1 : 1));
      const { page: lanes, nextToken: more } = page(sorted, Number(nextToken ?? 0));
      return { lanes, nextToken: more };
    },
    async readDueLanes(until, nextToken) {
      const due = [...items.values()]
        .map((lane) => ({ laneId: lane.laneId, at: laneDueAt(lane) ?? Infinity }))
        .filter(({ at }) => at <= until)
        .toSorted((a, b) => a.at - b.at);
      const { page: found, nextToken: more } = page(due, Number(nextToken ?? 0));
      return { laneIds: found.map(({ laneId }) => laneId), nextToken: more };
    },
  };
}
