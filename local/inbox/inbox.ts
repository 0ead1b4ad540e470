// What the inbox answers: its page, presses of Slack buttons, mails as HTML, and the Slack Web API that the functions call.
import { messageOf } from '../message-of.ts';
import type { HttpAnswer, HttpRequest } from '../runtime/http-payload.ts';
import type { Ses } from '../ses/ses.ts';
import type { Slack } from '../slack/slack.ts';
import { INBOX_POLICY, inboxPage, MAIL_POLICY } from './inbox-page.ts';

/** Below this path lies the Web API: `SLACK_API_URL` of the functions. */
export const SLACK_API_PATH = '/inbox/slack/api';

const page = async (
  status: number,
  policy: string,
  markup: string | { toString(): string } | Promise<{ toString(): string }>,
): Promise<HttpAnswer> => ({
  status,
  headers: [
    ['content-type', 'text/html; charset=utf-8'],
    ['content-security-policy', policy],
    ['cache-control', 'no-store'],
    ['referrer-policy', 'same-origin'],
    ['x-content-type-options', 'nosniff'],
  ],
  body: Buffer.from((await markup).toString()),
});

const seeOther = (path: string): HttpAnswer => ({ status: 303, headers: [['location', path]], body: Buffer.alloc(0) });
const text = (status: number, said: string): HttpAnswer => ({
  status,
  headers: [['content-type', 'text/plain; charset=utf-8']],
  body: Buffer.from(`${said}\n`),
});

function slackCall(slack: Slack, request: HttpRequest, path: string): HttpAnswer {
  const isJson = request.headers['content-type']?.startsWith('application/json') === true;
  const body = request.body.toString('utf8');
  const fromUrl = Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? ''));
  const sent = isJson
    ? (JSON.parse(body || '{}') as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(body));
  // Form-encoded calls carry blocks as JSON text.
  const blocks = typeof sent['blocks'] === 'string' ? { blocks: JSON.parse(sent['blocks']) as unknown } : {};
  const bearer = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1];
  const token = bearer ?? (typeof sent['token'] === 'string' ? sent['token'] : null);
  const answer = slack.call({
    method: path.slice(SLACK_API_PATH.length + 1),
    token,
    input: { ...fromUrl, ...sent, ...blocks },
  });
  return {
    status: answer.status,
    headers: [['content-type', 'application/json; charset=utf-8'], ...Object.entries(answer.headers)],
    body: Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)),
  };
}

/** What a press came to, in a sentence; null where the app took it. */
const noteOf = ({ status, body }: { status: number; body: string }): string | null =>
  status === 200 && body === '' ? null : `The app answered ${status}: ${body.slice(0, 500)}`;

/** Presses belong to pages of this machine alone: a page elsewhere could post here too. */
const isOwn = ({ headers }: HttpRequest): boolean => headers.origin === `http://${headers.host}`;

/** Names of this machine: another host's name that was pointed here (DNS rebinding) reads nobody's codes. */
const isHere = ({ headers }: HttpRequest): boolean => /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/u.test(headers.host ?? '');

/** The pages of Slack and of the mailboxes; they answer null where another page is asked for. */
export function makeInbox(slack: Slack, ses: Ses): (request: HttpRequest) => Promise<HttpAnswer | null> {
  let note: string | null = null;
  const act = async (request: HttpRequest, path: string): Promise<HttpAnswer> => {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const of = (name: string): string => form.get(name) ?? '';
    const pressed =
      path === '/inbox/press'
        ? slack.press({ user: of('user'), channel: of('channel'), ts: of('ts'), actionId: of('action') })
        : slack.submit(of('view'), Object.fromEntries(form));
    note = await pressed.then(noteOf, messageOf);
    return seeOther('/inbox');
  };
  const show = (): Promise<HttpAnswer> => {
    const said = note;
    note = null;
    return page(200, INBOX_POLICY, inboxPage(slack, ses, said));
  };
  return async (request) => {
    const [path = '/'] = request.url.split('?');
    if (path !== '/inbox' && !path.startsWith('/inbox/')) return null;
    if (!isHere(request)) return text(403, 'the inbox answers to 127.0.0.1 and localhost only');
    if (path.startsWith(`${SLACK_API_PATH}/`)) return slackCall(slack, request, path);
    if (request.method === 'POST' && (path === '/inbox/press' || path === '/inbox/submit'))
      return isOwn(request) ? act(request, path) : text(403, 'this form was not sent by the inbox page');
    if (path === '/inbox' && request.method === 'GET') return show();
    const mail = ses.outbox().find(({ id }) => path === `/inbox/mail/${id}`);
    return mail ? page(200, MAIL_POLICY, mail.html ?? '') : text(404, 'not part of the inbox');
  };
}
