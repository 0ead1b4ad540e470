// Durations as policies write them: 90s, 15m, 24h, 3d.
import { DAY, HOUR, MINUTE } from '../times.ts';

const UNITS = new Map([
  ['s', 1000],
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
]);
const LONGEST = 366 * DAY;

/** Milliseconds of a duration such as `15m`, or null where the text is none (or longer than 366 days). */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/u.exec(text);
  const milliseconds = match ? Number(match[1]) * (UNITS.get(match[2] ?? '') ?? Number.NaN) : Number.NaN;
  return milliseconds <= LONGEST ? milliseconds : null;
}
