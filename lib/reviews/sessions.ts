// Sessions: who is signed in, in which browser, for twelve hours. The token is in the cookie alone; the ledger knows its fingerprint.
import type { Clock, NewToken } from '../ports.ts';
import type { DoorStore } from '../people-ports.ts';
import { changeItem } from './door-memory.ts';
import { fingerprint } from './signing-keys.ts';

/** Seconds; from signing in, however much it is used. */
export const SESSION_SECONDS = 12 * 3600;

export type Session = {
  readonly personId: string;
  /** Fingerprint of the token; nonces are bound to it. */
  readonly id: string;
  readonly expiresAt: number;
  readonly claimedGroups: readonly string[] | null;
};

type Kept = Omit<Session, 'id'> & { readonly isEnded: boolean };

export type Sessions = {
  /** A new session; answers its token. */
  readonly open: (personId: string, claimedGroups: readonly string[] | null) => Promise<string>;
  /** The session of a token; null where it is over, ended or was never there. */
  readonly read: (token: string) => Promise<Session | null>;
  readonly end: (token: string) => Promise<void>;
};

const keyOf = (token: string): string => `SESSION#${fingerprint(token)}`;

/** What a token looks like: two times 32 hex characters. */
const TOKEN = /^[0-9a-f]{64}$/u;

/** Sessions kept in the store of the doors. */
export function makeSessions({
  store,
  clock,
  newToken,
}: {
  store: DoorStore;
  clock: Clock;
  newToken: NewToken;
}): Sessions {
  return {
    async open(personId, claimedGroups) {
      const token = `${newToken()}${newToken()}`;
      const expiresAt = clock() + SESSION_SECONDS * 1000;
      const kept: Kept = { personId, expiresAt, claimedGroups, isEnded: false };
      await store.write({ key: keyOf(token), version: 1, value: JSON.stringify(kept), expiresAt });
      return token;
    },
    async read(token) {
      if (!TOKEN.test(token)) return null;
      const item = await store.read(keyOf(token));
      if (!item) return null;
      const { isEnded, ...session } = JSON.parse(item.value) as Kept;
      return isEnded || clock() >= session.expiresAt ? null : { ...session, id: fingerprint(token) };
    },
    async end(token) {
      if (!TOKEN.test(token)) return;
      await changeItem<Kept, void>(store, keyOf(token), clock(), (kept) => ({
        next: kept && { ...kept, isEnded: true },
        expiresAt: kept?.expiresAt ?? 0,
        result: undefined,
      }));
    },
  };
}
