// Changing one item of the doors' store by compare-and-set, again and again until nobody came between.
import { ConditionFailedError } from '../ports.ts';
import type { DoorStore } from '../people-ports.ts';

/** What a change makes of the value as read; null leaves it alone. */
export type Change<Value, Result> = {
  readonly next: Value | null;
  readonly expiresAt: number;
  readonly result: Result;
};

// Of many at once one gets through each round, so this many may come at the same instant.
const MOST_ROUNDS = 100;

/**
 * Reads, changes, writes where the item still is as read; `change` is asked anew after each collision. An item that is over counts as absent.
 * Throws ConditionFailedError after a hundred collisions.
 */
export async function changeItem<Value, Result>(
  store: DoorStore,
  key: string,
  now: number,
  change: (value: Value | null) => Change<Value, Result>,
): Promise<Result> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const item = await store.read(key);
    const isOver = item !== null && item.expiresAt <= now;
    const { next, expiresAt, result } = change(item && !isOver ? (JSON.parse(item.value) as Value) : null);
    if (next === null) return result;
    try {
      await store.write({ key, version: (item?.version ?? 0) + 1, value: JSON.stringify(next), expiresAt });
      return result;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
  throw new ConditionFailedError(`${key.split('#')[0]} item was changed by others ${MOST_ROUNDS} times in a row`);
}

/** Uses a key up: true for the first caller, false for every later one, whatever happens at the same instant. */
export async function useOnce(store: DoorStore, key: string, expiresAt: number): Promise<boolean> {
  try {
    await store.write({ key, version: 1, value: '1', expiresAt });
    return true;
  } catch (error) {
    if (error instanceof ConditionFailedError) return false;
    throw error;
  }
}
