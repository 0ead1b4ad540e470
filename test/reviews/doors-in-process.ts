// All doors in one process: the real app on an in-memory store, with a clock that is set, mails that are kept and answers that are noted.
import { createHmac, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { AnswerOutcome, GivenAnswer } from '../../lib/reviews/answering.ts';
import { SESSION_COOKIE } from '../../lib/reviews/door-cookies.ts';
import type { OidcProvider } from '../../lib/oidc-provider.ts';
import { makeOidcDoor } from '../../lib/reviews/oidc-door.ts';
import type { PageVariables } from '../../lib/visitor.ts';
import { makeDoors } from '../../lib/reviews/doors.ts';
import { makeRateLimit } from '../../lib/reviews/rate-limit.ts';
import { makeSessions } from '../../lib/reviews/sessions.ts';
import { makeSignIn } from '../../lib/reviews/sign-in.ts';
import { signingKey, type SigningKeys } from '../../lib/reviews/signing-keys.ts';
import { makeSlackDoor } from '../../lib/reviews/slack-door.ts';
import { makeStrangerFault } from '../../lib/reviews/slack-people.ts';
import { doorPages } from '../../lib/pages/door-pages.ts';
import type { Person } from '../../lib/policy/directory.ts';
import type { MailMessage } from '../../lib/people-ports.ts';
import { makeInMemoryDoorStore } from './in-memory-door-store.ts';

export const ORIGIN = 'https://gate.example.com';
export const REVIEW = 'a'.repeat(32);
export const DIGEST = 'd'.repeat(64);
export const APP = { signingSecret: 's'.repeat(32), teamId: 'T0EXAMPLE1', appId: 'A0EXAMPLE1' } as const;

const person = (id: string, slack: string | null): Person => ({
  id,
  name: id,
  email: `${id}@example.com`,
  slack,
  iamUsers: [],
  studioProfiles: [],
  ssoSessions: [],
});

export type Doors = ReturnType<typeof startDoors>;
type Sent = { readonly cookie?: string; readonly headers?: Record<string, string>; readonly ip?: string };

/** Starts them; what a test changes while they run is in `given`. With a provider people sign in there. */
export function startDoors({ provider = null }: { readonly provider?: OidcProvider | null } = {}) {
  const given = {
    now: Date.parse('2026-11-24T12:00:00Z'),
    keys: { current: signingKey('k'.repeat(64)), previous: null } as SigningKeys | null,
    revoked: new Set<string>(),
    people: [person('mei', 'U0MEI00001'), person('jonas', 'U0JONAS002')],
    slackUsers: new Map<string, object>(),
    outcome: null as AnswerOutcome | null,
  };
  const store = makeInMemoryDoorStore();
  const [mails, answers, locked] = [[] as MailMessage[], [] as GivenAnswer[], [] as string[]];
  const [logged, slackCalls] = [[] as string[], [] as { method: string; input: unknown }[]];
  const clock = (): number => given.now;
  const newToken = (): string => randomBytes(16).toString('hex');
  const readKeys = async (): Promise<SigningKeys> => {
    if (!given.keys) throw new Error('the secret cannot be read');
    return given.keys;
  };
  const isRevoked = async (id: string): Promise<boolean> => given.revoked.has(id);
  const directory = {
    get people() {
      return given.people;
    },
    groups: [],
  };
  const note = (_message: string, facts: Readonly<Record<string, unknown>>): void =>
    void logged.push(String(facts['fault']));
  const observe = {
    info: note,
    warn: note,
    error: note,
    count: () => undefined,
    milliseconds: () => undefined,
    traced: () => undefined,
    flush: () => undefined,
  };
  const answer = async (one: GivenAnswer): Promise<AnswerOutcome> => {
    answers.push(one);
    return (
      given.outcome ??
      ({ outcome: 'recorded', isRepeat: false, isComplete: false, sentence: 'Mei approved' } as AnswerOutcome)
    );
  };
  const callSlack = async (method: string, input: Readonly<Record<string, unknown>>) => {
    slackCalls.push({ method, input });
    const user = given.slackUsers.get(String(input['user'])) ?? {};
    return { ok: true, user: { id: input['user'], team_id: APP.teamId, ...user } };
  };
  const pages = new Hono<{ Variables: PageVariables }>();
  pages.get('/r/:reviewId', async (c) => {
    const visitor = c.get('visitor');
    const nonces = await visitor.issueNonces(c.req.param('reviewId'), DIGEST);
    c.set('styleHash', doorPages.styleHash);
    return c.json({ person: visitor.personId, nonces });
  });
  const app = makeDoors({
    views: doorPages,
    observe,
    signIn: makeSignIn({
      store,
      mail: { send: async (mail) => void mails.push(mail) },
      readKeys,
      clock,
      newToken,
      newCode: () => String(parseInt(randomBytes(4).toString('hex'), 16) % 1_000_000).padStart(6, '0'),
      directory,
      isRevoked,
      onLocked: async ({ id }) => void locked.push(id),
      pagesUrl: ORIGIN,
    }),
    sessions: makeSessions({ store, clock, newToken }),
    oidc: provider && makeOidcDoor({ provider, readKeys, clock, directory, isRevoked }),
    pagesUrl: ORIGIN,
    takeTurn: makeRateLimit({ clock, perMinute: 60 }),
    evenOut: async () => undefined,
    clock,
    store,
    readKeys,
    newToken,
    answer,
    pause: async () => undefined,
    directory,
    isRevoked,
    slack: makeSlackDoor({
      readApp: async () => APP,
      callSlack,
      store,
      clock,
      directory,
      strangerFault: makeStrangerFault({ callSlack, clock }),
      answer,
    }),
    command: async (callerArn, command) => ({ outcome: 'done', lines: [`${callerArn} ${command.verb}`] }),
    pages,
  });
  const fetch = async (
    method: string,
    path: string,
    body: string | null,
    sent: Sent,
    callerArn: string | null = null,
  ) =>
    app.fetch(
      new Request(`https://doors.invalid${path}`, {
        method,
        headers: {
          ...(sent.cookie !== undefined && { cookie: sent.cookie }),
          ...sent.headers,
        },
        ...(body !== null && { body }),
      }),
      { sourceIp: sent.ip ?? '192.0.2.1', callerArn, requestId: 'r' },
    );
  const get = (path: string, sent: Sent = {}) => fetch('GET', path, null, sent);
  /** As a form of an own page. */
  const post = (path: string, fields: Readonly<Record<string, string>> | string, sent: Sent = {}) =>
    fetch('POST', path, typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(), {
      ...sent,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: ORIGIN,
        'sec-fetch-site': 'same-origin',
        ...sent.headers,
      },
    });
  const cookieOf = (response: Response, name: string): string =>
    response.headers
      .getSetCookie()
      .find((one) => one.startsWith(`${name}=`))
      ?.split(';')[0] ?? '';
  const codeIn = (mail: MailMessage | undefined): string => /^\d{6}/u.exec(mail?.subject ?? '')?.[0] ?? '';
  const signIn = async (who = 'mei'): Promise<string> => {
    const asked = await post('/sign-in', { email: `${who}@example.com`, returnTo: '/' });
    const cookie = cookieOf(asked, '__Host-modelgate-sign-in');
    const entered = await post('/sign-in/code', { code: codeIn(mails.at(-1)), returnTo: '/' }, { cookie });
    return cookieOf(entered, SESSION_COOKIE);
  };
  const nonces = async (
    cookie: string,
    review = REVIEW,
  ): Promise<Record<'Approve' | 'Reject' | 'Withdraw', string>> => {
    const page = await get(`/r/${review}`, { cookie });
    return ((await page.json()) as { nonces: Record<'Approve' | 'Reject' | 'Withdraw', string> }).nonces;
  };
  const slack = (
    payload: object,
    change: { body?: string; stamp?: number; secret?: string; headers?: Record<string, string> } = {},
  ) => {
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const stamp = String(Math.floor(given.now / 1000) + (change.stamp ?? 0));
    const mac = createHmac('sha256', change.secret ?? APP.signingSecret)
      .update(`v0:${stamp}:${body}`)
      .digest('hex');
    const headers = { 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${mac}`, ...change.headers };
    return fetch('POST', '/slack/interactive', change.body ?? body, { headers });
  };
  return {
    given,
    store,
    mails,
    answers,
    locked,
    logged,
    slackCalls,
    fetch,
    get,
    post,
    slack,
    signIn,
    nonces,
    codeIn,
    cookieOf,
  };
}

let clicks = 0;
/** A press of a button, as Slack describes it. */
export const click = (actionId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'block_actions',
  api_app_id: APP.appId,
  team: { id: APP.teamId },
  user: { id: 'U0MEI00001', team_id: APP.teamId },
  channel: { id: 'C0RISK0001' },
  trigger_id: '1.2.3',
  response_url: 'http://169.254.169.254/latest/meta-data',
  actions: [{ type: 'button', action_id: actionId, value: REVIEW, action_ts: `1.${(clicks += 1)}` }],
  ...more,
});
