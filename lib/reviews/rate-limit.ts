// How often one address may knock in a minute, counted in each instance: the API's own throttling is the wall, this keeps one knocker small.
import type { Clock } from '../ports.ts';
import { MINUTE } from '../times.ts';

/** Addresses remembered at once; then the oldest window is forgotten as a whole. */
const MOST_KEYS = 10_000;

/** False where this key has used up its minute. */
export type TakeTurn = (key: string) => boolean;

/** Counts by the minute of the clock, for as many keys as come. */
export function makeRateLimit({ clock, perMinute }: { clock: Clock; perMinute: number }): TakeTurn {
  let window = 0;
  let counts = new Map<string, number>();
  return (key) => {
    const now = Math.floor(clock() / MINUTE);
    if (now !== window || counts.size >= MOST_KEYS) {
      window = now;
      counts = new Map();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count <= perMinute;
  };
}
