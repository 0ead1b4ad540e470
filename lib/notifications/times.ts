// Times as people read them: absolute, in UTC, in the form of the pages.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (count: number): string => String(count).padStart(2, '0');

/** `Fri 20 Nov 2026, 09:44 UTC` of milliseconds since the epoch. */
export function longTime(at: number): string {
  const date = new Date(at);
  return `${DAYS[date.getUTCDay()]} ${dayOf(date)} ${date.getUTCFullYear()}, ${clockOf(date)}`;
}

/** `17 Nov 2026, 09:41 UTC`. */
export function plainTime(at: number): string {
  const date = new Date(at);
  return `${dayOf(date)} ${date.getUTCFullYear()}, ${clockOf(date)}`;
}

/** `17 Nov, 15:10 UTC`. */
export function shortTime(at: number): string {
  const date = new Date(at);
  return `${dayOf(date)}, ${clockOf(date)}`;
}

const dayOf = (date: Date): string => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
const clockOf = (date: Date): string => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
