// MESSAGE items in memory, under the same tokens as on DynamoDB.
import { ConditionFailedError } from '../../lib/ports.ts';
import type { MessageLedger, Pace, SentMessage } from '../../lib/people-ports.ts';

/** A message ledger whose items are in reach of the test. */
export type InMemoryMessages = MessageLedger & {
  readonly items: Map<string, SentMessage>;
  readonly paces: Map<string, Pace>;
};

/** Makes an empty one. */
export function makeInMemoryMessages(): InMemoryMessages {
  const items = new Map<string, SentMessage>();
  const paces = new Map<string, Pace>();
  const swap = <T extends { readonly token: string }>(
    all: Map<string, T>,
    key: string,
    expected: T | null,
    next: T,
  ) => {
    if (all.get(key)?.token !== expected?.token) throw new ConditionFailedError();
    all.set(key, next);
  };
  return {
    items,
    paces,
    readMessages: async (about) => [...items.values()].filter((item) => item.about === about),
    putMessage: async (expected, next) => swap(items, `${next.about} ${next.destination}`, expected, next),
    readPace: async (destination) => paces.get(destination) ?? null,
    putPace: async (expected, next) => swap(paces, next.destination, expected, next),
  };
}
