// --data DIR: what is kept is written while the world runs, so that a process that is killed loses seconds and not the day.
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../message-of.ts';
import type { Aws } from '../aws.ts';

/** Milliseconds between two looks whether anything has happened. */
const EVERY = 2_000;
/** A large state is written less often: at most a twentieth of the time goes into it. */
const REST_TO_WORK = 20;

/** Saves whenever calls have come in since the last time. Answers how to end it, which waits for what is being written. `warn` hears, once, why nothing can be written. */
export function keepState(
  aws: Pick<Aws, 'calls' | 'save'>,
  warn: (line: string) => void,
  every = EVERY,
): () => Promise<void> {
  const ended = new AbortController();
  const isOver = (milliseconds: number): Promise<boolean> =>
    wait(milliseconds, false, { signal: ended.signal, ref: false }).catch(() => true);
  const keep = async (): Promise<void> => {
    let pause = every;
    let kept = -1;
    let isWarned = false;
    while (!(await isOver(pause))) {
      const calls = countOf(aws);
      if (calls === kept) continue;
      const began = performance.now();
      try {
        await aws.save();
        kept = calls;
        isWarned = false;
      } catch (error) {
        if (!isWarned) warn(`the state can't be kept: ${messageOf(error)}. It is tried again.`);
        isWarned = true;
      }
      pause = Math.max(every, REST_TO_WORK * (performance.now() - began));
    }
  };
  const running = keep();
  return async () => {
    ended.abort();
    await running;
  };
}

const countOf = ({ calls }: Pick<Aws, 'calls'>): number =>
  Object.values(calls.counts()).reduce((sum, count) => sum + count, 0);
