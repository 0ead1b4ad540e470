// What every implementation of the Ledger port does with what people change, and with its log.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Ledger } from '../../lib/ports.ts';
import { answerEntryOf, doneHeadOf, headOf, IDENTITY, reviewOf } from './heads.ts';

const REFUSED = { name: 'ConditionFailedError' };
const REVIEW = reviewOf({
  answers: [{ person: 'ann', choice: 'Approve', comment: '', door: 'Page', packageDigest: 'package', answeredAt: 950 }],
});

const NOVEMBER = Date.UTC(2026, 10, 1);
const QUERY = { month: '2026-11', fromTime: null, untilTime: null, newestFirst: false, limit: 10, nextToken: null };

/** The log: by month, by time, in pages. */
export function describeLog(makeLedger: () => Promise<Ledger>): void {
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

/** Reviews, answers and authority. */
export function describePeople(makeLedger: () => Promise<Ledger>): void {
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
