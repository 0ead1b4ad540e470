// What the doors publish: that one of them is locked. Everything else that they take in is told by decide.
import type { PublishedEvent } from './events.ts';
import { eventIdOf } from './ledger/entries.ts';

/** Somebody guesses: after the last wrong code of a day no code of this person is sent or accepted. */
export type GateDoorLocked = {
  readonly schemaVersion: '1';
  readonly eventId: string;
  /** Id in the directory, of the person whose code was guessed at. */
  readonly person: string;
  /** ISO 8601. */
  readonly lockedUntil: string;
  readonly reason: string;
};

/** The event of one lock; `lockedUntil` in milliseconds, which also tells one lock from the next. */
export function gateDoorLocked(person: string, lockedUntil: number): PublishedEvent {
  const detailType = 'Gate Door Locked';
  const eventId = eventIdOf(detailType, person, lockedUntil);
  const until = new Date(lockedUntil).toISOString();
  const reason = 'ten wrong sign-in codes within a day';
  return { detailType, resources: [], detail: { schemaVersion: '1', eventId, person, lockedUntil: until, reason } };
}
