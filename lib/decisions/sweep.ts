// One sweep from its event to its report: versions, sleeping lanes, switches of the mode that were not told; one line in the log, and metrics that alarms look at.
import { METRICS, type Observe } from '../observe.ts';
import type { Clock } from '../ports.ts';
import type { Swept } from './sweep-place.ts';
import { isOfVersionsOnly, readSweepRequest, type SweepRequest } from './sweep-request.ts';

export type SweepPorts = {
  readonly observe: Observe;
  readonly clock: Clock;
  readonly reconcile: (remaining: () => number, request: SweepRequest) => Promise<Swept>;
  /** Answers how many lanes were woken. */
  readonly sweepLanes: () => Promise<number>;
  /** Answers how many switches of the mode were told. */
  readonly announceModes: () => Promise<number>;
  /** Answers how many documents were archived. */
  readonly keepArchive: (remaining: () => number) => Promise<number>;
};

/** What a sweep answers. `lanes` is how many lanes it woke, `modes` how many switches of the mode it told of, `archived` how many documents it archived. */
export type SweepReport = Swept & { readonly lanes: number; readonly modes: number; readonly archived: number };

/** Makes the sweep of the schedule and of `modelgate reconcile`. Throws InvalidError for an event that asks for what is not there. */
export function makeSweep(ports: SweepPorts): (remaining: () => number, event: unknown) => Promise<SweepReport> {
  return async (remaining, event) => {
    const request = readSweepRequest(event);
    const isWhole = !isOfVersionsOnly(request);
    const [swept, lanes, modes, archived] = await Promise.all([
      ports.reconcile(remaining, request),
      isWhole ? ports.sweepLanes() : 0,
      isWhole ? ports.announceModes() : 0,
      isWhole ? ports.keepArchive(remaining) : 0,
    ]);
    const report = { ...swept, lanes, modes, archived };
    tell(ports, report, request);
    return report;
  };
}

function tell(ports: Pick<SweepPorts, 'observe' | 'clock'>, report: SweepReport, request: SweepRequest): void {
  const { observe } = ports;
  const { listed, woken, backlog, lanes, modes, archived } = report;
  const scope = request.group === null ? {} : { group: request.group };
  observe.info(request.isDryRun ? 'sweep, dry run' : 'sweep', {
    listed,
    woken,
    backlog,
    lanes,
    modes,
    archived,
    ...scope,
  });
  if (request.isDryRun) return;
  observe.count(METRICS.woken, woken);
  if (report.isWhole && request.group === null) {
    observe.count(METRICS.reviewsOpen, report.reviewsOpen);
    const { oldestPending } = report;
    observe.milliseconds(METRICS.oldestPending, oldestPending === null ? 0 : ports.clock() - oldestPending);
  }
  if (report.backlogLeft) {
    observe.count(METRICS.backlogLeft);
    observe.warn('sweep stopped with the backlog at its bound; the next one goes on', { backlog });
  }
  if (!report.isWhole) {
    observe.count(METRICS.sweepUnfinished);
    observe.warn('sweep ran out of time; the next one goes on where it stopped', { listed });
  }
}
