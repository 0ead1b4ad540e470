// Slack's Web API by plain fetch: one attempt within a short time, the caller decides what a failure means.
import { RefusedError } from './errors.ts';
import { ThrottledError, UnansweredError } from './ports.ts';

/** Calls one method, such as `views.open`. Throws ThrottledError (429), UnansweredError, or RefusedError with Slack's own error code. */
export type CallSlack = (
  method: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** `baseUrl` such as https://slack.com/api; `timeout` in milliseconds. The token is asked for with each call: it may be rotated. */
export function makeCallSlack(options: {
  readonly baseUrl: string;
  readonly readToken: () => Promise<string>;
  readonly timeout: number;
}): CallSlack {
  return async (method, input) => {
    const token = await options.readToken();
    const answer = await fetch(`${options.baseUrl}/${method}`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeout),
      // users.info takes no JSON; every method takes a form, with blocks and views as JSON text.
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams(
        Object.entries(input).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
    }).catch((cause: unknown) => {
      throw new UnansweredError(`Slack did not answer ${method}`, { cause });
    });
    if (answer.status === 429) throw new ThrottledError(`Slack asks to wait ${answer.headers.get('retry-after')} s`);
    if (!answer.ok) throw new UnansweredError(`Slack answered ${method} with ${answer.status}`);
    const body = (await answer.json()) as Readonly<Record<string, unknown>>;
    if (body['ok'] !== true) throw new RefusedError('Slack', `Slack refused ${method}: ${String(body['error'])}`);
    return body;
  };
}
