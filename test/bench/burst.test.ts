// A burst of registrations in virtual time: the gate keeps to the registry's limit and decides everything; the naive design does not.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runs } from '../runs.ts';
import { burstOfGate, burstOfNaive } from './burst.ts';

describe('a burst at a registry limit of 10 calls a second', () => {
  const options = { versions: runs(1_000, 10_000), limit: 10 };

  test('is decided whole, almost without refusals, in little more than the time the limit asks for', async () => {
    const gate = await burstOfGate(options);

    assert.equal(gate.undecided, 0);
    assert.equal(gate.deadLetters, 0);
    assert.ok(gate.throttledShare <= 0.01, `${gate.throttledShare} of the calls were throttled`);
    assert.ok(
      gate.drained <= 1.15 * gate.bound,
      `drained in ${gate.drained} s, the limit alone asks for ${gate.bound} s`,
    );
  });

  test('leaves versions undecided in the naive design, so that the comparison means something', async () => {
    const naive = await burstOfNaive({ ...options, versions: 1_000 });

    assert.ok(naive.undecided > 0);
    assert.ok(naive.throttledShare > 0.5);
  });
});

describe('a burst with the wrong idea of the limit', () => {
  test('slows down by what the registry refuses, and still decides everything', async () => {
    const gate = await burstOfGate({ versions: 300, limit: 4, assumed: 20 });

    assert.equal(gate.undecided, 0);
    assert.equal(gate.deadLetters, 0);
    assert.ok(gate.throttledShare <= 0.25, `${gate.throttledShare} of the calls were throttled`);
  });
});
