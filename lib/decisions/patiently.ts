// Repeats what may be repeated without thought: reads, immutable entries, events with a fixed id, and conditional writes of HEAD.
import { setTimeout as wait } from 'node:timers/promises';
import { NotYetError } from '../errors.ts';
import type { Head } from '../ledger/head.ts';
import { ConditionFailedError, type Ledger, ThrottledError, UnansweredError } from '../ports.ts';

/** Resolves after so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

const TRIES = 3;

/** Time itself, where no other sleep was handed over. */
export const sleepInTime: Sleep = (milliseconds) => wait(milliseconds);

/** Milliseconds before the next of several attempts: doubling from 100. */
export const pauseAfter = (attempt: number): number => 100 * 2 ** (attempt - 1);

/** Asks up to three times while the answer is throttling or none at all. Throws what the last attempt threw. */
export async function patiently<T>(sleep: Sleep, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const mayPass = error instanceof ThrottledError || error instanceof UnansweredError;
      if (attempt === TRIES || !mayPass) throw error;
      await sleep(pauseAfter(attempt));
    }
  }
}

type MovePorts = { readonly ledger: Pick<Ledger, 'readHead'>; readonly sleep: Sleep };

/**
 * One conditional write of HEAD: true where it was made, by this attempt or by an earlier one whose answer was lost. That is found by
 * reading, never inside the condition: there it would let a late copy of the same write move HEAD back.
 */
export async function moveHead(
  { ledger, sleep }: MovePorts,
  { identity }: Head,
  move: () => Promise<void>,
  isOurs: (current: Head | null) => boolean,
): Promise<boolean> {
  try {
    await patiently(sleep, move);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    return isOurs(await patiently(sleep, () => ledger.readHead(identity)));
  }
}

/** The same, where nothing goes on without it. Throws NotYetError where another worker was faster, with the seconds to wait. */
export async function needMove(
  ports: MovePorts,
  head: Head,
  move: () => Promise<void>,
  isOurs: (current: Head | null) => boolean,
  seconds: number,
): Promise<void> {
  if (!(await moveHead(ports, head, move, isOurs)))
    throw new NotYetError(`HEAD of ${head.modelPackageArn} was moved by another worker`, seconds);
}
