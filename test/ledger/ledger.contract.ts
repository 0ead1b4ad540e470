// What every implementation of the Ledger port does, as tests to be run over each of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Head } from '../../lib/ledger/head.ts';
import type { Ledger } from '../../lib/ports.ts';
import { answerEntryOf, doneHeadOf, headOf, IDENTITY, reviewOf } from './heads.ts';

const REFUSED = { name: 'ConditionFailedError' };
const REVIEW = reviewOf({
  answers: [{ person: 'ann', choice: 'Approve', comment: '', door: 'Page', packageDigest: 'package', answeredAt: 950 }],
});

/** Runs the contract over empty ledgers that `makeLedger` yields, one for each test. */
export function describeLedger(name: string, makeLedger: () => Promise<Ledger>): void {
  describe(`${name} keeps the contract of the Ledger port`, () => {
    describeClaim(makeLedger);
    describeMoves(makeLedger);
    describeEntries(makeLedger);
    describeReads(makeLedger);
    describePeople(makeLedger);
    describeLog(makeLedger);
  });
}

function describeClaim(makeLedger: () => Promise<Ledger>): void {
  it('knows no HEAD before the first claim', async () => {
    const ledger = await makeLedger();
    assert.equal(await ledger.readHead(IDENTITY), null);
  });

  it('keeps the whole HEAD of a claim', async () => {
    const ledger = await makeLedger();
    const head = headOf({ review: REVIEW });
    await ledger.claim(null, head);
    assert.deepEqual(await ledger.readHead(IDENTITY), head);
  });

  it('refuses a first claim where there is a HEAD', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf());
    await assert.rejects(ledger.claim(null, headOf({ owner: 'worker-2' })), REFUSED);
    assert.equal((await ledger.readHead(IDENTITY))?.owner, 'worker-1');
  });

  it('refuses a later claim where there is no HEAD', async () => {
    const ledger = await makeLedger();
    await assert.rejects(ledger.claim(doneHeadOf(), headOf({ revision: 2 })), REFUSED);
  });

  for (const changes of [
    { owner: 'somebody' },
    { entryHash: 'other' },
    { state: 'applying' },
  ] satisfies Partial<Head>[]) {
    it(`refuses a claim where ${Object.keys(changes).join()} is not as read`, async () => {
      const ledger = await makeLedger();
      await ledger.claim(null, doneHeadOf());
      await assert.rejects(ledger.claim(doneHeadOf(changes), headOf({ revision: 2, owner: 'worker-2' })), REFUSED);
      assert.deepEqual(await ledger.readHead(IDENTITY), doneHeadOf());
    });
  }

  it('lets one of two claims through that read the same HEAD', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, doneHeadOf());
    const claims = ['a', 'b', 'c'].map((owner) =>
      ledger.claim(doneHeadOf(), headOf({ revision: 2, owner, entryHash: `e-${owner}` })),
    );
    const results = await Promise.allSettled(claims);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('refuses a late copy of a claim once HEAD has moved on', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf());
    await ledger.takeOver(headOf(), 'worker-2', 800_000);
    await assert.rejects(ledger.claim(null, headOf()), REFUSED);
    assert.equal((await ledger.readHead(IDENTITY))?.owner, 'worker-2');
  });
}

function describeMoves(makeLedger: () => Promise<Ledger>): void {
  it('changes owner and lease on a take-over and keeps the rest', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf({ review: REVIEW }));
    await ledger.takeOver(headOf(), 'worker-2', 800_000);
    const head = await ledger.readHead(IDENTITY);
    const expected = headOf({ review: REVIEW, owner: 'worker-2', leaseUntil: 800_000 });
    assert.deepEqual({ ...head, due: null }, { ...expected, due: null });
  });

  it('refuses a take-over of a claim that another worker has taken over', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf());
    await ledger.takeOver(headOf(), 'worker-2', 800_000);
    await assert.rejects(ledger.takeOver(headOf(), 'worker-3', 900_000), REFUSED);
  });

  it('closes a claim: done, stamped, due only for what people said, the rest as it was', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf({ review: REVIEW }));
    await ledger.close(headOf({ review: REVIEW }), 2_000);
    assert.deepEqual(
      await ledger.readHead(IDENTITY),
      doneHeadOf({ review: REVIEW, due: { kind: 'answered', at: 950 } }),
    );
  });

  it('closes a waiting hold with a time to look again', async () => {
    const ledger = await makeLedger();
    const waiting = headOf({ verdict: 'Hold', target: null, isWaiting: true });
    await ledger.claim(null, waiting);
    await ledger.close(waiting, 2_000);
    assert.deepEqual((await ledger.readHead(IDENTITY))?.due, { kind: 'evidence', at: 902_000 });
  });

  for (const changes of [{ owner: 'worker-2' }, { revision: 2 }] satisfies Partial<Head>[]) {
    it(`refuses to close where ${Object.keys(changes).join()} is another`, async () => {
      const ledger = await makeLedger();
      await ledger.claim(null, headOf(changes));
      await assert.rejects(ledger.close(headOf(), 2_000), REFUSED);
      assert.equal((await ledger.readHead(IDENTITY))?.state, 'applying');
    });
  }

  it('refuses to close twice', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf());
    await ledger.close(headOf(), 2_000);
    await assert.rejects(ledger.close(headOf(), 3_000), REFUSED);
    assert.equal((await ledger.readHead(IDENTITY))?.closedAt, 2_000);
  });

  it('refuses to close what was never claimed', async () => {
    const ledger = await makeLedger();
    await assert.rejects(ledger.close(headOf(), 2_000), REFUSED);
  });
}

