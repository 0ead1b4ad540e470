// What a sweep says of itself: one line, and metrics that alarms look at.
import { METRICS, type Observe } from '../observe.ts';
import type { Swept } from './sweep-place.ts';

/** Logs and counts a sweep: `lanes` is how many lanes it woke, `modes` how many switches of the mode it told of. Answers all of it. */
export function reportSweep(
  observe: Observe,
  [swept, lanes, modes]: readonly [Swept, number, number],
): Swept & { readonly lanes: number; readonly modes: number } {
  const { listed, woken, backlog } = swept;
  observe.info('sweep', { listed, woken, backlog, lanes, modes });
  observe.count(METRICS.woken, woken);
  if (swept.backlogLeft) {
    observe.count(METRICS.backlogLeft);
    observe.warn('sweep stopped with the backlog at its bound; the next one goes on', { backlog });
  }
  if (!swept.isWhole) {
    observe.count(METRICS.sweepUnfinished);
    observe.warn('sweep ran out of time; the next one goes on where it stopped', { listed });
  }
  return { ...swept, lanes, modes };
}
