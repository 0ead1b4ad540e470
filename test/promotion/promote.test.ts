// promote: one decision with several consequences, of which one fails.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ThrottledError, type Registry } from '../../lib/ports.ts';
import { makePromote } from '../../lib/promotion/promote.ts';
import { makeInMemoryLanes } from '../ledger/in-memory-lanes.ts';
import { REDEPLOYMENT } from './given.ts';
import { registrationTo } from './registration-given.ts';
import { makeSource } from './source-given.ts';

/** A decision that redeploys a project which nothing names, and registers a copy in a target whose lane is written by `putLane`. */
async function promoted(putLane: () => Promise<void>) {
  const source = makeSource(() => 0);
  source.decide(1, 'Approved', false);
  const [decision] = source.unseen;
  const lanes = makeInMemoryLanes();
  const registry = {
    describe: async ({ arn }: { arn: string }) => ({
      raw: '',
      description: { ...source.read(arn), provenance: new Map() },
    }),
    groupTags: async () => new Map(),
  };
  const woken: string[] = [];
  const promote = makePromote({
    ledger: source.ledger,
    registries: () => registry as unknown as Registry,
    projectsOf: () => ({ list: async () => ({ projects: [], nextToken: null }) }) as never,
    lanes: { ...lanes, putLane: async (expected, next) => putLane().then(() => lanes.putLane(expected, next)) },
    wakeLane: async ({ laneId }) => void woken.push(laneId),
    clock: () => 0,
    redeployments: [{ ...REDEPLOYMENT, project: { fromTag: 'sagemaker:project-name' } }],
    registrations: [registrationTo('444455556666')],
  });
  const body = JSON.stringify({ detail: { subject: decision?.subject, decision } });
  const [result] = await promote([{ id: '', body, receiveCount: 1 }], () => 60_000);
  return { woken, reason: result?.status === 'rejected' ? (result.reason as unknown) : null };
}

describe('a project that nothing names', () => {
  test('is asked for in a lane of its own, and the copy is wanted all the same', async () => {
    const { woken, reason } = await promoted(() => Promise.resolve());

    assert.equal(reason, null);
    assert.deepEqual(new Set(woken.map((laneId) => laneId.split('/')[0])), new Set(['project', 'registration']));
    assert.ok(woken.some((laneId) => laneId.endsWith('/of/search/search-serving')));
  });

  test('does not acknowledge the decision while its lane can not be written', async () => {
    const { reason } = await promoted(() => Promise.reject(new ThrottledError('slow down')));

    assert.ok(reason instanceof ThrottledError);
  });
});
