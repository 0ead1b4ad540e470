// A chain that is whole has no faults; each way of tampering with it is named.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientTokenOf, decisionIdOf, entryOf, eventIdOf } from '../../lib/ledger/entries.ts';
import type { LogContent, LogEntry } from '../../lib/ledger/log.ts';
import { answer } from '../../lib/ledger/transitions.ts';
import { readDecided } from '../../lib/ledger/chain.ts';
import { verifyChain } from '../../lib/ledger/verify.ts';
import { answerEntryOf, doneHeadOf, IDENTITY, reviewOf } from './heads.ts';

const decided = (revision: number, previous: string | null): LogEntry =>
  entryOf({
    kind: 'decided',
    identity: IDENTITY,
    revision,
    previous,
    before: revision === 1 ? null : { revision: revision - 1, outcome: 'done' },
    decision: { decisionId: `d-${revision}` },
  } as LogContent);
const first = decided(1, null);
const answered = answerEntryOf(IDENTITY, 1, first.hash);
const second = decided(2, answered.hash);

const ledgerOf = (entries: readonly LogEntry[]) => {
  const byHash = new Map(entries.map((entry) => [entry.hash, entry]));
  return { readEntry: async (_identity: string, hash: string) => byHash.get(hash) ?? null };
};

describe('verifyChain', () => {
  it('finds no fault in a whole chain and returns it from newest to oldest', async () => {
    const head = doneHeadOf({ revision: 2, entryHash: second.hash });
    const { entries, faults } = await verifyChain(ledgerOf([first, answered, second]), head);
    assert.deepEqual([entries, faults], [[second, answered, first], []]);
  });

  it('names a missing entry', async () => {
    const { faults } = await verifyChain(ledgerOf([second]), doneHeadOf({ revision: 2, entryHash: second.hash }));
    assert.match(faults.join('; '), new RegExp(`entry ${answered.hash} of .* is missing`));
  });

  it('names an entry that was changed', async () => {
    const forged = { hash: first.hash, content: { ...first.content, revision: 7 } } as LogEntry;
    const { faults } = await verifyChain(ledgerOf([forged]), doneHeadOf({ entryHash: first.hash }));
    assert.match(faults.join('; '), /does not match its hash; entry .* is of revision 7, expected 1/);
  });

  it('names a revision that was left out', async () => {
    const skipped = decided(3, first.hash);
    const { faults } = await verifyChain(
      ledgerOf([first, skipped]),
      doneHeadOf({ revision: 3, entryHash: skipped.hash }),
    );
    assert.match(faults.join('; '), /is of revision 1, expected 2/);
  });
});

describe('a chain that leads back to itself', () => {
  it('ends, and is named', async () => {
    const round = { hash: first.hash, content: { ...first.content, previous: first.hash } } as LogEntry;
    const { entries, faults } = await verifyChain(ledgerOf([round]), doneHeadOf({ entryHash: first.hash }));
    assert.equal(entries.length, 1);
    assert.match(faults.join('; '), new RegExp(`entry ${first.hash} of .* comes round again`));
  });
});

describe('readDecided', () => {
  it('walks back over answers to the decision', async () => {
    const head = doneHeadOf({ entryHash: answered.hash });
    const found = await readDecided(ledgerOf([first, answered]), head);
    assert.deepEqual([found?.decision.decisionId, found?.entryHash], ['d-1', first.hash]);
  });

  it('is null where the chain is broken', async () => {
    assert.equal(await readDecided(ledgerOf([answered]), doneHeadOf({ entryHash: answered.hash })), null);
  });
});

describe('names that follow from content', () => {
  it('are the same for the same revision and differ for the next', () => {
    assert.equal(decisionIdOf('stack', IDENTITY, 1), decisionIdOf('stack', IDENTITY, 1));
    assert.match(decisionIdOf('stack', IDENTITY, 1), /^d-[0-9a-f]{12}$/);
    assert.match(clientTokenOf('stack', IDENTITY, 1), /^[0-9a-f]{32}$/);
    assert.notEqual(clientTokenOf('stack', IDENTITY, 1), clientTokenOf('stack', IDENTITY, 2));
    assert.notEqual(eventIdOf('a', IDENTITY, 1), eventIdOf('b', IDENTITY, 1));
    assert.notEqual(eventIdOf('a', IDENTITY, 1, 0), eventIdOf('a', IDENTITY, 1, 1));
  });
});

describe('answer', () => {
  const review = reviewOf({ reviewId: 'd-1' });
  const head = doneHeadOf({ verdict: 'RequireReview', target: null, review });
  const given = {
    person: 'ann',
    choice: 'Approve',
    comment: '',
    door: 'Page',
    packageDigest: 'package',
    answeredAt: 900,
  } as const;
  const open = () => null;

  it('moves HEAD onto the entry that records it and keeps the rest', () => {
    const outcome = answer(head, { reviewId: 'd-1', answer: given, entryHash: 'e2' }, open);
    const due = { kind: 'answered', at: 900 };
    assert.deepEqual(outcome, { head: { ...head, due, entryHash: 'e2', review: { ...review, answers: [given] } } });
  });

  it('refuses with the reason', () => {
    const withAnn = { ...head, review: { ...review, answers: [given] } };
    const put = { reviewId: 'd-1', answer: given, entryHash: 'e2' };
    assert.deepEqual(answer(head, { ...put, reviewId: 'd-0' }, open), { refused: 'voided' });
    assert.deepEqual(answer(head, { ...put, answer: { ...given, packageDigest: 'old' } }, open), {
      refused: 'other evidence',
    });
    assert.deepEqual(
      answer(withAnn, put, () => ({ outcome: 'met', verdict: 'Approve', because: '' })),
      { refused: 'complete' },
    );
    assert.deepEqual(answer(withAnn, put, open), { refused: 'repeated' });
    const rejects = { ...put, answer: { ...given, choice: 'Reject' } as const };
    assert.deepEqual(answer(withAnn, rejects, open), { refused: 'answered before' });
    const withdraws = { ...put, answer: { ...given, choice: 'Withdraw' } as const };
    assert.deepEqual(answer(head, withdraws, open), { refused: 'nothing to withdraw' });
    const wavered = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? given : withdraws.answer));
    const afterTen = { ...head, review: { ...review, answers: wavered } };
    assert.deepEqual(answer(afterTen, put, open), { refused: 'too often' });
    const another = answer(afterTen, { ...put, answer: { ...given, person: 'bob' } }, open);
    assert.ok('head' in another);
    const afterNine = { ...head, review: { ...review, answers: wavered.slice(0, 9) } };
    assert.ok('head' in answer(afterNine, withdraws, open));
    assert.deepEqual(answer({ ...head, state: 'applying' }, put, open), { refused: 'applying' });
    assert.deepEqual(
      answer(head, put, () => ({ outcome: 'expired', verdict: 'Reject', because: '' })),
      { refused: 'expired' },
    );
  });
});
