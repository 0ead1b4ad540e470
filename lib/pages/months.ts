// Months in UTC as the log's index names them.

/** `2026-11` of a time in milliseconds. */
export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** The month of `until` and those before it, at most `count`, newest first. */
export function monthsBack(until: number, count: number): readonly string[] {
  const at = new Date(until);
  return Array.from({ length: count }, (_, back) => monthOf(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back, 1)));
}
