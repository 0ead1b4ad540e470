// The embedded CloudWatch Logs: what functions wrote lately, by log group, and FilterLogEvents over it; nothing else of its API.
import { AwsError, type JsonService, type World } from '../service.ts';

export type Logs = JsonService & {
  /** One line that a function wrote. */
  readonly add: (logGroupName: string, message: string) => void;
};

type Event = { readonly timestamp: number; readonly message: string };

/** Of each group so many lines are kept. */
const MOST_KEPT = 5_000;
const A_PAGE = 100;

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** A quoted term, which is all that this one knows of filter patterns. */
function termOf(pattern: unknown): string {
  const term = /^"(.+)"$/u.exec(typeof pattern === 'string' ? pattern : '')?.[1];
  if (term === undefined)
    throw new AwsError('InvalidParameterException', 'filterPattern: this stand-in knows one quoted term only');
  return term;
}

/** Logs without any group. */
export function makeLogs(world: World): Logs {
  const groups = new Map<string, Event[]>();
  return {
    target: 'Logs_20140328',
    add: (group, message) => {
      const events = groups.get(group) ?? [];
      groups.set(group, events);
      events.push({ timestamp: world.now(), message });
      if (events.length > MOST_KEPT) events.splice(0, events.length - MOST_KEPT);
    },
    operations: {
      FilterLogEvents: async ({ logGroupName, filterPattern, startTime, endTime, nextToken }) => {
        const events = groups.get(String(logGroupName));
        if (!events) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
        const [term, from] = [termOf(filterPattern), Number(nextToken ?? 0)];
        const [first, last] = [numberOr(startTime, 0), numberOr(endTime, Infinity)];
        const found = events.filter(
          ({ timestamp, message }) => message.includes(term) && timestamp >= first && timestamp <= last,
        );
        const next = from + A_PAGE;
        return { events: found.slice(from, next), ...(next < found.length && { nextToken: String(next) }) };
      },
    },
  };
}
