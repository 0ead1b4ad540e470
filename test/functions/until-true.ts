// Waiting for something a gate does, for as long as it takes: no test depends on a fast machine.
import { setTimeout as pause } from 'node:timers/promises';

/** Asks every 50 ms until the answer is yes. */
export async function untilTrue(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await pause(50);
}
