// How many codes and tries a person has. Pure; times are milliseconds since the epoch.
import { DAY, HOUR, MINUTE } from '../times.ts';

/** How long a code is good. */
export const CODE_LIFETIME = 10 * MINUTE;
/** How long the tries of a person are remembered. */
export const TRIES_KEPT = DAY;
const TRIES_A_CODE = 5;
const CODES_AN_HOUR = 3;
const WRONG_TRIES_A_DAY = 10;

/** One code that was sent, known under the id of the browser that asked for it. */
export type Attempt = {
  readonly personId: string;
  readonly keyId: string;
  /** Hexadecimal; the code itself is kept nowhere. */
  readonly mac: string;
  readonly expiresAt: number;
  readonly tries: number;
  readonly isUsed: boolean;
};

/** What a person has used up. */
export type PersonTries = {
  readonly codesAt: readonly number[];
  readonly wrongAt: readonly number[];
  /** 0: not locked. */
  readonly lockedUntil: number;
};

export const NO_TRIES: PersonTries = { codesAt: [], wrongAt: [], lockedUntil: 0 };

const within = (times: readonly number[], span: number, now: number): readonly number[] =>
  times.filter((at) => at > now - span);

/** Whether the door is shut for this person. */
export const isLocked = ({ lockedUntil }: PersonTries, now: number): boolean => now < lockedUntil;

/** The tries with one more code; null where there may be none now. */
export function withCode(tries: PersonTries, now: number): PersonTries | null {
  const codesAt = within(tries.codesAt, HOUR, now);
  if (isLocked(tries, now) || codesAt.length >= CODES_AN_HOUR) return null;
  return { ...tries, codesAt: [...codesAt, now] };
}

/** The tries with one more wrong one; `isNewlyLocked` where that was the last of the day. */
export function withWrongTry(tries: PersonTries, now: number): { tries: PersonTries; isNewlyLocked: boolean } {
  const wrongAt = [...within(tries.wrongAt, DAY, now), now];
  const isNewlyLocked = wrongAt.length >= WRONG_TRIES_A_DAY && !isLocked(tries, now);
  return { tries: { ...tries, wrongAt, lockedUntil: isNewlyLocked ? now + DAY : tries.lockedUntil }, isNewlyLocked };
}

/** The attempt with one more try; null where it may not be tried any more. Counted before the code is looked at. */
export const withTry = (attempt: Attempt, now: number): Attempt | null =>
  attempt.isUsed || now >= attempt.expiresAt || attempt.tries >= TRIES_A_CODE
    ? null
    : { ...attempt, tries: attempt.tries + 1 };
