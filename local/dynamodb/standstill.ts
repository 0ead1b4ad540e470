// Calls go on side by side, until somebody has to see a state in which nothing moves.

export type Standstill = {
  /** Works a call: at once, or when whoever is alone has ended. */
  readonly enter: <T>(call: () => Promise<T>) => Promise<T>;
  /** Lets no new call begin from this moment on, waits for those under way, and works. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Nothing under way, nobody alone. */
export function makeStandstill(): Standstill {
  const underWay = new Set<Promise<unknown>>();
  const door: { closed: Promise<void> | null } = { closed: null };
  return {
    async enter(call) {
      while (door.closed) await door.closed;
      const answer = call();
      underWay.add(answer);
      return answer.finally(() => underWay.delete(answer));
    },
    async alone(work) {
      while (door.closed) await door.closed;
      const { promise, resolve } = Promise.withResolvers<void>();
      door.closed = promise;
      await Promise.allSettled(underWay);
      return work().finally(() => {
        door.closed = null;
        resolve();
      });
    },
  };
}
