// Durations in sentences, as policies write them.
import { DAY, HOUR, MINUTE } from '../times.ts';

/** `72 h`, `15 min`, `1 d`: the largest unit that divides it, hours up to four days. */
export function duration(milliseconds: number): string {
  if (milliseconds % DAY === 0 && milliseconds > 4 * DAY) return `${milliseconds / DAY} d`;
  if (milliseconds % HOUR === 0) return `${milliseconds / HOUR} h`;
  if (milliseconds % MINUTE === 0) return `${milliseconds / MINUTE} min`;
  return `${Math.round(milliseconds / 1000)} s`;
}
