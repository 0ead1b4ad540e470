// All that reconcile keeps for good: the policy files that are deployed, and the log of every day. What fails is told and tried again.
import { METRICS, type Observe } from '../observe.ts';

export type KeepArchivePorts = {
  readonly observe: Observe;
  readonly keepTexts: () => Promise<void>;
  readonly archiveLog: (remaining: () => number) => Promise<number>;
};

/** Answers how many documents of heads were written. Never throws: a sweep is worth more than its archive, and an alarm looks at the count. */
export function makeKeepArchive({ observe, keepTexts, archiveLog }: KeepArchivePorts) {
  return async (remaining: () => number): Promise<number> => {
    const [texts, log] = await Promise.allSettled([keepTexts(), archiveLog(remaining)]);
    for (const one of [texts, log]) {
      if (one.status === 'fulfilled') continue;
      observe.error('not archived; the next sweep tries again', {}, one.reason);
      observe.count(METRICS.archiveFailed);
    }
    return log.status === 'fulfilled' ? log.value : 0;
  };
}
