// Items as releases wrote them, kept at each release: this version reads all of them, and every item it writes says its own schema version.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SCHEMA_VERSION } from '../../lib/aws/item-schema.ts';
import { entryOf, headKey } from '../../lib/aws/ledger-items.ts';
import { makeLanes } from '../../lib/aws/lanes.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import { makeModes } from '../../lib/aws/modes.ts';
import { NotYetError } from '../../lib/errors.ts';
import { verifyChain } from '../../lib/ledger/verify.ts';
import { startDynalite, type Dynalite } from '../aws/ledger-tables.ts';
import { headOf } from '../ledger/heads.ts';
import { BEFORE } from './generations.ts';
import { backtestReleases } from './backtest.ts';
import { KEPT } from './kept.ts';
import type { Item } from './write-items.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

/** A table with these items, and the ports on it. */
async function tableOf(items: readonly Item[]) {
  const TableName = await dynalite.makeTable();
  for (const item of items) await dynalite.client.send(new PutItemCommand({ TableName, Item: item }));
  const on = { tableName: TableName, client: dynalite.config };
  return { TableName, ledger: makeLedger({ ...on, bucketName: null }), modes: makeModes(on), lanes: makeLanes(on) };
}

describe('the items of a release', () => {
  test('are kept for the release before', () => {
    assert.ok(KEPT.has(BEFORE));
  });

  for (const [release, { items }] of KEPT)
    test(`are read whole: ${release}`, async () => {
      const { ledger, modes, lanes } = await tableOf(items);
      const identities = items.flatMap(({ sk, identity }) => (sk?.S === 'HEAD' ? (identity?.S ?? []) : []));

      const heads = await ledger.readHeads(identities);
      await modes.readAll();
      await lanes.listLanes('project', null);
      await ledger.readRevoked();

      assert.ok(identities.length >= 4);
      assert.equal(heads.size, identities.length);
      for (const head of heads.values()) {
        const { faults, entries } = await verifyChain(ledger, head);
        assert.deepEqual(faults, []);
        assert.equal(entries.filter(({ content }) => content.kind === 'decided').length, head.revision);
      }
      const verdicts = new Set([...heads.values()].map(({ verdict }) => verdict));
      for (const verdict of ['Approve', 'Reject', 'Hold'] as const) assert.ok(verdicts.has(verdict), verdict);
    });
});

test('the engine of today says of every kept decision what its release said', async () => {
  for (const { release, tried } of await backtestReleases()) {
    assert.ok(tried.replayed > 0, release);
    assert.deepEqual([tried.same, tried.groups], [tried.replayed, []], release);
  }
});

describe('an item of a newer schema', () => {
  const newer = { schemaVersion: { N: String(SCHEMA_VERSION + 1) } };
  const written = async () => {
    const table = await tableOf([]);
    const mine = headOf({ identity: 'aws:1:r:churn:1:1' });
    const other = headOf({ identity: 'aws:1:r:churn:2:1' });
    for (const head of [mine, other]) await table.ledger.claim(null, head);
    const read = async (identity: string) => {
      const command = new GetItemCommand({ TableName: table.TableName, Key: headKey(identity) });
      return (await dynalite.client.send(command)).Item ?? {};
    };
    const Item = { ...(await read(mine.identity)), ...newer };
    await dynalite.client.send(new PutItemCommand({ TableName: table.TableName, Item }));
    return { ...table, mine, other, read };
  };

  test('is refused alone, among others it is left out, and it stays as it is', async () => {
    const { ledger, mine, other, read } = await written();
    const asItIs = await read(mine.identity);

    const heads = await ledger.readHeads([mine.identity, other.identity]);
    await assert.rejects(ledger.readHead(mine.identity), (error) => {
      assert.ok(error instanceof NotYetError);
      assert.match(error.message, /^PKG#aws:1:r:churn:1:1 HEAD has schema version 2 and this modelgate reads up to 1/u);
      return true;
    });

    assert.deepEqual([...heads.keys()], [other.identity]);
    assert.deepEqual(await read(mine.identity), asItIs);
    assert.deepEqual((await read(other.identity))['schemaVersion'], { N: String(SCHEMA_VERSION) });
  });

  test('that would let the gate act is read as Audit', async () => {
    const { ledger, TableName } = await tableOf([]);
    const Item = { pk: { S: 'MODE' }, sk: { S: 'STACK' }, mode: { S: 'Enforce' }, ...newer };
    await dynalite.client.send(new PutItemCommand({ TableName, Item }));

    assert.equal((await ledger.readModes([])).stack, 'Audit');
  });

  test('is found by the decision in it, too', () => {
    const entry = KEPT.get(BEFORE)?.items.find(({ kind }) => kind?.S === 'decided') ?? {};
    const { content } = entryOf(entry);
    assert.equal(content.kind, 'decided');
    const later = { ...content, decision: { ...content.decision, schemaVersion: '2' } };

    const packed = { ...entry, content: { B: gzipSync(JSON.stringify(later)) } };

    assert.throws(() => entryOf(packed), /the decision in PKG#.+ has schema version 2/u);
  });
});
