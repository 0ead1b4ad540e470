// A burst of registrations in virtual time: the gate keeps to the registry's limit and to few calls, and decides everything; the naive design does not.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { runs } from '../../runs.ts';
import type { Burst } from './burst.ts';
import { burstOfGate } from './gate.ts';
import { burstOfNaive } from './naive.ts';

const SAGEMAKER = ['BatchDescribeModelPackage', 'DescribeModelPackage', 'UpdateModelPackage'];

const sum = ({ calls }: Burst, names: readonly string[] = [...calls.keys()]): number =>
  names.reduce((total, name) => total + (calls.get(name) ?? 0), 0);

describe('a burst at a registry limit of 10 calls a second', () => {
  const versions = runs(1_000, 10_000);
  let gate: Burst;

  before(async () => {
    gate = await burstOfGate({ versions, limit: 10 });
  });

  test('is decided whole, almost without refusals, in little more than the time the limit asks for', () => {
    assert.equal(gate.undecided, 0);
    assert.equal(gate.deadLetters, 0);
    assert.ok(gate.throttledShare <= 0.01, `${gate.throttledShare} of the calls were throttled`);
    assert.ok(
      gate.drained <= 1.15 * gate.bound,
      `drained in ${gate.drained} s, the limit alone asks for ${gate.bound} s`,
    );
  });

  test('publishes decisions together, a few a call', () => {
    assert.ok(sum(gate, ['PutEvents']) <= 0.3 * versions, `${sum(gate, ['PutEvents'])} calls of PutEvents`);
  });

  test('leaves versions undecided in the naive design, so that the comparison means something', async () => {
    const naive = await burstOfNaive({ versions: 1_000, limit: 10 });

    assert.ok(naive.undecided + naive.deadLetters > 0);
    assert.ok(naive.throttledShare > 0.5);
  });
});

describe('calls for one decision in a burst', () => {
  const versions = 1_000;
  const perDecision = async (isDescribed: boolean, copies: number) => {
    const burst = await burstOfGate({ versions, limit: 10, isDescribed, copies });
    return { sagemaker: sum(burst, SAGEMAKER) / versions, all: sum(burst) / versions };
  };

  test('are two of SageMaker and three writes of the ledger, and hardly more when every event comes three times', async () => {
    const once = await perDecision(true, 1);
    const thrice = await perDecision(true, 3);

    assert.ok(once.sagemaker <= 2.05, `${once.sagemaker} calls of SageMaker`);
    assert.ok(once.all <= 5.3, `${once.all} calls in all`);
    // Four messages more for a version, a hundred of which share one BatchDescribe.
    assert.ok(thrice.sagemaker - once.sagemaker <= 0.05, `${thrice.sagemaker - once.sagemaker} more`);
  });

  test('are one of SageMaker where a summary is enough, however long the batch takes', async () => {
    const { sagemaker, all } = await perDecision(false, 1);

    assert.ok(sagemaker <= 1.15, `${sagemaker} calls of SageMaker`);
    assert.ok(all <= 4.3, `${all} calls in all`);
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
