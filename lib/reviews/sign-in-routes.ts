// The routes of signing in and out: by code, or at the provider where one is configured, and then nothing else.
import { Hono } from 'hono';
import { ATTEMPT_COOKIE, dropCookie, OIDC_COOKIE, readCookie, SESSION_COOKIE, setCookie } from './door-cookies.ts';
import {
  doorPage,
  noteRefusal,
  refuse,
  type Answering,
  type DoorApp,
  type DoorContext,
  type DoorEnvironment,
} from './door-context.ts';
import { OIDC_SECONDS, type OidcDoor } from './oidc-door.ts';
import { originFault } from './same-origin.ts';
import { safeReturnTo } from './return-to.ts';
import { SESSION_SECONDS, type Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import { readStrictForm } from './strict-form.ts';
import type { TakeTurn } from './rate-limit.ts';

export type SignInRoutePorts = Answering & {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  /** Null: people sign in by code. */
  readonly oidc: OidcDoor | null;
  readonly pagesUrl: string;
  readonly takeTurn: TakeTurn;
  /** Waits until so long after `since` that an answer's time does not tell whether a mail was sent; milliseconds. */
  readonly evenOut: (since: number) => Promise<void>;
  readonly clock: () => number;
};

const CODE_SECONDS = 600;

const cookieOf = (c: DoorContext, name: string): string | null => readCookie(c.req.header('cookie') ?? null, name);
const add = (c: DoorContext, cookie: string): void => c.header('Set-Cookie', cookie, { append: true });

/** Starts a session in a browser: a new token each time, so that none can be planted before. */
async function enter(
  { sessions }: SignInRoutePorts,
  c: DoorContext,
  who: { readonly personId: string; readonly groups: readonly string[] | null; readonly returnTo: string },
): Promise<Response> {
  const old = cookieOf(c, SESSION_COOKIE);
  if (old !== null) await sessions.end(old);
  add(c, setCookie(SESSION_COOKIE, await sessions.open(who.personId, who.groups), SESSION_SECONDS));
  return c.redirect(safeReturnTo(who.returnTo), 303);
}

function addCodeRoutes(app: DoorApp, ports: SignInRoutePorts): void {
  const { signIn, views, pagesUrl, takeTurn } = ports;
  app.post('/sign-in', async (c) => {
    const since = ports.clock();
    const fault = originFault(c.req.raw.headers, pagesUrl) ?? (takeTurn(c.env.sourceIp) ? null : 'rateLimited');
    if (fault) return refuse(ports, c, fault);
    const form = await readStrictForm(c.req.raw, ['email', 'returnTo']);
    const email = form?.get('email');
    if (!form || !email || email.length > 254) return refuse(ports, c, 'badForm');
    const { attemptId, fault: notSent, cause } = await signIn.requestCode(email);
    if (notSent) noteRefusal(ports, c, notSent, cause);
    add(c, setCookie(ATTEMPT_COOKIE, attemptId, CODE_SECONDS));
    await ports.evenOut(since);
    return doorPage(ports, c, views.code({ email, returnTo: safeReturnTo(form.get('returnTo')), isAgain: false }));
  });
  app.post('/sign-in/code', async (c) => {
    const fault = originFault(c.req.raw.headers, pagesUrl) ?? (takeTurn(c.env.sourceIp) ? null : 'rateLimited');
    if (fault) return refuse(ports, c, fault);
    const form = await readStrictForm(c.req.raw, ['code', 'returnTo']);
    const returnTo = safeReturnTo(form?.get('returnTo'));
    const attemptId = cookieOf(c, ATTEMPT_COOKIE);
    const again = views.code({ email: null, returnTo, isAgain: true });
    const code = form?.get('code')?.replaceAll(/\s/gu, '') ?? '';
    if (attemptId === null || !/^\d{6}$/u.test(code)) return refuse(ports, c, 'badForm', again);
    const checked = await signIn.checkCode(attemptId, code);
    if ('fault' in checked) return refuse(ports, c, checked.fault, again);
    add(c, dropCookie(ATTEMPT_COOKIE));
    return enter(ports, c, { personId: checked.person.id, groups: null, returnTo });
  });
}

function addOidcRoutes(app: DoorApp, ports: SignInRoutePorts, oidc: OidcDoor): void {
  app.get('/sign-in/oidc', async (c) => {
    if (!ports.takeTurn(c.env.sourceIp)) return refuse(ports, c, 'rateLimited');
    const { url, cookie } = await oidc.start(safeReturnTo(c.req.query('returnTo')));
    add(c, setCookie(OIDC_COOKIE, cookie, OIDC_SECONDS));
    return c.redirect(url, 303);
  });
  app.get('/sign-in/oidc/callback', async (c) => {
    const query = new URL(c.req.url).search;
    const came = await oidc.finish(query, cookieOf(c, OIDC_COOKIE));
    add(c, dropCookie(OIDC_COOKIE));
    if ('fault' in came) {
      if (came.cause !== undefined) noteRefusal(ports, c, came.fault, came.cause);
      return refuse(ports, c, came.fault);
    }
    return enter(ports, c, { personId: came.person.id, groups: came.groups, returnTo: came.returnTo });
  });
}

/** `/sign-in`, `/sign-in/code`, `/sign-in/oidc`, `/sign-in/oidc/callback`, `/sign-out`. */
export function makeSignInRoutes(ports: SignInRoutePorts): DoorApp {
  const { views, sessions, pagesUrl, oidc } = ports;
  const app: DoorApp = new Hono<DoorEnvironment>();
  app.get('/sign-in', (c) => {
    const note = c.req.query('out') === undefined ? null : 'You are signed out.';
    const returnTo = safeReturnTo(c.req.query('returnTo'));
    return doorPage(ports, c, views.signIn({ returnTo, isOidc: oidc !== null, note }));
  });
  if (oidc) addOidcRoutes(app, ports, oidc);
  else addCodeRoutes(app, ports);
  app.post('/sign-out', async (c) => {
    const fault = originFault(c.req.raw.headers, pagesUrl);
    if (fault) return refuse(ports, c, fault);
    const token = cookieOf(c, SESSION_COOKIE);
    if (token !== null) await sessions.end(token);
    add(c, dropCookie(SESSION_COOKIE));
    return c.redirect('/sign-in?out', 303);
  });
  return app;
}
