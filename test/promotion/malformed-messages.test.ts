// Messages to promote and redeploy that can never be right: told apart as invalid, so that they are acknowledged and counted, and nothing is read for them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidError } from '../../lib/errors.ts';
import { makePromote, type PromotePorts } from '../../lib/promotion/promote.ts';
import { makeRedeploy } from '../../lib/promotion/redeploy.ts';
import type { RedeployPorts } from '../../lib/promotion/redeploy-ports.ts';

/** Ports that fail the test when anything is asked of them. */
const untouched = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`${String(name)} was asked for`);
    },
  },
);

const BODIES = [
  '',
  'not JSON',
  '{"detail":',
  'null',
  '[]',
  '{}',
  '{"detail":null}',
  '{"detail":{"subject":{"identity":7},"decision":{"decisionId":"d-1"}}}',
  '{"detail":{"subject":{},"decision":{}}}',
  '{"laneId":7}',
  '{"laneId":"registration/111122223333/us-east-1/churn"}',
  '{"__proto__":{"laneId":"project/x"}}',
];
const messages = BODIES.map((body, index) => ({ id: String(index), body, attempt: 1 })) as never;

for (const [name, makeUseCase, reason] of [
  ['promote', () => makePromote({ ledger: untouched } as PromotePorts), 'NotADecision'],
  ['redeploy', () => makeRedeploy(untouched as RedeployPorts), 'NotAWakeUp'],
] as const) {
  describe(`a message to ${name} that can never be right`, () => {
    test(`is an InvalidError ${reason} each, whatever is wrong with it, and touches nothing`, async () => {
      const results = await makeUseCase()(messages, untouched as never);

      assert.equal(results.length, BODIES.length);
      for (const [index, result] of results.entries()) {
        const error: unknown = result.status === 'rejected' ? result.reason : null;
        assert.ok(error instanceof InvalidError && error.reason === reason, `${BODIES[index]}: ${String(error)}`);
      }
    });
  });
}
