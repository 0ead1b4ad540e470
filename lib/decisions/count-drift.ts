// Counts the approvals that drifted, where they are told.
import { METRICS, type Observe } from '../observe.ts';
import type { Bus } from '../ports.ts';

/** The bus as it is; each `Model Package Approval Drifted` is counted once it is published. */
export const countDrift = (observe: Observe, bus: Bus): Bus => ({
  ...bus,
  async publish(event) {
    await bus.publish(event);
    if (event.detailType === 'Model Package Approval Drifted') observe.count(METRICS.drifted);
  },
});
