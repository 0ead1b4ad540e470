// All doors as one hono app: pages behind a session, answers by nonce, Slack by signature, the command line by IAM.
import { Hono } from 'hono';
import { parseMembers } from '../members.ts';
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import type { PageVariables } from '../visitor.ts';
import { ANSWER_FIELDS, makeAnswerDoor, makeIssueNonces, type AnswerDoorPorts } from './answer-door.ts';
import { COMMAND_VERBS, type CommandVerb, type HandleCommand, type ReviewCommand } from './command.ts';
import { readCookie, SESSION_COOKIE } from './door-cookies.ts';
import { doorPage, noteRefusal, refuse, type DoorApp, type DoorContext, type DoorEnvironment } from './door-context.ts';
import { pageHeaders } from './page-headers.ts';
import { originFault } from './same-origin.ts';
import type { Session } from './sessions.ts';
import { makeSignInRoutes, type SignInRoutePorts } from './sign-in-routes.ts';
import type { SlackReply } from './slack-door.ts';
import { readStrictForm } from './strict-form.ts';
import { safeReturnTo } from './return-to.ts';

export type DoorPorts = SignInRoutePorts &
  AnswerDoorPorts & {
    readonly directory: ReviewerDirectory;
    readonly isRevoked: (personId: string) => Promise<boolean>;
    /** Null where Slack is not set up. */
    readonly slack: ((headers: Headers, body: Buffer) => Promise<SlackReply>) | null;
    /** Null where the command line has no handler: its route is refused. */
    readonly command: HandleCommand | null;
    /** GET routes for signed-in people; they find the visitor in their context. */
    readonly pages: Hono<{ Variables: PageVariables }>;
  };

/** The whole app; `fetch(request, gateway)`. */
export function makeDoors(ports: DoorPorts): DoorApp {
  const app: DoorApp = new Hono<DoorEnvironment>();
  app.use('*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(pageHeaders(c.get('styleHash') ?? null))) c.header(name, value);
  });
  app.onError((error, c) => {
    noteRefusal(ports, c, 'failed', error);
    c.set('styleHash', ports.views.styleHash);
    return c.html(ports.views.refused(), 500);
  });
  app.route('/', makeSignInRoutes(ports));
  addSlack(app, ports);
  addCommand(app, ports);
  addAnswer(app, ports);
  app.all('*', async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return refuse(ports, c, 'noSuchRoute');
    const known = await knownVisitor(ports, c);
    if (!known) return askToSignIn(ports, c);
    return next();
  });
  app.route('/', ports.pages);
  app.notFound((c) => refuse(ports, c, 'noSuchPage'));
  return app;
}

/** What anybody without a session sees, whatever the address: the sign-in, and afterwards the page asked for. */
function askToSignIn(ports: DoorPorts, c: DoorContext): Response {
  const { pathname, search } = new URL(c.req.url);
  const returnTo = safeReturnTo(`${pathname}${search}`);
  return doorPage(ports, c, ports.views.signIn({ returnTo, isOidc: ports.oidc !== null, note: null }));
}

/** The session's person, as the directory and the list of revoked people know him now; also set for the pages. */
async function knownVisitor(ports: DoorPorts, c: DoorContext): Promise<{ session: Session; person: Person } | null> {
  const token = readCookie(c.req.header('cookie') ?? null, SESSION_COOKIE);
  const session = token === null ? null : await ports.sessions.read(token);
  const person = session && ports.directory.people.find(({ id }) => id === session.personId);
  if (!session || !person || (await ports.isRevoked(person.id))) return null;
  const issue = makeIssueNonces(ports);
  c.set('session', session);
  c.set('visitor', {
    personId: person.id,
    name: person.name,
    claimedGroups: session.claimedGroups,
    issueNonces: (reviewId, packageDigest) => issue(session, reviewId, packageDigest),
  });
  return { session, person };
}

function addAnswer(app: DoorApp, ports: DoorPorts): void {
  const postAnswer = makeAnswerDoor(ports);
  app.post('/r/:reviewId/answer', async (c) => {
    const foreign = originFault(c.req.raw.headers, ports.pagesUrl);
    if (foreign) return refuse(ports, c, foreign);
    const known = await knownVisitor(ports, c);
    if (!known) return refuse(ports, c, 'noSession');
    const reviewId = c.req.param('reviewId');
    const form = /^[0-9a-f]{32}$/u.test(reviewId) ? await readStrictForm(c.req.raw, ANSWER_FIELDS) : null;
    if (!form) return refuse(ports, c, 'badForm');
    const posted = await postAnswer(reviewId, known.session, form);
    if (posted.kind === 'refused') return refuse(ports, c, posted.fault);
    if (posted.kind === 'answered' && posted.outcome.outcome === 'refused') {
      const { message, reason } = posted.outcome;
      noteRefusal(ports, c, reason);
      return doorPage(ports, c, ports.views.notRecorded({ name: known.person.name, reviewId, message }), 409);
    }
    return c.redirect(`/r/${reviewId}`, 303);
  });
}

function addSlack(app: DoorApp, ports: DoorPorts): void {
  const { slack } = ports;
  app.post('/slack/interactive', async (c) => {
    if (!slack) return refuse(ports, c, 'notConfigured');
    const body = Buffer.from(await c.req.raw.arrayBuffer());
    const reply = await slack(c.req.raw.headers, body);
    if (!reply.isAccepted) return refuse(ports, c, reply.fault ?? 'refused');
    if (reply.fault) noteRefusal(ports, c, reply.fault);
    // The answer is safe: what Slack can't be told now, the event tells.
    await reply.tell?.().catch((error: unknown) => noteRefusal(ports, c, 'slackNotTold', error));
    return reply.body === null ? c.body(null, 200) : c.json(reply.body);
  });
}

const MOST_COMMAND_BYTES = 16 * 1024;
const STATUS = { done: 200, refused: 409, notFound: 404, invalid: 400 } as const;

function addCommand(app: DoorApp, ports: DoorPorts): void {
  app.post('/command/:verb', async (c) => {
    const { callerArn } = c.env;
    if (!ports.command) return refuse(ports, c, 'notConfigured');
    // Set by the gateway where it has checked the caller's signature, and never by a header.
    if (callerArn === null) return refuse(ports, c, 'notSigned');
    const command = readCommand(c.req.param('verb'), await c.req.raw.text());
    if (!command) return refuse(ports, c, 'badCommand');
    const answer = await ports.command(callerArn, command);
    return c.json(answer, STATUS[answer.outcome]);
  });
}

const TEXTS = ['modelPackage', 'account', 'region', 'comment', 'packageDigest', 'person'] as const;

function readCommand(verb: string, body: string): ReviewCommand | null {
  const known: CommandVerb | undefined = COMMAND_VERBS.find((one) => one === verb);
  if (!known || body.length > MOST_COMMAND_BYTES) return null;
  const given = parseMembers(body || '{}');
  if (!given) return null;
  const texts = TEXTS.flatMap((key) => (typeof given[key] === 'string' ? [[key, given[key]] as const] : []));
  return { verb: known, ...Object.fromEntries(texts), ...(given['undo'] === true && { undo: true }) };
}
