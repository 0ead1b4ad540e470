// A report store that loads S3's client with the first report: many policies never read one, and a cold start should not pay for it.
import type { ReportStore } from '../ports.ts';
import type { ReportStoreOptions } from './reports.ts';

/** The ReportStore of reports.ts, made when first asked. */
export function makeLazyReportStore(options: ReportStoreOptions): ReportStore {
  let store: Promise<ReportStore> | null = null;
  return {
    read: async (request) => {
      store ??= import('./reports.ts').then(({ makeReportStore }) => makeReportStore(options));
      return (await store).read(request);
    },
  };
}
