// Schedules of serverless.yml: rate(...) on a timer that keeps nothing awake.
import { TemplateError } from './known.ts';

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Calls `run` at the rate; answers how to stop it. Throws TemplateError for an expression it does not know. */
export function startSchedule(expression: string, run: () => void): () => void {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/u.exec(expression) ?? [];
  const every = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(every > 0))
    throw new TemplateError(
      `schedule \`${expression}\` is not known to this runtime; it knows rate(N minutes|hours|days)`,
    );
  const timer = setInterval(run, every);
  timer.unref();
  return () => clearInterval(timer);
}
