// Times and durations in sentences: absolute in UTC, durations as policies write them.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (number: number): string => String(number).padStart(2, '0');

/** `18 Nov, 16:02 UTC` of a time in milliseconds. */
export function utc(time: number): string {
  const date = new Date(time);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}, ${clock} UTC`;
}

/** `72 h`, `15 min`, `1 d`: the largest unit that divides it, hours up to four days. */
export function duration(milliseconds: number): string {
  if (milliseconds % DAY === 0 && milliseconds > 4 * DAY) return `${milliseconds / DAY} d`;
  if (milliseconds % HOUR === 0) return `${milliseconds / HOUR} h`;
  if (milliseconds % MINUTE === 0) return `${milliseconds / MINUTE} min`;
  return `${Math.round(milliseconds / 1000)} s`;
}
