// modelgate doctor against a running gate: what is wrong is named with the next command.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { modelgate } from './given.ts';

let gate: Gate;
before(async () => {
  gate = await startGate({ churn: TEN_LINES });
});
after(() => gate.stop());
const run = (...args: readonly string[]) => modelgate(['doctor', ...args, '--local', gate.world.aws.url]);

test('before the first sweep it says what is not known yet, and exits 69; after it all is well', async () => {
  const early = await run();
  await gate.world.runtime.runSchedule('reconcile');
  const { exit, out, err } = await run();

  assert.equal(early.exit, 69);
  assert.match(early.out, /✗ sweep +none has come through 111122223333\/us-east-1 yet\n +Next: /u);
  assert.equal(exit, 0, out + err);
  assert.match(out, /✓ registry events +rule \S+ brings them to the intake\s+queue/u);
  assert.match(out, /✓ mode +Enforce/u);
  assert.match(out, /✓ dead letters +none in \d queues/u);
});

test('a ledger that is not there is the first finding', async () => {
  const { exit, out } = await run('--stack', 'elsewhere');

  assert.equal(exit, 69);
  assert.match(out, /✗ ledger +Cannot reach the ledger/u);
});
