// Reads the filter of the decisions page from its address: what is not understood falls back to all, never to an error.
import type { Decision } from '../decisions/decision.ts';
import { isDay } from '../policy/deadline.ts';
import { DAY } from '../times.ts';
import { ORIGINS, VERDICTS, type DecisionFilter } from './decisions-page.ts';
import type { DecisionQuery } from './read-decisions.ts';

/** The period where none is asked for, and the longest one (milliseconds). */
const USUAL = 30 * DAY;
const LONGEST = 366 * DAY;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The filter as shown, the query as read, and whether it is a later page. `text` answers '' for a parameter that is not there. */
export function readDecisionQuery(
  text: (name: string) => string,
  now: number,
): { readonly filter: DecisionFilter; readonly query: Omit<DecisionQuery, 'limit'>; readonly isContinued: boolean } {
  const [verdict = ''] = VERDICTS.filter((one) => one === text('verdict'));
  const [origin = ''] = ORIGINS.filter((one) => one === text('origin'));
  const to = readDay(text('to')) ?? Date.parse(dayOf(now));
  const asked = readDay(text('from')) ?? to - USUAL;
  const from = Math.max(Math.min(asked, to), to - LONGEST);
  const continued = Number(text('until'));
  const end = to + DAY - 1;
  const isContinued = text('until') !== '' && Number.isSafeInteger(continued) && continued >= from && continued < end;
  const matches = (decision: Decision): boolean =>
    (verdict === '' || decision.verdict === verdict) && (origin === '' || decision.origin === origin);
  return {
    filter: { group: text('group'), verdict, origin, from: dayOf(from), to: dayOf(to) },
    query: { group: text('group'), from, until: isContinued ? continued : end, matches },
    isContinued,
  };
}

/** The first moment of a day in UTC; null for anything that is no day between 2015 and 2100. */
function readDay(text: string): number | null {
  const ms = /^20\d\d-\d\d-\d\d$/u.test(text) && isDay(text) ? Date.parse(text) : 0;
  return ms < Date.UTC(2015, 0, 1) ? null : ms;
}
