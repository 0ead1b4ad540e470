// What services do by themselves in a moment: their timers, counted, so that one can ask whether anything is still to come.

export type Later = {
  /** Runs it once, after so many milliseconds. Keeps no process from ending. */
  readonly after: (milliseconds: number, run: () => void) => void;
  /** How many are still to come. */
  readonly waiting: () => number;
};

/** Nothing is to come yet. */
export function makeLater(): Later {
  let waiting = 0;
  return {
    after: (milliseconds, run) => {
      waiting += 1;
      setTimeout(() => {
        waiting -= 1;
        run();
      }, milliseconds).unref();
    },
    waiting: () => waiting,
  };
}
