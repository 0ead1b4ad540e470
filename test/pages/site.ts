// The pages over a small ledger, with Mei signed in: fraud-card v1 to v8, and versions of other groups in every state.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import type { Decision } from '../../lib/decisions/decision.ts';
import { entryOf } from '../../lib/ledger/entries.ts';
import type { Head } from '../../lib/ledger/head.ts';
import type { LogContent } from '../../lib/ledger/log.ts';
import { makePages } from '../../lib/pages/pages.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { readPolicyFolder } from '../../lib/policy-folder.ts';
import { pageHeaders } from '../../lib/reviews/page-headers.ts';
import type { PageVariables, Visitor } from '../../lib/visitor.ts';
import { doneHeadOf } from '../ledger/heads.ts';
import { makeInMemoryLedger, type InMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { decisionOf, identityOf, NOW, openReviewOf, othersOf, REVIEW_ID, reviewStateOf, subjectOf } from './given.ts';
import { chainOf, SERVED } from './given-view.ts';
import { policyOf } from './given-policies.ts';

type Site = { readonly app: Hono<{ Variables: PageVariables }>; readonly ledger: InMemoryLedger };

/** Puts the contents (newest first) as one chain and moves a HEAD onto it. */
async function put(ledger: InMemoryLedger, contents: readonly LogContent[], changes: Partial<Head>): Promise<void> {
  let previous: string | null = null;
  for (const content of contents.toReversed()) {
    const entry = entryOf({ ...content, previous });
    await ledger.putEntry(entry, []);
    previous = entry.hash;
  }
  const { identity, revision } = contents[0] ?? { identity: '', revision: 1 };
  await ledger.claim(null, doneHeadOf({ identity, revision, entryHash: previous ?? '', ...changes }));
}

async function decide(ledger: InMemoryLedger, decision: Decision, changes: Partial<Head> = {}): Promise<void> {
  const { identity, modelPackageArn } = decision.subject;
  const content = { kind: 'decided', identity, revision: 1, previous: null, before: null, decision } as const;
  const { verdict, origin, decisionId } = decision;
  await put(ledger, [content], { modelPackageArn, verdict, origin, decisionId, target: null, ...changes });
}

/** Versions of other groups, one of each kind. */
const strangers = (): readonly Decision[] => {
  const of = (group: string, version: number, minutes: number, changes: Partial<Decision>): Decision =>
    decisionOf({
      decisionId: `d-${String(minutes).padStart(12, '0')}`,
      createdAt: new Date(NOW - minutes * 60_000).toISOString(),
      subject: subjectOf(version, group),
      requirements: [],
      ...changes,
    });
  const approved = { ...subjectOf(57, 'search-ranking'), approvalStatus: 'Approved' } as const;
  const outside = { ...subjectOf(9, 'fraud-wire'), approvalStatus: 'Approved', lastModifiedBy: 'Tomas' } as const;
  return [
    of('search-ranking', 57, 163, {
      verdict: 'Approve',
      subject: approved,
      reasons: ["ndcg_at_10 0.481 is 1.9% over the champion's 0.472 (v55)"],
    }),
    of('search-ranking', 56, 300, { verdict: 'Reject', reasons: ['ndcg_at_10 0.402 is under 0.45'] }),
    of('fraud-wire', 9, 332, { origin: 'External', verdict: 'Reject', subject: outside }),
    of('fraud-atm', 6, 2_530, {
      origin: 'Bypass',
      verdict: 'Approve',
      reasons: ['bypass by Amara: v5 scores every withdrawal 0 since 21:50, ticket INC-4471'],
    }),
    of('churn-retention', 31, 18, {
      verdict: 'NoOpinion',
      mode: 'Audit',
      policies: [],
      reasons: [],
      shadow: [policyOf('churn-accuracy', [], { mode: 'Audit' })],
    }),
  ];
};

const held = (): Decision =>
  decisionOf({
    decisionId: 'd-18ba770e9c4d',
    createdAt: '2026-11-17T06:52:18.000Z',
    subject: subjectOf(4, 'doc-classifier'),
    verdict: 'Hold',
    requirements: [],
    determining: [],
    reasons: [
      'waiting for evidence: report quality is missing: s3://ml-reports-111122223333/doc/4/quality.json does not exist',
    ],
    hold: {
      cause: 'Evidence',
      isWaiting: true,
      missing: ['report quality: put it at s3://ml-reports-111122223333/doc/4/'],
    },
  });

/** The ledger filled. */
export async function makeWorld(): Promise<InMemoryLedger> {
  const ledger = makeInMemoryLedger();
  for (const decision of [...othersOf(), ...strangers()]) await decide(ledger, decision);
  await decide(ledger, held(), { due: { kind: 'evidence', at: NOW + 600_000 } });
  const decision = decisionOf();
  const { modelPackageArn, identity } = decision.subject;
  await put(ledger, chainOf(decision), {
    modelPackageArn,
    verdict: 'RequireReview',
    target: null,
    review: openReviewOf(),
    due: { kind: 'reminder', at: NOW + 600_000 },
  });
  await ledger.putReviewPointer({ reviewId: REVIEW_ID, identity, modelPackageArn, decisionId: decision.decisionId });
  return ledger;
}

const nonce = `v1.1a2b3c4d.mi4v8q1c.${'0f'.repeat(16)}.${'9e'.repeat(32)}`;
const MEI: Visitor = {
  personId: 'mei',
  name: 'Mei',
  claimedGroups: null,
  issueNonces: async () => ({ Approve: nonce, Reject: nonce, Withdraw: nonce }),
};

/** Twenty-two groups are from before the gate. */
const SWEPT = {
  pendingToken: null,
  changedToken: null,
  changedUntil: NOW,
  allToken: null,
  allReadAt: NOW,
  untouched: { count: 22, first: ['legacy-<b>risk', 'old-scoring'] },
};

/** The app as the doors mount it: visitor before, headers after. */
export async function makeSite(ledger?: InMemoryLedger): Promise<Site> {
  const world = ledger ?? (await makeWorld());
  const policyFiles = await readPolicyFolder('policies');
  const pages = makePages({
    ledger: world,
    sweeps: { readPlaces: async () => new Map([['111122223333/us-east-1', SWEPT]]) },
    policies: loadPolicySet(policyFiles),
    policyFiles,
    mode: 'Enforce',
    clock: () => NOW,
    reviewState: async (head) => (head.identity === identityOf(8) ? reviewStateOf() : null),
    plan: async () => [SERVED],
  });
  const app = new Hono<{ Variables: PageVariables }>();
  app.use(async (context, next) => {
    context.set('visitor', MEI);
    await next();
    for (const [name, value] of Object.entries(pageHeaders(context.get('styleHash')))) context.header(name, value);
  });
  app.route('/', pages);
  return { app, ledger: world };
}

/** The site on a port of its own; `stop` ends it. */
export async function startSite(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const { app } = await makeSite();
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await app.request(request.url ?? '/', { headers: request.headers as Record<string, string> });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

/** Addresses of every page of the site. */
export const ADDRESSES = {
  pending: '/',
  review: `/r/${REVIEW_ID}`,
  package: `/packages/111122223333/us-east-1/search-ranking/57/${identityOf(57).split(':').at(-1)}`,
  held: `/packages/111122223333/us-east-1/doc-classifier/4/${identityOf(4).split(':').at(-1)}`,
  outside: `/packages/111122223333/us-east-1/fraud-wire/9/${identityOf(9).split(':').at(-1)}`,
  decisions: '/decisions',
  groups: '/adoption',
  policy: '/policies/fraud-production',
  unknown: `/r/${'0'.repeat(32)}`,
} as const;
