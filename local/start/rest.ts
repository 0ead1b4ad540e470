// Waiting until nothing moves any more: no delivery, no message, no function at work, for a little while.
import { setTimeout as wait } from 'node:timers/promises';

/** What is asked while waiting. `idle` resolves when queues and functions are at rest; `events` counts all events so far. */
export type Resting = {
  readonly idle: () => Promise<void>;
  readonly events: () => number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
};

// Longer than the embedded registry holds an event back when events are shuffled on purpose.
const QUIET_MS = 400;

/** Resolves when the world was idle and saw no event for 400 ms: events may still be held back on purpose. */
export async function untilRest({ idle, events, sleep = wait }: Resting): Promise<void> {
  for (;;) {
    await idle();
    const before = events();
    await sleep(QUIET_MS);
    await idle();
    if (events() === before) return;
  }
}
