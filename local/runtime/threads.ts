// Threads outlive the environments in them: a new environment finds the libraries of its function loaded and made fast.
import { type Birth, type FunctionSetup, startThread, type Thread } from './thread.ts';

export type Threads = {
  /** A thread that begins this life: one that rests, or a new one. */
  readonly take: (birth: Birth) => Thread;
  /** Takes back the thread of an environment that is over. */
  readonly giveBack: (thread: Thread, setup: FunctionSetup) => Promise<void>;
};

/** A module that was evaluated is never freed: a thread ends after so many lives. */
const MOST_LIVES = 20;
/** So many rest of each kind. */
const MOST_RESTING = 3;

/** Threads that rest are told apart by what was fixed when they started: their program and their memory. */
const kindOf = ({ worker, memory, name }: FunctionSetup): string => JSON.stringify([worker, memory, name]);

/** All threads of a process. Resting ones do not keep it from ending. */
export function makeThreads(): Threads {
  const resting = new Map<string, Thread[]>();
  const lives = new WeakMap<Thread, number>();
  const awake = (setup: FunctionSetup): Thread | undefined => resting.get(kindOf(setup))?.pop();
  return {
    take(birth) {
      let rested = awake(birth.setup);
      while (rested?.isDead()) rested = awake(birth.setup);
      rested?.begin(birth);
      const thread = rested ?? startThread(birth);
      lives.set(thread, (lives.get(thread) ?? 0) + 1);
      return thread;
    },
    giveBack: async (thread, setup) => {
      const others = resting.get(kindOf(setup)) ?? [];
      if (thread.isDead() || (lives.get(thread) ?? 0) >= MOST_LIVES || others.length >= MOST_RESTING)
        return thread.end();
      thread.rest();
      resting.set(kindOf(setup), [...others, thread]);
    },
  };
}
