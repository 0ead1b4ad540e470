// The protocol for one package version over the in-memory ledger: what it costs, and what it does where something is off.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SettleArgs, SettlePorts } from '../../lib/decisions/settle-package.ts';
import type { PublishedEvent } from '../../lib/events.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import { verifyChain } from '../../lib/ledger/verify.ts';
import { ThrottledError, UnansweredError } from '../../lib/ports.ts';
import { ARN, assessmentOf, IDENTITY, lookOf } from '../ledger/heads.ts';
import { makeSimulatedCompose } from '../simulation/policies.ts';
import { makeBench } from './settle-bench.ts';

const LEASE_SECONDS = 373;

const typesOf = (events: readonly PublishedEvent[]) => events.map(({ detailType }) => detailType);

describe('settling one package version', () => {
  it('costs one look, three ledger writes, one update and one event', async () => {
    const bench = makeBench();
    const settled = await bench.settle();
    assert.deepEqual(bench.asked, ['look', 'putEntry', 'claim', 'update', 'publish', 'close']);
    assert.deepEqual([settled.step, settled.decision?.verdict, settled.head?.state], ['decided', 'Approve', 'done']);
    assert.match(bench.requests[0]?.clientToken ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(settled.head, await bench.ledger.readHead(IDENTITY));
  });

  it('does nothing when the same package is looked at again', async () => {
    const bench = makeBench();
    await bench.settle();
    bench.asked.length = 0;
    assert.equal((await bench.settle()).step, 'nothing');
    assert.deepEqual(bench.asked, ['look']);
  });

  it('does not even look for the echo of its own write', async () => {
    const bench = makeBench();
    await bench.settle();
    bench.asked.length = 0;
    await bench.settle({}, { hint: { status: 'PendingManualApproval', modifiedAt: 500 } });
    assert.deepEqual(bench.asked, []);
  });

  it('records in Audit, and neither writes nor asks anybody', async () => {
    const bench = makeBench({ assessment: assessmentOf('RequireReview') });
    const settled = await bench.settle({}, {}, 'Audit');
    assert.deepEqual(
      [bench.requests, settled.head?.review, typesOf(bench.events)],
      [[], null, ['Model Package Decision Made']],
    );
  });

  it('asks for a review with an event of its own', async () => {
    const bench = makeBench({ assessment: assessmentOf('RequireReview') });
    const settled = await bench.settle();
    assert.deepEqual(typesOf(bench.events), ['Model Package Decision Made', 'Model Package Review Requested']);
    assert.equal(bench.requests[0]?.approvalStatus, null);
    assert.equal(settled.head?.review?.reviewId, settled.decision?.decisionId);
  });

  it('publishes a status set around the gate as drifted', async () => {
    const bench = makeBench({ status: 'Approved', assessment: null, bornApproved: true });
    await bench.settle();
    const drifted = bench.events.find((event) => event.detailType === 'Model Package Approval Drifted');
    assert.deepEqual([bench.requests, drifted?.detail.cause, drifted?.detail.by], [[], 'BornApproved', 'ann']);
  });

  it('leaves a deleted package alone', async () => {
    const bench = makeBench();
    bench.state.seen = null;
    assert.equal((await bench.settle()).step, 'nothing');
    assert.deepEqual(bench.asked, ['look']);
  });

  it('F12 trims an event above 60 KiB to a pointer into the ledger', async () => {
    const bench = makeBench();
    const compose = makeSimulatedCompose({
      arn: parseModelPackageArn(ARN),
      identity: IDENTITY,
      mode: 'Enforce',
      build: 1,
    });
    const large: SettleArgs['compose'] = (...given) => {
      const composed = compose(...given);
      return { ...composed, decision: { ...composed.decision, warnings: ['w'.repeat(61 * 1024)] } };
    };
    const { head } = await bench.settle({}, { compose: large });
    const [event] = bench.events;
    assert.ok(event?.detailType === 'Model Package Decision Made' && 'trimmed' in event.detail.decision);
    assert.equal(event.detail.decision.ledgerEntry, head?.entryHash);
    assert.ok(JSON.stringify(event.detail).length < 60 * 1024);
  });
});

describe('settling in trouble', () => {
  it('goes on where a write without an answer has landed', async () => {
    const bench = makeBench();
    const update: SettlePorts['update'] = async (request) => {
      bench.land(request);
      throw new UnansweredError('timed out');
    };
    assert.equal((await bench.settle({ update })).step, 'decided');
    assert.equal(bench.asked.filter((name) => name === 'look').length, 2);
  });

  it('never repeats a write without an answer before the lease is over, and then sends the same token', async () => {
    const bench = makeBench();
    const tokens: string[] = [];
    const update: SettlePorts['update'] = async ({ clientToken }) => {
      tokens.push(clientToken);
      throw new UnansweredError('timed out');
    };
    await assert.rejects(bench.settle({ update }), { name: 'NotYetError', retryAfter: LEASE_SECONDS });
    await assert.rejects(bench.settle({ update }), { name: 'NotYetError' });
    assert.equal(tokens.length, 1);
    bench.state.now += LEASE_SECONDS * 1000 + 1;
    await bench.settle();
    assert.deepEqual(
      [tokens[0], (await bench.ledger.readHead(IDENTITY))?.revision],
      [bench.requests[0]?.clientToken, 1],
    );
  });

  it('sends again after throttling, a few times', async () => {
    const bench = makeBench();
    let sends = 0;
    const update: SettlePorts['update'] = async () => {
      sends++;
      throw new ThrottledError('Rate exceeded');
    };
    await assert.rejects(bench.settle({ update }), { name: 'ThrottledError' });
    assert.equal(sends, 5);
  });

  it('finishes what another worker has written, with the decision from the ledger', async () => {
    const bench = makeBench({ assessment: assessmentOf('RequireReview') });
    const publish = async () => {
      throw new UnansweredError('no answer');
    };
    await assert.rejects(bench.settle({ bus: { publish } }), { name: 'UnansweredError' });
    bench.state.now += 41_000;
    const settled = await bench.settle();
    assert.deepEqual(
      [settled.step, settled.decision?.verdict, bench.requests.length],
      ['finished', 'RequireReview', 1],
    );
    assert.deepEqual(typesOf(bench.events), ['Model Package Decision Made', 'Model Package Review Requested']);
  });

  it('gives way where HEAD has moved since it was read', async () => {
    const bench = makeBench();
    await bench.settle();
    await assert.rejects(
      bench.settle({}, { firstHead: null, look: async () => lookOf({ lookedAt: bench.state.now }) }),
      { name: 'NotYetError', retryAfter: 5 },
    );
    assert.equal(bench.requests.length, 1);
  });

  it('abandons a claim whose evidence has changed and says so in the next entry', async () => {
    const bench = makeBench();
    const update: SettlePorts['update'] = async () => {
      throw new UnansweredError('timed out');
    };
    await assert.rejects(bench.settle({ update }), { name: 'NotYetError' });
    bench.state.now += LEASE_SECONDS * 1000 + 1;
    bench.state.seen = lookOf({ packageDigest: 'new', modifiedAt: bench.state.now });
    const { head } = await bench.settle();
    assert.ok(head);
    const { entries, faults } = await verifyChain(bench.ledger, head);
    const [newest] = entries;
    assert.deepEqual([entries.length, faults], [2, []]);
    assert.deepEqual(newest?.content.kind === 'decided' && newest.content.before, {
      revision: 1,
      outcome: 'abandoned',
    });
  });

  it('raises a decision that its own write has overwritten', async () => {
    const bench = makeBench();
    const { decision } = await bench.settle();
    bench.events.length = 0;
    await bench.settle({}, { hint: { status: 'Rejected', modifiedAt: bench.state.now - 1 } });
    const [event] = bench.events;
    assert.ok(event?.detailType === 'Model Package Approval Drifted');
    assert.deepEqual([event.detail.cause, event.detail.decisionId], ['Overwritten', decision?.decisionId]);
  });
});
