// Times and durations, as every text of modelgate says them: absolute and in UTC. All are milliseconds, times since the epoch.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');

/** `Fri` */
export const weekdayText = (time: number): string => DAYS[new Date(time).getUTCDay()] ?? '';

/** `17 Nov` */
export function dayText(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** `09:41` */
export function clockText(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** `17 Nov, 15:10 UTC` */
export const shortTime = (time: number): string => `${dayText(time)}, ${clockText(time)} UTC`;

/** `17 Nov 2026, 09:41 UTC`, of a time or its RFC 3339 text. */
export function longTime(time: number | string): string {
  const at = new Date(time).getTime();
  return `${dayText(at)} ${new Date(at).getUTCFullYear()}, ${clockText(at)} UTC`;
}

/** `Fri 20 Nov 2026, 09:44 UTC` */
export const weekdayTime = (time: number): string => `${weekdayText(time)} ${longTime(time)}`;

/** How long, in the two largest units: `1 d 17 h`, `3 h 5 min`, `12 min`, `under a minute`. */
export function spanText(span: number): string {
  const minutes = Math.floor(Math.max(0, span) / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const units = [
    days > 0 && `${days} d`,
    hours > 0 && `${hours} h`,
    days === 0 && minutes % 60 > 0 && `${minutes % 60} min`,
  ];
  return units.filter((unit) => unit !== false).join(' ') || 'under a minute';
}
