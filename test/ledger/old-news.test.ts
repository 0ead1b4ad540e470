// Which hints say nothing that HEAD does not know.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBehindHint, isOldNews } from '../../lib/ledger/plan.ts';
import { doneHeadOf, headOf, lookOf } from './heads.ts';

const HELD = { verdict: 'Hold', target: null } as const;

describe('isOldNews', () => {
  it('drops the echo of a claim and keeps every other hint about it', () => {
    assert.equal(isOldNews(headOf(), { status: 'Approved', modifiedAt: 9_000 }), true);
    assert.equal(isOldNews(headOf(), { status: 'Rejected', modifiedAt: 9_000 }), false);
    assert.equal(isOldNews(headOf(HELD), { status: null, modifiedAt: 100 }), false);
  });

  it('drops what was looked at once HEAD is done, unless it names another decision', () => {
    assert.equal(isOldNews(doneHeadOf(), { status: 'PendingManualApproval', modifiedAt: 500 }), true);
    assert.equal(isOldNews(doneHeadOf(), { status: 'PendingManualApproval', modifiedAt: 501 }), false);
    assert.equal(isOldNews(doneHeadOf({ readModifiedAt: 900 }), { status: 'Rejected', modifiedAt: 700 }), false);
  });

  it('drops nothing that carries no time, and nothing before the first decision', () => {
    assert.equal(isOldNews(doneHeadOf(), { status: null, modifiedAt: null }), false);
    assert.equal(isOldNews(null, { status: 'Approved', modifiedAt: 1 }), false);
  });
});

describe('isBehindHint', () => {
  const seen = lookOf({ status: 'PendingManualApproval', modifiedAt: 10_000, lookedAt: 21_000 });
  const rejected = { status: 'Rejected', modifiedAt: 20_999 } as const;

  it('keeps a look from being decided on that does not show yet what a person has set', () => {
    assert.equal(isBehindHint(rejected, seen), true);
    assert.equal(isBehindHint({ ...rejected, modifiedAt: 10_999 }, seen), false, 'its second is cut');
    assert.equal(isBehindHint(rejected, { ...seen, status: 'Rejected' }), false);
  });

  it('believes no hint for longer than a registry may lag, nor one from the future, nor one without a decision', () => {
    assert.equal(isBehindHint(rejected, { ...seen, lookedAt: 90_000 }), false);
    assert.equal(isBehindHint({ ...rejected, modifiedAt: 60_000 }, seen), false);
    assert.equal(isBehindHint({ status: 'PendingManualApproval', modifiedAt: 20_999 }, seen), false);
    assert.equal(isBehindHint({ status: null, modifiedAt: null }, seen), false);
  });
});
