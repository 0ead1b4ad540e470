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

/** `20 Nov 2026, 09:44 UTC`. */
export function utcWithYear(time: number): string {
  const [day, clock] = utc(time).split(', ');
  return `${day} ${new Date(time).getUTCFullYear()}, ${clock}`;
}

/** `72 h`, `15 min`, `1 d`: the largest unit that divides it, hours up to four days. */
export function duration(milliseconds: number): string {
  if (milliseconds % DAY === 0 && milliseconds > 4 * DAY) return `${milliseconds / DAY} d`;
  if (milliseconds % HOUR === 0) return `${milliseconds / HOUR} h`;
  if (milliseconds % MINUTE === 0) return `${milliseconds / MINUTE} min`;
  return `${Math.round(milliseconds / 1000)} s`;
}

/** What is left, by the two largest units: `1 d 17 h left`, `3 h 5 min left`, `under a minute left`. */
export function left(milliseconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(milliseconds / DAY),
    Math.floor(milliseconds / HOUR) % 24,
    Math.floor(milliseconds / MINUTE) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h left`;
  if (hours > 0) return `${hours} h ${minutes} min left`;
  return minutes > 0 ? `${minutes} min left` : 'under a minute left';
}