function describeEntries(makeLedger: () => Promise<Ledger>): void {
  it('keeps an entry, and putting it again changes nothing', async () => {
    const ledger = await makeLedger();
    const entry = answerEntryOf(IDENTITY, 1, null);
    await ledger.putEntry(entry, []);
    await ledger.putEntry(entry, [{ what: 'report', sha256: 'abc', body: Buffer.from('{}') }]);
    assert.deepEqual(await ledger.readEntry(IDENTITY, entry.hash), entry);
  });

  it('knows an entry only under its own identity and hash', async () => {
    const ledger = await makeLedger();
    const entry = answerEntryOf(IDENTITY, 1, null);
    await ledger.putEntry(entry, []);
    assert.equal(await ledger.readEntry(IDENTITY, 'nothing'), null);
    assert.equal(await ledger.readEntry(`${IDENTITY}0`, entry.hash), null);
  });
}

function describeReads(makeLedger: () => Promise<Ledger>): void {
  it('reads 120 HEADs at once and leaves out what has none', async () => {
    const ledger = await makeLedger();
    const known = Array.from({ length: 120 }, (_, index) => `${IDENTITY}-${index}`);
    for (const identity of known) await ledger.claim(null, headOf({ identity }));
    const heads = await ledger.readHeads([...known, 'unknown']);
    assert.deepEqual([...heads.keys()].toSorted(), known.toSorted());
  });

  it('lists what is due by kind, oldest first, over all pages', async () => {
    const ledger = await makeLedger();
    for (let at = 40; at > 0; at--)
      await ledger.claim(null, headOf({ identity: `${IDENTITY}-${at}`, due: { kind: 'half-done', at } }));
    await ledger.claim(null, headOf({ identity: 'other', due: { kind: 'evidence', at: 1 } }));
    const found: string[] = [];
    let nextToken: string | null = null;
    do {
      const page = await ledger.readDue('half-done', 35, nextToken);
      found.push(...page.heads.map(({ identity }) => identity));
      ({ nextToken } = page);
    } while (nextToken !== null);
    assert.deepEqual(
      found,
      Array.from({ length: 35 }, (_, index) => `${IDENTITY}-${index + 1}`),
    );
  });

  it('no longer lists a closed revision as half-done', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, headOf());
    await ledger.close(headOf(), 2_000);
    assert.deepEqual((await ledger.readDue('half-done', 1e13, null)).heads, []);
  });

  it('remembers when it was first asked since when it is active', async () => {
    const ledger = await makeLedger();
    assert.equal(await ledger.activeSince(1_000), 1_000);
    assert.equal(await ledger.activeSince(9_000), 1_000);
  });

  it('has no modes before somebody sets one', async () => {
    const ledger = await makeLedger();
    assert.deepEqual(await ledger.readModes(['churn']), { stack: null, groups: new Map(), adoptions: new Map() });
  });
}

const NOVEMBER = Date.UTC(2026, 10, 1);
const QUERY = { month: '2026-11', fromTime: null, untilTime: null, newestFirst: false, limit: 10, nextToken: null };

