// What every implementation of the Ledger port does, as tests to be run over each of them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Head } from '../../lib/ledger/head.ts';
import type { Ledger } from '../../lib/ports.ts';
import { answerEntryOf, doneHeadOf, headOf, IDENTITY, reviewOf } from './heads.ts';
import { describeLog, describePeople } from './ledger-people.contract.ts';

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
