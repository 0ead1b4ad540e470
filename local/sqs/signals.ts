// Wakes those who wait for a queue: long polls and the runtime.

/** Waiting and waking, by queue ARN. */
export type Signals = {
  readonly wake: (queueArn: string) => void;
  /** Resolves when the queue may have something or `signal` is aborted, at the latest after `ms`. */
  readonly wait: (queueArn: string, ms: number, signal?: AbortSignal) => Promise<void>;
  readonly onArrival: (queueArn: string, listener: () => void) => () => void;
  readonly isClosed: () => boolean;
  /** Ends all waiting at once. */
  readonly close: () => void;
};

const pause = (wakers: Set<() => void>, ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      wakers.delete(done);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    wakers.add(done);
    signal?.addEventListener('abort', done);
  });

/** Nobody waits yet. */
export const makeSignals = (): Signals => {
  const wakers = new Map<string, Set<() => void>>();
  const listeners = new Map<string, Set<() => void>>();
  let closed = false;
  const setOf = (map: typeof wakers, arn: string): Set<() => void> => {
    const found = map.get(arn) ?? new Set();
    map.set(arn, found);
    return found;
  };
  return {
    wake: (arn) => {
      for (const waker of setOf(wakers, arn)) waker();
      for (const listener of setOf(listeners, arn)) listener();
    },
    wait: (arn, ms, signal) => pause(setOf(wakers, arn), ms, signal),
    onArrival: (arn, listener) => {
      setOf(listeners, arn).add(listener);
      return () => setOf(listeners, arn).delete(listener);
    },
    isClosed: () => closed,
    close: () => {
      closed = true;
      for (const set of wakers.values()) for (const waker of set) waker();
    },
  };
};
