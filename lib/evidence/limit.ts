// Lets only so many pieces of work run at once, whoever asks.

/** Runs work when there is a free place; resolves as the work does. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** A limit of `atOnce` places, handed on in the order of asking. */
export function makeLimit(atOnce: number): Limit {
  const queue: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => void queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free++;
    }
  };
}