function describeLog(makeLedger: () => Promise<Ledger>): void {
  const filled = async () => {
    const ledger = await makeLedger();
    for (const hour of [3, 1, 4, 0, 2, -1])
      await ledger.putEntry(
        answerEntryOf(`${IDENTITY}-${hour}`, hour + 2, null, NOVEMBER + hour * 3_600_000),
        hour === 4 ? [{ what: 'report', sha256: 'abc', body: Buffer.from('{"auc":1}') }] : [],
      );
    return ledger;
  };
  const hoursOf = (rows: readonly { time: number }[]) => rows.map(({ time }) => (time - NOVEMBER) / 3_600_000);

  it('lists the log of one month by time, either way round', async () => {
    const ledger = await filled();
    assert.deepEqual(hoursOf((await ledger.readLog(QUERY)).rows), [0, 1, 2, 3, 4]);
    assert.deepEqual(hoursOf((await ledger.readLog({ ...QUERY, newestFirst: true })).rows), [4, 3, 2, 1, 0]);
    assert.deepEqual(hoursOf((await ledger.readLog({ ...QUERY, month: '2026-10' })).rows), [-1]);
  });

  it('cuts the log at both times, inclusive', async () => {
    const ledger = await filled();
    const between = { ...QUERY, fromTime: NOVEMBER + 3_600_000, untilTime: NOVEMBER + 3 * 3_600_000 };
    assert.deepEqual(hoursOf((await ledger.readLog(between)).rows), [1, 2, 3]);
  });

  it('pages through the log without losing or repeating a row', async () => {
    const ledger = await filled();
    const found: number[] = [];
    let nextToken: string | null = null;
    do {
      const page: Awaited<ReturnType<Ledger['readLog']>> = await ledger.readLog({ ...QUERY, limit: 2, nextToken });
      found.push(...hoursOf(page.rows));
      ({ nextToken } = page);
    } while (nextToken !== null);
    assert.deepEqual(found, [0, 1, 2, 3, 4]);
  });

  it('reads the entries of rows in their order and leaves out what is not there', async () => {
    const ledger = await filled();
    const { rows } = await ledger.readLog(QUERY);
    const gone = { identity: IDENTITY, revision: 1, entryHash: 'gone', time: 0 };
    const entries = await ledger.readEntries([...rows.slice(2, 4), gone, ...rows.slice(0, 1)]);
    assert.deepEqual(
      entries.map(({ content }) => content.identity),
      [2, 3, 0].map((hour) => `${IDENTITY}-${hour}`),
    );
  });

  it('gives back raw evidence by its hash, and nothing where none was kept', async () => {
    const ledger = await filled();
    const [first, , , , last] = (await ledger.readLog(QUERY)).rows;
    assert.ok(first && last);
    const kept = await ledger.readRecordings(last);
    assert.deepEqual([...kept.keys()], ['abc']);
    assert.equal(Buffer.from(kept.get('abc') ?? []).toString(), '{"auc":1}');
    assert.equal((await ledger.readRecordings(first)).size, 0);
  });
}

function describePeople(makeLedger: () => Promise<Ledger>): void {
  const bypass = { person: 'ann', comment: 'fire', principal: 'arn', packageDigest: 'package', orderedAt: 960 };
  const open = doneHeadOf({ review: reviewOf(), bypass });

  it('keeps what people change in HEAD and leaves the rest alone', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, open);
    const { bypass: _carriedOut, ...answered } = { ...open, owner: 'ann/1', entryHash: 'e2', review: REVIEW };
    const due = { kind: 'answered', at: 950 } as const;
    await ledger.changeReview(open, { ...answered, verdict: 'Reject', due });
    assert.deepEqual(await ledger.readHead(IDENTITY), { ...answered, due });
    assert.equal((await ledger.readDue('answered', 950, null)).heads.length, 1);
  });

  it('lets one of two changes through that read the same HEAD', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, open);
    const changes = ['ann/1', 'bob/2'].map((owner) => ledger.changeReview(open, { ...open, owner }));
    const results = await Promise.allSettled(changes);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('refuses a change of a HEAD that was claimed meanwhile', async () => {
    const ledger = await makeLedger();
    await ledger.claim(null, open);
    await ledger.claim(open, headOf({ revision: 2, entryHash: 'e2', owner: 'worker-2' }));
    await assert.rejects(ledger.changeReview(open, { ...open, entryHash: 'e3' }), REFUSED);
  });

  it('finds a review by its public id, put twice or once', async () => {
    const ledger = await makeLedger();
    const pointer = { reviewId: 'abc', identity: IDENTITY, modelPackageArn: 'arn', decisionId: 'd-1' };
    await ledger.putReviewPointer(pointer);
    await ledger.putReviewPointer(pointer);
    assert.deepEqual(await ledger.readReviewPointer('abc'), pointer);
    assert.equal(await ledger.readReviewPointer('abd'), null);
  });

  it('knows who lost authority, and who got it back', async () => {
    const ledger = await makeLedger();
    const revocation = { by: 'arn', at: 900, comment: 'left the team' };
    await ledger.putRevoked('ann', revocation);
    await ledger.putRevoked('bob', revocation);
    await ledger.putRevoked('bob', null);
    assert.deepEqual(await ledger.readRevoked(), new Map([['ann', revocation]]));
  });
}
