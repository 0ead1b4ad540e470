// Points in time as flags give them.
import { isDay } from '../../lib/policy/deadline.ts';
import { DAY, HOUR, MINUTE } from '../../lib/times.ts';
import type { Flags } from './command.ts';
import { misuse } from './flags.ts';

const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY };

/** The time that a flag of this verb gives; null where it is not given. Throws CliError 64. */
export function timeFlag(verb: string, flags: Flags, name: string, now: number): number | null {
  const text = flags.text(name);
  const time = text === null ? null : timeOf(text, now);
  if (text !== null && time === null)
    throw misuse(verb, `--${name} is \`${text}\`; expected 7d, 12h, 2026-11-01 or 2026-11-01T09:00:00Z.`);
  return time;
}

/** A point in time as a flag gives it: `7d` ago, `2026-11-01` (midnight UTC) or an RFC 3339 time. Null where it is none. */
function timeOf(text: string, now: number): number | null {
  const [, count, unit = ''] = /^(\d{1,4})([mhdw])$/u.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/u.test(text)) return null;
  const time = isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
