// Times as a table or a timeline shows them, whose page says UTC once: the year only where it is another one. All are milliseconds.
import { clockText, dayText, spanText, weekdayText } from '../times.ts';
import { html, type Markup } from './html.ts';

/** `17 Nov`; with the year where it is not the year of `now`. */
export function shownDay(time: number, now: number): string {
  const year = new Date(time).getUTCFullYear();
  return year === new Date(now).getUTCFullYear() ? dayText(time) : `${dayText(time)} ${year}`;
}

/** `17 Nov, 15:10`, as the day. */
export const shownTime = (time: number, now: number): string => `${shownDay(time, now)}, ${clockText(time)}`;

/** `Tue 17 Nov, 09:44`, as the day. */
export const dayTime = (time: number, now: number): string => `${weekdayText(time)} ${shownTime(time, now)}`;

/** `18 Nov, 16:02:41`, as the day. */
export const secondTime = (time: number, now: number): string =>
  `${shownTime(time, now)}:${String(new Date(time).getUTCSeconds()).padStart(2, '0')}`;

/** `1 d 17 h left`, or that it is over. */
export const shownLeft = (until: number, now: number): string =>
  until > now ? `${spanText(until - now)} left` : 'over';

/** A `<time>` element with its machine-readable form. */
export const timeTag = (time: number, text: string): Markup =>
  html`<time datetime="${new Date(time).toISOString()}">${text}</time>`;
