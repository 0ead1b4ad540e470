// Times for people: absolute, in UTC, and how much is left.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `17 Nov 2026, 09:41 UTC`, of milliseconds or an RFC 3339 text. */
export function dateText(time: number | string): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** `17 Nov, 09:41`, for a column that says UTC. */
export const shortDateText = (time: number): string =>
  dateText(time)
    .replace(/ \d{4}, /u, ', ')
    .replace(' UTC', '');

/** `1 d 17 h`, `3 h 5 min`, `12 min`: the two largest units. */
export function spanText(milliseconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(milliseconds / DAY),
    Math.floor((milliseconds % DAY) / HOUR),
    Math.floor((milliseconds % HOUR) / MINUTE),
  ];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return `${minutes} min`;
}

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** A point in time as a flag gives it: `7d` ago, `2026-11-01` (midnight UTC) or an RFC 3339 time. Null where it is none. */
export function timeOf(text: string, now: number): number | null {
  const [, count, unit = ''] = /^(\d{1,4})([mhdw])$/u.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/u.test(text)) return null;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
