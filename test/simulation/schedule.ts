// Virtual time and chance: an agenda in milliseconds and one seeded source of randomness, so that a seed is a history.

/** A source of numbers in [0, 1) that depends on the seed alone (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** All that a history is drawn with. */
export type Chance = {
  readonly draw: () => number;
  readonly chance: (probability: number) => boolean;
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
};

/** Chance drawn from one seed. */
export function makeChance(seed: number): Chance {
  const draw = randomFrom(seed);
  return {
    draw,
    chance: (probability) => draw() < probability,
    between: (low, high) => low + draw() * (high - low),
    pick(list) {
      const picked = list[Math.floor(draw() * list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}

/** An agenda of what happens when. `runUntil` lets every promise settle before the next thing happens. */
export type Schedule = {
  readonly now: () => number;
  readonly at: (time: number, action: () => void) => void;
  /** Says that a promise was settled or a worker started: what follows from that has to run first. */
  readonly stir: () => void;
  readonly runUntil: (end: number) => Promise<void>;
};

/** After this all promises have settled: an immediate runs only when no microtask is left. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Makes an agenda that begins at time 0. */
export function makeSchedule(): Schedule {
  const agenda: { readonly time: number; readonly action: () => void }[] = [];
  let now = 0;
  let isStirred = false;
  return {
    now: () => now,
    // In order, equals in the order they came.
    at(time, action) {
      let [low, high] = [0, agenda.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((agenda[middle]?.time ?? 0) > time) high = middle;
        else low = middle + 1;
      }
      agenda.splice(low, 0, { time, action });
    },
    stir: () => {
      isStirred = true;
    },
    async runUntil(end) {
      for (let next = agenda[0]; next && next.time <= end; next = agenda[0]) {
        agenda.shift();
        now = Math.max(now, next.time);
        next.action();
        if (!isStirred) continue;
        isStirred = false;
        await quiet();
      }
      now = end;
    },
  };
}
