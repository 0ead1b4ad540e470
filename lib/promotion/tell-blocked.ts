// A closed target in log and metrics, so that an alarm wakes somebody.
import type { Lane } from '../ledger/lane.ts';
import { METRICS, type Observe } from '../observe.ts';

/** What hears of each try that ended at a closed target. */
export const tellBlocked =
  (observe: Pick<Observe, 'warn' | 'count'>) =>
  ({ laneId, target, blocked }: Lane): void => {
    const { reason = null, message = null, fix = null } = blocked ?? {};
    observe.warn('a registration target is closed', { laneId, target, reason, because: message, fix });
    observe.count(METRICS.targetsBlocked);
  };
