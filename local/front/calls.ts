// Counts the calls that came in over HTTP, per operation, so that a test can assert how many a run needs.

/** One call as counted: `operation` is like `SageMaker.DescribeModelPackage`. */
export type Call = {
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly principalArn: string;
};

/** The counters and a hook that sees each call before it is worked. */
export type Calls = {
  readonly counts: () => Record<string, number>;
  readonly reset: () => void;
  /** Returns the function that ends the subscription. */
  readonly onCall: (listener: (call: Call) => void) => () => void;
  readonly add: (call: Call) => void;
};

/** Counters that start at zero. */
export const makeCalls = (): Calls => {
  const counts = new Map<string, number>();
  const listeners = new Set<(call: Call) => void>();
  return {
    counts: () => Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    reset: () => counts.clear(),
    onCall: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (call) => {
      counts.set(call.operation, (counts.get(call.operation) ?? 0) + 1);
      for (const listener of listeners) listener(call);
    },
  };
};
