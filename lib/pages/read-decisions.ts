// Reads decisions from the log of all packages, newest first, filtered and bounded: a page of them and where the next one begins.
import type { Decision } from '../decisions/decision.ts';
import { groupIn } from '../identity.ts';
import { readChained } from '../ledger/read-chained.ts';
import { scanLog } from '../ledger/scan-log.ts';
import { matchesGlobIgnoringCase } from '../policy/glob.ts';
import type { PagesLedger } from './pages-ports.ts';

/** What to look for. Times in milliseconds, both inclusive; `group` is a glob, empty for all. */
export type DecisionQuery = {
  readonly group: string;
  readonly from: number;
  readonly until: number;
  readonly matches: (decision: Decision) => boolean;
  /** So many decisions make a page. */
  readonly limit: number;
};

/** `nextUntil` is where the next page begins; null at the end of the period. */
export type DecisionPage = { readonly decisions: readonly Decision[]; readonly nextUntil: number | null };

/** One page view reads so many rows of the log, and those of the same millisecond as the last, however few of them match. */
const MOST_ROWS = 2_000;
const QUERY_ROWS = 100;

/** The newest decisions that match. Two of the same millisecond never fall apart over two pages: a page may be longer by these. */
export async function readDecisions(ledger: PagesLedger, query: DecisionQuery): Promise<DecisionPage> {
  const decisions: Decision[] = [];
  let rowsRead = 0;
  let oldest: number | null = null;
  let last: number | null = null;
  const span = { since: query.from, until: query.until, newestFirst: true, pageSize: QUERY_ROWS };
  for await (const rows of scanLog(ledger, span)) {
    const read = rowsRead < MOST_ROWS ? rows : rows.filter(({ time }) => time === oldest);
    const wanted = read.filter(({ identity }) => isOfGroup(identity, query.group));
    for (const { entry, row } of await readChained(ledger, wanted)) {
      if (entry.content.kind !== 'decided' || !query.matches(entry.content.decision)) continue;
      if (decisions.length >= query.limit && row.time !== last) return { decisions, nextUntil: row.time };
      decisions.push(entry.content.decision);
      last = row.time;
    }
    const next = rows[read.length];
    if (next) return { decisions, nextUntil: next.time };
    rowsRead += rows.length;
    oldest = rows.at(-1)?.time ?? null;
  }
  return { decisions, nextUntil: null };
}

const isOfGroup = (identity: string, glob: string): boolean =>
  glob === '' || matchesGlobIgnoringCase(groupIn(identity), glob);
