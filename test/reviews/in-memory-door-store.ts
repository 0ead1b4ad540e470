// The doors' store in memory, with the same condition as the real one.
import { ConditionFailedError } from '../../lib/ports.ts';
import type { DoorItem, DoorStore } from '../../lib/people-ports.ts';

export type InMemoryDoorStore = DoorStore & { readonly items: ReadonlyMap<string, DoorItem> };

/** Reads and writes give way in between, so that what happens at the same instant really interleaves. */
export function makeInMemoryDoorStore(): InMemoryDoorStore {
  const items = new Map<string, DoorItem>();
  return {
    items,
    async read(key) {
      await Promise.resolve();
      return items.get(key) ?? null;
    },
    async write(next) {
      await Promise.resolve();
      if ((items.get(next.key)?.version ?? 0) !== next.version - 1) throw new ConditionFailedError();
      items.set(next.key, next);
    },
  };
}
