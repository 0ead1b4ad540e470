// The pages as a hono app of GET routes. Who looks is in the context: the doors set it, and nothing here runs before they did.
import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { DAY } from '../times.ts';
import type { PageVariables } from '../visitor.ts';
import { adoptionPage } from './adoption-page.ts';
import { decisionsPage } from './decisions-page.ts';
import { readDecisionQuery } from './decision-query.ts';
import { messagePage } from './message-page.ts';
import { identityOfPath } from '../package-path.ts';
import type { PagesPorts } from './pages-ports.ts';
import { pendingPage } from './pending-page.ts';
import { VIEWS } from './pending-view.ts';
import { policyPage } from './policy-page.ts';
import { readAdoption } from './read-adoption.ts';
import { readBanner } from './read-banner.ts';
import { readDecisions } from './read-decisions.ts';
import { readPending } from './read-pending.ts';
import { readReviewView } from './read-review-view.ts';
import { reviewPage } from './review-page.ts';
import { STYLE_HASH } from './style.ts';

type PageContext = Context<{ Variables: PageVariables }>;
type Page = (context: PageContext) => Promise<Response>;

const LATELY = 30 * DAY;
const PAGE_DECISIONS = 25;

/** GET routes only: a GET changes nothing. Mount behind the middleware that sets `visitor`. */
export function makePages(ports: PagesPorts): Hono<{ Variables: PageVariables }> {
  const app = new Hono<{ Variables: PageVariables }>();
  app.use(compress());
  app.use(async (context, next) => {
    context.set('styleHash', STYLE_HASH);
    await next();
  });
  app.get('/', makePending(ports));
  app.get('/r/:reviewId', makeReview(ports));
  app.get('/packages/:account/:region/:group/:version/:creationTime', makePackage(ports));
  app.get('/decisions', makeDecisions(ports));
  app.get('/policies/:name', makePolicy(ports));
  app.get('/adoption', makeAdoption(ports));
  return app;
}

const makePending =
  (ports: PagesPorts): Page =>
  async (context) => {
    const visitor = context.get('visitor');
    const { rows, isCut } = await readPending(ports, visitor);
    const asked = context.req.query('view');
    const view = VIEWS.find((one) => one === asked) ?? 'all';
    const filter = { view, group: shortText(context, 'group'), asked: shortText(context, 'asked') };
    const skip = Math.max(0, Math.trunc(Number(context.req.query('skip') ?? 0)) || 0);
    const banner = await readBanner(
      ports,
      rows.map(({ group }) => group),
    );
    return context.html(pendingPage({ rows, isCut, filter, skip, person: visitor, banner, now: ports.clock() }));
  };

const makeReview =
  (ports: PagesPorts): Page =>
  async (context) => {
    const reviewId = context.req.param('reviewId') ?? '';
    const pointer = /^[0-9a-f]{32}$/u.test(reviewId) ? await ports.ledger.readReviewPointer(reviewId) : null;
    return showPackage(ports, context, pointer?.identity ?? null);
  };

const makePackage =
  (ports: PagesPorts): Page =>
  (context) =>
    showPackage(ports, context, identityOfPath(context.req.param()));

async function showPackage(ports: PagesPorts, context: PageContext, identity: string | null): Promise<Response> {
  const visitor = context.get('visitor');
  const head = identity === null ? null : await ports.ledger.readHead(identity);
  const view = head && (await readReviewView(ports, head, visitor));
  if (view) return context.html(reviewPage(view));
  const lines = [
    'Nothing is known under this address.',
    'A link may be cut off, or what it names has never been decided. Open it again from the message you got.',
  ];
  return context.html(messagePage('Not found', lines, visitor), 404);
}

const makeDecisions =
  (ports: PagesPorts): Page =>
  async (context) => {
    const now = ports.clock();
    const { filter, query, isContinued } = readDecisionQuery((name) => shortText(context, name), now);
    const { decisions, nextUntil } = await readDecisions(ports.ledger, { ...query, limit: PAGE_DECISIONS });
    const banner = await readBanner(
      ports,
      decisions.map(({ subject }) => subject.modelPackageGroupName),
    );
    const person = context.get('visitor');
    return context.html(decisionsPage({ decisions, filter, nextUntil, isContinued, person, banner, now }));
  };

const makeAdoption =
  (ports: PagesPorts): Page =>
  async (context) => {
    const { rows, isCut, untouched } = await readAdoption(ports);
    const banner = await readBanner(
      ports,
      rows.map(({ group }) => group),
    );
    const page = { rows, isCut, untouched, person: context.get('visitor'), banner, now: ports.clock() };
    return context.html(adoptionPage(page));
  };

const makePolicy =
  (ports: PagesPorts): Page =>
  async (context) => {
    const now = ports.clock();
    const person = context.get('visitor');
    const name = context.req.param('name') ?? '';
    const policy = ports.policies.policies.find((one) => one.name === name);
    if (!policy) {
      const lines = [
        `No policy of this deployment is called \`${name.slice(0, 120)}\`.`,
        'Older decisions may name policies that are gone; their texts are in the version history of policies/.',
      ];
      return context.html(messagePage('No such policy', lines, person), 404);
    }
    const matches = ({ policies, shadow }: { policies: readonly Said[]; shadow: readonly Said[] }): boolean =>
      [...policies, ...shadow].some((one) => one.policy === name && one.matched);
    const query = { group: '', from: now - LATELY, until: now, matches, limit: PAGE_DECISIONS };
    const { decisions } = await readDecisions(ports.ledger, query);
    const bindings = ports.policies.bindings.filter((one) => one.policy === name);
    const text = ports.policyFiles.find(({ path }) => path === policy.file)?.text ?? null;
    const banner = await readBanner(ports, []);
    return context.html(policyPage({ policy, bindings, text, decisions, person, banner, now }));
  };

type Said = { readonly policy: string; readonly matched: boolean };

/** A query parameter, cut to what a filter can need. */
const shortText = (context: PageContext, name: string): string => (context.req.query(name) ?? '').trim().slice(0, 120);
