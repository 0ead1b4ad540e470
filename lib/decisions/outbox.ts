// Lets the decisions of one batch travel together: ten of them, or what has come within a second, are published in one call.
import type { Sleep } from './patiently.ts';

export type Outbox = {
  /** Resolves when the decision that asks may be published. */
  readonly turn: () => Promise<void>;
  /** Nobody else will ask: whoever waits goes now, and whoever asks later at once. */
  readonly close: () => void;
};

/** PutEvents takes 10 entries. Source: Amazon EventBridge quotas. */
const MOST = 10;
/** A decision is published at most so long after its write (ms). Until then HEAD is `applying`, and whoever comes after a crash publishes it. */
const LONGEST = 1_000;

/** Makes the outbox of one batch. */
export function makeOutbox(sleep: Sleep): Outbox {
  let waiting: (() => void)[] = [];
  let isClosed = false;
  const leave = (): void => {
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  return {
    turn() {
      if (isClosed) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      const mine = waiting;
      if (mine.length === MOST) leave();
      else if (mine.length === 1) void sleep(LONGEST).then(() => mine === waiting && leave());
      return promise;
    },
    close() {
      isClosed = true;
      leave();
    },
  };
}
