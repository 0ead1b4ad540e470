// What the pages say, through their addresses, over a ledger in memory.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PagesLedger } from '../../lib/pages/pages-ports.ts';
import { readDecisions } from '../../lib/pages/read-decisions.ts';
import { doneHeadOf } from '../ledger/heads.ts';
import { makeInMemoryLedger, STACK_MODE } from '../ledger/in-memory-ledger.ts';
import { decisionOf, NOW } from './given.ts';
import { textOf } from './readable-text.ts';
import { ADDRESSES, makeSite, makeWorld } from './site.ts';

type App = Awaited<ReturnType<typeof makeSite>>['app'];

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
