// Waiting until nothing moves any more. What moves is asked: a time of quiet would be too long for most and too short on a busy machine.
import { setTimeout as wait } from 'node:timers/promises';
import type { StartedWorld } from './world.ts';

/** How often one looks (ms). */
const LOOK_MS = 10;

/** Resolves when no event is on its way or to come by itself, no message in a queue of the stack, and no function at work; or after `longest` milliseconds. */
export async function untilRest({ isResting }: Pick<StartedWorld, 'isResting'>, longest = Infinity): Promise<void> {
  const last = performance.now() + longest;
  while (!isResting() && performance.now() < last) await wait(LOOK_MS);
}
