// Times as people read them: absolute, in UTC, with what is left. All take milliseconds since the epoch.
import { html, type Markup } from './html.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MINUTE = 60_000;

const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (at: Date): string => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
const dateOf = (at: Date): string => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;

/** `17 Nov 2026, 09:41 UTC` */
export function longTime(ms: number): string {
  const at = new Date(ms);
  return `${dateOf(at)} ${at.getUTCFullYear()}, ${clockOf(at)} UTC`;
}

/** `Tue 17 Nov, 09:44`; with the year where it is not the year of `now`. */
export function dayTime(ms: number, now: number): string {
  const at = new Date(ms);
  const year = at.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return `${DAYS[at.getUTCDay()]} ${dateOf(at)}${year}, ${clockOf(at)}`;
}

/** `17 Nov`; with the year where it is not the year of `now`. */
export const shownDay = (ms: number, now: number): string => shortTime(ms, now).replace(/, [\d:]+$/u, '');

/** `17 Nov, 15:10`; with the year where it is not the year of `now`. */
export const shortTime = (ms: number, now: number): string => dayTime(ms, now).replace(/^\w+ /u, '');

/** `18 Nov, 16:02:41`; with the year where it is not the year of `now`. */
export function secondTime(ms: number, now: number): string {
  const at = new Date(ms);
  const year = at.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return `${dateOf(at)}${year}, ${clockOf(at)}:${two(at.getUTCSeconds())}`;
}

/** How long, in the two largest units: `1 d 17 h`, `3 h 5 min`, `12 min`, `under a minute`. */
export function shownSpan(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / MINUTE);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const units = [
    days > 0 && `${days} d`,
    hours > 0 && `${hours} h`,
    days === 0 && minutes % 60 > 0 && `${minutes % 60} min`,
  ];
  return units.filter((unit) => unit !== false).join(' ') || (days > 0 ? `${days} d` : 'under a minute');
}

/** `1 d 17 h left`, or that it is over. */
export const shownLeft = (until: number, now: number): string =>
  until > now ? `${shownSpan(until - now)} left` : 'over';

/** A `<time>` element with its machine-readable form. */
export const timeTag = (ms: number, text: string): Markup =>
  html`<time datetime="${new Date(ms).toISOString()}">${text}</time>`;
