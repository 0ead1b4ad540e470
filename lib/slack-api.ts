// Slack's Web API and the incoming webhook by plain fetch, one attempt each: what an answer means, never a redirect followed, never a token in an error.
import { NotYetError, RefusedError } from './errors.ts';
import { parseMembers, textOf, type Members } from './members.ts';
import { UnansweredError } from './ports.ts';

/** One method of the app whose token is asked for with each call, since it may be rotated. */
export type CallSlack = (method: string, input: Members) => Promise<Members>;

/** As the global fetch; handed in so that tests see every request. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const TIMEOUT = 10_000;
/** Seconds to wait where Slack limits and does not say for how long. */
const LIMITED = 30;
/** Answers of HTTP 200 that may be another next time. Source: Slack's list of errors of chat.postMessage. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const HINTS: ReadonlyMap<string, string> = new Map([
  ['channel_not_found', 'check the id or name, and invite the app to a private channel'],
  ['not_in_channel', 'invite the app to the channel'],
  ['is_archived', 'name another channel in the route'],
  ['invalid_auth', 'put a valid botToken into the Slack secret'],
  ['not_authed', 'put a botToken into the Slack secret'],
  ['token_revoked', 'install the app again and put its new botToken into the Slack secret'],
  ['account_inactive', 'install the app again and put its new botToken into the Slack secret'],
  ['missing_scope', 'give the app the scopes chat:write and chat:write.public'],
]);

/** Methods that take no JSON. Source: Slack's pages of the methods. */
const FORM_ONLY = new Set(['users.info', 'conversations.info', 'conversations.list']);

export type SlackPorts = {
  readonly fetch: Fetch;
  /** Such as https://slack.com/api. */
  readonly apiUrl: string;
  /** Milliseconds that a call may take. */
  readonly timeout?: number;
};

/** The three characters that mean something in Slack's texts. Source: Slack, formatting text for app surfaces. */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Calls one method. Throws NotYetError (limited), UnansweredError (no or a passing answer) or RefusedError (Slack's own error code). */
export async function callSlack(ports: SlackPorts, method: string, token: string, body: Members): Promise<Members> {
  const response = await send(
    ports,
    `${ports.apiUrl}/${method}`,
    method,
    FORM_ONLY.has(method) ? asForm(body) : asJson(body),
    {
      authorization: `Bearer ${token}`,
    },
  );
  const answer = await readJson(response, method);
  if (answer['ok'] === true) return answer;
  const code = /^[a-z_]{1,60}$/u.test(textOf(answer['error'])) ? textOf(answer['error']) : 'unknown_error';
  if (code === 'ratelimited' || code === 'rate_limited') throw new NotYetError(`${method}: ${code}`, LIMITED);
  if (PASSING.has(code)) throw new UnansweredError(`${method}: ${code}`);
  const hint = HINTS.get(code);
  throw new RefusedError(code, `Slack refused ${method}: ${code}${hint === undefined ? '' : `; ${hint}`}`);
}

/** The calls of one app. */
export const makeCallSlack =
  ({ readToken, ...ports }: SlackPorts & { readonly readToken: () => Promise<string> }): CallSlack =>
  async (method, input) =>
    callSlack(ports, method, await readToken(), input);

/** Posts to an incoming webhook: https://hooks.slack.com/services/... and nothing else, whatever the secret says. */
export async function postToWebhook(ports: { fetch: Fetch }, address: string, body: Members): Promise<void> {
  const url = webhookUrl(address);
  const response = await send(ports, url, 'the incoming webhook', asJson(body), {});
  if (response.ok) return;
  const code = (await response.text()).slice(0, 60).replaceAll(/[^a-z_]/gu, '');
  throw new RefusedError(code || 'refused', `Slack refused the incoming webhook: HTTP ${response.status} ${code}`);
}

/** The address as it will be asked. Throws RefusedError for any other host, scheme, port, user or path: a secret is no way into our network. */
function webhookUrl(address: string): string {
  const url = URL.parse(address);
  const isSlacks =
    url?.protocol === 'https:' &&
    url.hostname === 'hooks.slack.com' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    /^\/(?:services|workflows|triggers)\//u.test(url.pathname);
  if (!isSlacks)
    throw new RefusedError(
      'NotASlackWebhook',
      'the webhook in the Slack secret does not begin with https://hooks.slack.com/services/; copy it from the app again',
    );
  return url.href;
}

type Sent = { readonly type: string; readonly text: string };

const asJson = (body: Members): Sent => ({
  type: 'application/json; charset=utf-8',
  text: JSON.stringify(body),
});
const asForm = (body: Members): Sent => ({
  type: 'application/x-www-form-urlencoded; charset=utf-8',
  text: new URLSearchParams(
    Object.entries(body).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ).toString(),
});

async function send(
  { fetch, timeout = TIMEOUT }: Pick<SlackPorts, 'fetch' | 'timeout'>,
  url: string,
  what: string,
  { type, text }: Sent,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': type, ...headers },
      body: text,
      signal: AbortSignal.timeout(timeout),
    });
  } catch (error) {
    // The cause may name the address, which for a webhook is the secret.
    throw new UnansweredError(`${what}: no answer (${error instanceof Error ? error.name : 'unknown'})`);
  }
  if (response.status === 429) throw new NotYetError(`${what}: HTTP 429`, retryAfterOf(response));
  if (response.status >= 500) throw new UnansweredError(`${what}: HTTP ${response.status}`);
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
    throw new RefusedError('redirected', `${what} answered with a redirect, which is not followed`);
  return response;
}

function retryAfterOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 43_200) : LIMITED;
}

async function readJson(response: Response, what: string): Promise<Members> {
  // An answer that is no JSON is as good as none.
  const answer = parseMembers(await response.text().catch(() => ''));
  if (answer) return answer;
  throw new UnansweredError(`${what}: HTTP ${response.status} without a JSON answer`);
}
