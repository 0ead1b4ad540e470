// All that reconcile keeps for good: the policy files that are deployed, switches of the mode and revoked authority, and the log of every day. What fails is told and tried again.
import { METRICS, type Observe } from '../observe.ts';

export type KeepArchivePorts = {
  readonly observe: Observe;
  readonly keepTexts: () => Promise<void>;
  readonly keepSwitches: () => Promise<unknown>;
  readonly archiveLog: (remaining: () => number) => Promise<number>;
};

/** Answers how many documents of heads were written. Never throws: a sweep is worth more than its archive, and an alarm looks at the count. */
export function makeKeepArchive({ observe, keepTexts, keepSwitches, archiveLog }: KeepArchivePorts) {
  return async (remaining: () => number): Promise<number> => {
    const [log, ...beside] = await Promise.allSettled([archiveLog(remaining), keepTexts(), keepSwitches()]);
    for (const one of [log, ...beside]) {
      if (one.status === 'fulfilled') continue;
      observe.error('not archived; the next sweep tries again', {}, one.reason);
      observe.count(METRICS.archiveFailed);
    }
    return log.status === 'fulfilled' ? log.value : 0;
  };
}
