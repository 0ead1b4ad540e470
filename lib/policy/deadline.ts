// Days and times as policy files write them: 2026-12-31, which lasts until its end in UTC, or RFC 3339 with seconds and zone.
import { DAY } from '../times.ts';

/** RFC 3339 section 5.6 with upper-case T and Z. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/u;

/** Milliseconds of a time such as 2026-12-31T18:00:00Z, or null where the text is none (the 30th of February is none). */
export function parseTime(text: string): number | null {
  const match = TIME.exec(text);
  const time = match ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) && match && isDay(`${match[1]}-${match[2]}-${match[3]}`) ? time : null;
}

/** The first moment (milliseconds) after a day in UTC, or the time itself. Null where the text is neither. */
export function parseDeadline(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return parseTime(text);
  return isDay(text) ? Date.parse(`${text}T00:00:00Z`) + DAY : null;
}

/** Whether a text such as 2026-12-31 is a day: Date.parse takes the 30th of February for the 2nd of March. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}
