// Switches of the mode and revoked authority in the archive, and the ledger held against it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeKeepSwitches, switchFaults, SWITCHES_PREFIX } from '../../lib/archive/switches.ts';
import { switched, type ModeItem } from '../../lib/ledger/mode.ts';
import { makeInMemoryLedger } from '../ledger/in-memory-ledger.ts';
import { makeInMemoryArchive, makeInMemoryArchiveMemory } from './in-memory-archive.ts';

const REVOCATION = { by: 'user/ann', at: 5, comment: 'lost laptop' };

/** An archive beside modes and people that the test switches and revokes. */
function given() {
  const [archive, memory, ledger] = [makeInMemoryArchive(), makeInMemoryArchiveMemory(), makeInMemoryLedger()];
  const items = new Map<string | null, ModeItem>();
  const modes = { readAll: async () => [...items.values()] };
  const keep = makeKeepSwitches({ archive, memory, modes, ledger, stack: 'modelgate-test' });
  let at = 0;
  const change = (group: string | null, mode: 'Audit' | 'Enforce', reason: string): void => {
    at += 1;
    items.set(group, switched(items.get(group) ?? { group, changes: [] }, { mode, by: 'user/ann', at, reason }));
  };
  const keys = () => [...archive.objects.keys()].filter((key) => key.startsWith(SWITCHES_PREFIX)).toSorted();
  const faults = () => switchFaults(archive, [...items.values()]);
  return { archive, memory, ledger, items, change, keep, keys, faults };
}

describe('switches and revoked authority', () => {
  test('are kept each time they changed, and nothing is written while they stand', async () => {
    const { archive, ledger, change, keep, keys, faults } = given();

    const nothing = await keep();
    change(null, 'Audit', 'installed');
    const first = await keep();
    const again = await keep();
    await ledger.putRevoked('mei', REVOCATION);
    await keep();
    await ledger.putRevoked('mei', null);
    await keep();

    assert.deepEqual([nothing, first, again], [false, true, false]);
    assert.equal(keys().length, 3);
    const texts = keys().map((key) => Buffer.from(archive.objects.get(key) ?? '').toString());
    assert.deepEqual(
      texts.map((text) => text.includes('lost laptop')),
      [false, true, false],
    );
    assert.deepEqual(await faults(), []);
  });

  test('are kept once where a sweep was broken off before it could remember', async () => {
    const { memory, change, keep, keys, faults } = given();
    change('churn', 'Audit', 'only to look');
    await keep();
    memory.forget();
    await keep();

    assert.equal(keys().length, 1);
    assert.deepEqual(await faults(), []);
  });

  test('that were changed or taken out of the ledger are named, with the document that has them', async () => {
    const { items, change, keep, faults } = given();
    change(null, 'Audit', 'reports of tonight are wrong');
    change('churn', 'Audit', 'only to look');
    await keep();
    items.delete(null);
    const [churn] = items.values();
    items.set('churn', { group: 'churn', changes: (churn?.changes ?? []).map((one) => ({ ...one, by: 'user/eve' })) });

    const found = await faults();

    assert.equal(found.length, 2);
    assert.match(
      found.join('\n'),
      /switch 1 of the stack to Audit by user\/ann, which switches\/00000001-[0-9a-f]{16}\.json of the archive names, is not there in the ledger/u,
    );
    assert.match(found.join('\n'), /switch 1 of group churn .* is another in the ledger/u);
  });

  test('that fifty newer ones pushed out of the ledger are no fault', async () => {
    const { change, keep, faults } = given();
    for (let count = 0; count < 60; count++) {
      change(null, count % 2 === 0 ? 'Audit' : 'Enforce', `switch ${count}`);
      await keep();
    }

    assert.deepEqual(await faults(), []);
  });

  test('whose document is gone or was written over are found by the document after it', async () => {
    const { archive, change, keep, keys, faults } = given();
    change(null, 'Audit', 'installed');
    await keep();
    change(null, 'Enforce', 'go live');
    await keep();
    const [first = ''] = keys();
    archive.objects.delete(first);

    assert.deepEqual(
      (await faults()).map((fault) => fault.includes(first)),
      [true],
    );
  });
});
