// Why a message failed last, from the log of its function: the newest line `message is retried` or `message waits` with its id.
import { DAY } from '../times.ts';
import { addressOf, signedFetch, type AwsPlace } from './signed-fetch.ts';

export type LastReason = (logGroup: string, messageId: string, sentAt: number) => Promise<string | null>;

/** Messages live fourteen days at most. */
const LIVES = 14 * DAY;
/** A search over a large log comes in many pages, most of them empty. */
const MOST_PAGES = 20;

/** Makes the search. It answers null where nothing is found or this identity may not read the log: a reason is a help, never a condition. */
export function makeLastReason(place: AwsPlace): LastReason {
  const url = addressOf('logs', place);
  const ask = async (input: Readonly<Record<string, unknown>>): Promise<Found | null> => {
    const contentType = 'application/x-amz-json-1.1';
    const request = { url, service: 'logs', target: 'Logs_20140328.FilterLogEvents', contentType };
    const { status, text } = await signedFetch({ ...request, body: JSON.stringify(input) }, place.region);
    return status === 200 ? (JSON.parse(text) as Found) : null;
  };
  return async (logGroupName, messageId, sentAt) => {
    const query = { logGroupName, filterPattern: `"${messageId}"`, startTime: sentAt, endTime: sentAt + LIVES };
    let reason: string | null = null;
    let nextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const found = await ask({ ...query, ...(nextToken !== undefined && { nextToken }) }).catch(() => null);
      for (const { message = '' } of found?.events ?? []) reason = reasonIn(message, messageId) ?? reason;
      nextToken = found?.nextToken;
      if (nextToken === undefined) break;
    }
    return reason;
  };
}

type Found = { readonly events?: readonly { readonly message?: string }[]; readonly nextToken?: string };

/** The sentence of one log line; null where it is about something else. */
function reasonIn(line: string, messageId: string): string | null {
  try {
    const said = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const isOurs = said['messageId'] === messageId && typeof said['because'] === 'string';
    return isOurs ? String(said['because']) : null;
  } catch {
    return null;
  }
}
