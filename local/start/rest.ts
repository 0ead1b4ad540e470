// Waiting until nothing moves any more. What moves is asked: a time of quiet would be too long for most and too short on a busy machine.
import { setTimeout as wait } from 'node:timers/promises';
import type { StartedWorld } from './world.ts';

/** How often one looks (ms). */
const LOOK_MS = 10;

/** Resolves when no event is on its way or to come by itself, no message in a queue of the stack, and no function at work. */
export async function untilRest({ isResting }: Pick<StartedWorld, 'isResting'>): Promise<void> {
  while (!isResting()) await wait(LOOK_MS);
}
