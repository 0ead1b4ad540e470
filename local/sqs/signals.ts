// Wakes those who wait for a queue.

/** Waiting and waking, by queue ARN. */
export type Signals = {
  readonly wake: (queueArn: string) => void;
  /** Resolves when the queue may have something or `signal` is aborted, at the latest after `ms`. */
  readonly wait: (queueArn: string, ms: number, signal?: AbortSignal) => Promise<void>;
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
  let closed = false;
  const of = (arn: string): Set<() => void> => {
    const found = wakers.get(arn) ?? new Set();
    wakers.set(arn, found);
    return found;
  };
  return {
    wake: (arn) => of(arn).forEach((waker) => waker()),
    wait: (arn, ms, signal) => pause(of(arn), ms, signal),
    isClosed: () => closed,
    close: () => {
      closed = true;
      for (const set of wakers.values()) for (const waker of set) waker();
    },
  };
};
