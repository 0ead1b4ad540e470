// What the pages say, through their addresses, over a ledger in memory.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PagesLedger } from '../../lib/pages/pages-ports.ts';
import { readDecisions } from '../../lib/pages/read-decisions.ts';
import { reviewPage } from '../../lib/pages/review-page.ts';
import { doneHeadOf } from '../ledger/heads.ts';
import { makeInMemoryLedger, STACK_MODE } from '../ledger/in-memory-ledger.ts';
import { decisionOf, NOW, reviewStateOf } from './given.ts';
import { reviewViewOf } from './given-view.ts';
import { ADDRESSES, makeSite, makeWorld } from './site.ts';

type App = Awaited<ReturnType<typeof makeSite>>['app'];

/** Readable text of a page. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<style>[\s\S]*?<\/style>|<svg class="sprite"[\s\S]*?<\/svg>/gu, '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ');

describe('the page of a model package under review', () => {
  test('says verdict, determining checks, deadline, metrics and the rest in this order, the answer last', () => {
    const text = textOf(reviewPage(reviewViewOf()));

    const order = [
      'Needs 2 of risk-approvers; 1 given',
      "false_positive_rate 0.0231 is 13.2% over the champion's 0.0204 (v6); 5% is tolerated. Failed, asks people.",
      'Warning, asks nobody.',
      '8 other checks passed.',
      'Open until Fri 20 Nov, 09:44 UTC , 1 d 17 h left .',
      'Unanswered by then, it is Rejected.',
      'Against the champion, v6',
      '13.2% over v6, lower is better. Tolerated to 0.02142, rejected above 0.03.',
      'All checks 10 in 2 policies: 1 failed, 1 warning, 8 passed',
      'fraud-calibration (Audit) would be RequireReview: calibration_error 0.031 is over 0.030.',
      'Containers and lineage',
      'What an approval sets in motion',
      'So far',
      'Your answer, Mei',
      'Your approval would be the second of 2 and complete the review.',
      'Approve Reject',
    ];
    const places = order.map((words) => text.indexOf(words));

    assert.deepEqual(
      order.filter((_, index) => (places[index] ?? -1) < 0),
      [],
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  test('a project is shown with the version that it serves now and the one that an approval puts there', () => {
    const text = textOf(reviewPage(reviewViewOf()));

    assert.match(
      text,
      /ModelPackageArn changes from v6 to v8\. It serves fraud-card v6, since \w+ \d+ Nov, 09:44 UTC/u,
    );
    assert.match(text, /A rejection changes nothing else: Project fraud-serving serves fraud-card v6 as before\./u);
  });

  test('without an open review the page says how projects and copies stand, and nothing where the gate did nothing there', () => {
    const followed = textOf(reviewPage(reviewViewOf({ review: null })));
    const untouched = textOf(reviewPage(reviewViewOf({ review: null, plan: [] })));

    assert.match(followed, /Projects and copies Project fraud-serving serves fraud-card v6, since/u);
    assert.doesNotMatch(followed, /sets in motion/u);
    assert.doesNotMatch(untouched, /Projects and copies/u);
  });

  test('a rejection that sets something in motion is told', () => {
    const step = {
      does: 'x.',
      about: 'Project p',
      now: [],
      onRejection: 'Project p gets the highest approved version.',
    };

    const text = textOf(reviewPage(reviewViewOf({ plan: [step] })));

    assert.match(text, /A rejection sets in motion: Project p gets the highest approved version\./u);
  });

  test('the buttons carry the choice and a nonce each, in one form with one comment', () => {
    const page = reviewPage(reviewViewOf());

    const buttons = [...page.matchAll(/<button class="btn (\w+)" name="(\w+)" value="(v1\.[^"]+)"/gu)];

    assert.deepEqual(
      buttons.map(([, tone, choice]) => [tone, choice]),
      [
        ['ok', 'Approve'],
        ['no', 'Reject'],
      ],
    );
    assert.equal(page.match(/<textarea/gu)?.length, 1);
    assert.match(page, /<form method="post" action="\/r\/[0-9a-f]{32}\/answer">/u);
  });

  test('who may not answer sees why and no form', () => {
    const you = { personId: 'ines', name: 'Ines', nonces: reviewViewOf().you.nonces };

    const page = reviewPage(reviewViewOf({ you }));

    assert.match(textOf(page), /You may not answer: named in metadata key trained_by\./u);
    assert.doesNotMatch(page, /<textarea|\/answer/u);
  });

  test('who approved may withdraw and nothing else', () => {
    const you = { personId: 'amara', name: 'Amara', nonces: reviewViewOf().you.nonces };

    const page = reviewPage(reviewViewOf({ you }));

    assert.deepEqual(
      [...page.matchAll(/<button class="btn[^"]*" name="(\w+)"/gu)].map(([, name]) => name),
      ['Withdraw'],
    );
  });

  test('without a signing key there is no form, and the page says which doors still work', () => {
    const page = reviewPage(reviewViewOf({ you: { personId: 'mei', name: 'Mei', nonces: null } }));

    assert.doesNotMatch(page, /<textarea/u);
    assert.match(textOf(page), /Slack and modelgate approve still work/u);
  });

  test('two requirements have a list each', () => {
    const [first] = reviewStateOf().requirements;
    if (!first) throw new Error('the review has a requirement');
    const review = reviewStateOf({
      requirements: [first, { ...first, name: 'legal', asked: 'legal', given: 0, count: 1, missing: 1, people: [] }],
    });

    const text = textOf(reviewPage(reviewViewOf({ review })));

    assert.match(text, /risk-review: 1 of 2 risk-approvers/u);
    assert.match(text, /legal: 0 of 1 legal/u);
    assert.doesNotMatch(text, /complete the review/u);
  });

  test('a decision from before packages were recorded is shown with what it has', () => {
    const { package: _package, ...old } = decisionOf();

    const text = textOf(reviewPage(reviewViewOf({ decision: old })));

    assert.match(text, /Containers not recorded/u);
  });
});

describe('addresses', () => {
  let app: App;
  before(async () => {
    ({ app } = await makeSite());
  });
  const read = async (path: string): Promise<string> => textOf(await (await app.request(path)).text());

  test('the list of what waits says how far it is and whether it waits for the visitor', async () => {
    const text = await read('/');

    assert.match(text, /2 model packages wait, the oldest for 1 d 6 h\. 1 waits for you\./u);
    assert.match(text, /fraud-card v8 111122223333, us-east-1 RequireReview .* 1 of 2 risk-approvers may answer/u);
    assert.match(text, /doc-classifier v4 .* Hold .* none asked/u);
  });

  test('views and filters narrow the list, and what is not understood is no filter', async () => {
    const [holds, mine, other, odd] = await Promise.all(
      ['/?view=holds', '/?view=mine', '/?group=churn-*', '/?view=%3Cb%3E&skip=-4'].map(read),
    );

    assert.ok(!holds?.includes('fraud-card v8') && holds?.includes('doc-classifier v4'));
    assert.ok(mine?.includes('fraud-card v8') && !mine?.includes('doc-classifier v4'));
    assert.match(other ?? '', /Nothing here/u);
    assert.ok(odd?.includes('fraud-card v8'));
  });

  test('decisions are filtered by group, verdict, origin and period', async () => {
    const [rejected, external, early] = await Promise.all(
      [
        '/decisions?verdict=Reject&group=SEARCH-*',
        '/decisions?origin=External',
        '/decisions?from=2026-08-01&to=2026-08-31',
      ].map(read),
    );

    assert.ok(rejected?.includes('search-ranking v56') && !rejected?.includes('search-ranking v57'));
    assert.ok(!rejected?.includes('fraud-card'));
    assert.ok(external?.includes('fraud-wire v9') && !external?.includes('fraud-atm'));
    assert.ok(early?.includes('fraud-card v2') && !early?.includes('fraud-card v8'));
    assert.doesNotMatch(await read('/decisions?from=2026-02-30'), /2026-03-02/u);
  });

  test('a policy shows its text, where it stands and what it had a say in', async () => {
    const text = await read('/policies/fraud-production');

    assert.match(text, /policies\/fraud-production\.yaml:\d+:1/u);
    assert.match(text, /not-worse-than-champion/u);
    assert.match(text, /Decided lately .*fraud-card v8/u);
    assert.ok(!text.includes('churn-retention v31'));
  });

  test('what is not there is one page with status 404, whatever is wrong with the address', async () => {
    const addresses = [
      ADDRESSES.unknown,
      '/r/short',
      '/packages/111122223333/us-east-1/none/1/1',
      '/packages/x/us-east-1/fraud-card/8/1',
      '/policies/%3Cscript%3E',
    ];

    const statuses = await Promise.all(addresses.map(async (address) => (await app.request(address)).status));

    assert.deepEqual(statuses, [404, 404, 404, 404, 404]);
  });

  test('a page says in which mode the gate is', async () => {
    const ledger = await makeWorld();
    const site = await makeSite(ledger);
    const modeOf = async (path: string) =>
      textOf(await (await site.app.request(path)).text()).match(/(?:Enforce|Audit)\./u)?.[0];
    const enforced = await modeOf('/');

    ledger.modes.set('fraud-card', 'Audit');
    const ofGroup = await modeOf(ADDRESSES.review);
    const ofOther = await modeOf(ADDRESSES.package);
    ledger.modes.set(STACK_MODE, 'Audit');
    const ofAll = await modeOf('/');

    assert.deepEqual([enforced, ofGroup, ofOther, ofAll], ['Enforce.', 'Audit.', 'Enforce.', 'Audit.']);
  });
});

describe('paging through decisions', () => {
  test('the pages together show each decision once', async () => {
    const { app } = await makeSite();
    const seen: string[] = [];
    let path: string | null = '/decisions?from=2026-01-01';

    for (let page = 0; path !== null && page < 10; page++) {
      const html: string = await (await app.request(path)).text();
      seen.push(...[...html.matchAll(/<time datetime="([^"]+)">\d/gu)].map(([, time]) => time ?? ''));
      path = /href="(\/decisions\?[^"]+)">Older/u.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? null;
    }

    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen, seen.toSorted().toReversed());
    assert.ok(seen.length >= 15);
  });

  test('what shares its moment with the last row that one view may read is on its page', async () => {
    // Row 2,000 is the last of a view; the one after it is of the same millisecond, and the only one of its group.
    const rows = Array.from({ length: 2_100 }, (_, at) => ({
      identity: `aws:111122223333:us-east-1:${at === 2_000 ? 'fraud' : 'other'}:${at + 1}:1`,
      revision: 1,
      entryHash: String(at),
      time: NOW - (at === 2_000 ? 1_999 : at),
    }));
    const ledger: PagesLedger = {
      ...makeInMemoryLedger(),
      async readLog({ untilTime, limit, nextToken }) {
        const from = Number(nextToken ?? 0);
        const left = rows.filter(({ time }) => time <= (untilTime ?? NOW)).slice(from, from + limit);
        return { rows: left, nextToken: left.length < limit ? null : String(from + limit) };
      },
      readHeads: async (of) => new Map(of.map((identity) => [identity, doneHeadOf({ identity, entryHash: '2000' })])),
      readEntries: async (of) =>
        of.map(({ identity, entryHash: hash }) => ({
          hash,
          content: { kind: 'decided', identity, revision: 1, previous: null, before: null, decision: decisionOf() },
        })),
    };
    const query = { group: 'fraud', from: NOW - 10_000, until: NOW, matches: () => true, limit: 25 };

    const first = await readDecisions(ledger, query);
    const second = await readDecisions(ledger, { ...query, until: first.nextUntil ?? 0 });

    assert.deepEqual([first.decisions.length, first.nextUntil, second.decisions.length], [1, NOW - 2_001, 0]);
  });
});
