// The ledger on DynamoDB: the contract of the port over dynalite, and what only this implementation has: recordings, indexes, failures.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { makeLedger } from '../../lib/aws/ledger.ts';
import { modeKey } from '../../lib/aws/ledger-items.ts';
import { sha256 } from '../../lib/identity.ts';
import type { Recording } from '../../lib/ports.ts';
import { answerEntryOf, headOf, IDENTITY } from '../ledger/heads.ts';
import { describeLedger } from '../ledger/ledger.contract.ts';
import { start } from '../local/start.ts';
import { startDynalite, type Dynalite } from './ledger-tables.ts';
import { startStub } from './stub.ts';

let dynalite: Dynalite;
before(async () => {
  dynalite = await startDynalite();
});
after(() => dynalite.stop());

const emptyLedger = async () =>
  makeLedger({ tableName: await dynalite.makeTable(), bucketName: null, client: dynalite.config });

describeLedger('the ledger on DynamoDB', emptyLedger);

const recordingOf = (what: string, bytes: number): Recording => {
  const body = randomBytes(bytes);
  return { what, body, sha256: sha256(body) };
};

describe('recordings', () => {
  const entry = answerEntryOf(IDENTITY, 3, null);
  const itemAfter = async (recordings: readonly Recording[]) => {
    const tableName = await dynalite.makeTable();
    await makeLedger({ tableName, bucketName: null, client: dynalite.config }).putEntry(entry, recordings);
    const { Items } = await dynalite.client.send(new ScanCommand({ TableName: tableName }));
    return Items?.[0] ?? {};
  };

  test('small ones travel gzipped in the log item, whose key names revision and hash', async () => {
    const report = recordingOf('report', 2_000);

    const item = await itemAfter([report, report]);

    assert.equal(item['sk']?.S, `LOG#00000003#${entry.hash}`);
    assert.deepEqual(Object.keys(item['recordings']?.M ?? {}), [report.sha256]);
    const packed = item['recordings']?.M?.[report.sha256]?.B ?? new Uint8Array();
    assert.deepEqual(gunzipSync(packed), report.body);
  });

  test('shared ones, such as the champion of many decisions, are stored once and read back with each entry', async () => {
    const tableName = await dynalite.makeTable();
    const ledger = makeLedger({ tableName, bucketName: null, client: dynalite.config });
    const [own, champion] = [recordingOf('report', 200), { ...recordingOf('champion', 2_000), isShared: true }];
    const next = answerEntryOf(IDENTITY, 4, entry.hash);

    await ledger.putEntry(entry, [own, champion]);
    await ledger.putEntry(next, [champion]);

    const { Items: items = [] } = await dynalite.client.send(new ScanCommand({ TableName: tableName }));
    const bodies = items.filter((item) => item['pk']?.S === `RECORDING#${champion.sha256}`);
    const read = await ledger.readRecordings({ identity: IDENTITY, revision: 3, entryHash: entry.hash });
    const again = await ledger.readRecordings({ identity: IDENTITY, revision: 4, entryHash: next.hash });
    assert.deepEqual([items.length, bodies.length], [3, 1]);
    assert.deepEqual([...read.keys()].toSorted(), [own.sha256, champion.sha256].toSorted());
    assert.deepEqual(Buffer.from(again.get(champion.sha256) ?? []), champion.body);
  });

  test('large ones stay in the item where there is no bucket, up to 300 KB, and the rest is noted as not recorded', async () => {
    const [small, large] = [recordingOf('small', 200_000), recordingOf('large', 250_000)];

    const item = await itemAfter([large, small]);

    assert.deepEqual(Object.keys(item['recordings']?.M ?? {}), [small.sha256]);
    assert.match(item['notRecorded']?.L?.[0]?.S ?? '', /^large .*not recorded$/u);
  });

  test('large ones go to the bucket under their hash before the item is written', async (t) => {
    const aws = await start(t);
    const s3Config = {
      endpoint: aws.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: '111122223333', secretAccessKey: 'x' },
    };
    const s3 = new S3Client(s3Config);
    t.after(() => s3.destroy());
    await s3.send(new CreateBucketCommand({ Bucket: 'evidence' }));
    const tableName = await dynalite.makeTable();
    const large = recordingOf('report', 100_000);

    await makeLedger({ tableName, bucketName: 'evidence', client: dynalite.config, s3: s3Config }).putEntry(entry, [
      large,
    ]);

    const kept = await s3.send(new GetObjectCommand({ Bucket: 'evidence', Key: `recordings/${large.sha256}.gz` }));
    assert.deepEqual(gunzipSync((await kept.Body?.transformToByteArray()) ?? new Uint8Array()), large.body);
    const { Items } = await dynalite.client.send(new ScanCommand({ TableName: tableName }));
    assert.deepEqual(Items?.[0]?.['stored']?.SS, [large.sha256]);
  });
});

describe('indexes and modes', () => {
  test('an entry is found by its month in the index log', async () => {
    const tableName = await dynalite.makeTable();
    const entry = answerEntryOf(IDENTITY, 1, null);
    await makeLedger({ tableName, bucketName: null, client: dynalite.config }).putEntry(entry, []);

    const { Items } = await dynalite.client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'log',
        KeyConditionExpression: 'logMonth = :m',
        ExpressionAttributeValues: { ':m': { S: '1970-01' } },
      }),
    );

    assert.equal(Items?.length, 1);
  });

  test('modes of stack and groups are read, groups in any casing', async () => {
    const tableName = await dynalite.makeTable();
    for (const [group, mode] of [
      [null, 'Enforce'],
      ['Churn', 'Audit'],
    ] as const)
      await dynalite.client.send(
        new PutItemCommand({ TableName: tableName, Item: { ...modeKey(group), mode: { S: mode } } }),
      );

    const modes = await makeLedger({ tableName, bucketName: null, client: dynalite.config }).readModes([
      'churn',
      'fraud',
      'churn',
    ]);

    assert.deepEqual(modes, { stack: 'Enforce', groups: new Map([['churn', 'Audit']]), adoptions: new Map() });
  });
});

test('F22 every read that a decision rests on is a consistent one', async (t) => {
  const asked: Record<string, unknown>[] = [];
  const stub = await startStub(({ body }) => {
    asked.push(body as Record<string, unknown>);
    return { status: 200, body: { Responses: {}, Items: [] } };
  });
  t.after(stub.stop);
  const ledger = makeLedger({ tableName: 'ledger', bucketName: null, client: stub.config });

  await ledger.readHead(IDENTITY);
  await ledger.readHeads([IDENTITY]);
  await ledger.readEntry(IDENTITY, 'e1');
  await ledger.readModes(['churn']);
  await ledger.readRevoked();

  assert.ok(asked.length >= 5);
  for (const request of asked) assert.match(JSON.stringify(request), /"ConsistentRead":true/u);
});

describe('failures', () => {
  const over = async (t: { after: (end: () => Promise<void>) => void }, status: number, code: string) => {
    const stub = await startStub(() => ({
      status,
      body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'no' },
    }));
    t.after(stub.stop);
    return makeLedger({ tableName: 'ledger', bucketName: null, client: { ...stub.config, maxAttempts: 1 } });
  };

  test('throttling is a ThrottledError', async (t) => {
    const ledger = await over(t, 400, 'ProvisionedThroughputExceededException');
    await assert.rejects(ledger.claim(null, headOf()), { name: 'ThrottledError' });
  });

  test('a 500 is an UnansweredError', async (t) => {
    const ledger = await over(t, 500, 'InternalServerError');
    await assert.rejects(ledger.readHead(IDENTITY), { name: 'UnansweredError' });
  });

  test('a missing table passes through under its own name', async (t) => {
    const ledger = await over(t, 400, 'ResourceNotFoundException');
    await assert.rejects(ledger.readHead(IDENTITY), { name: 'ResourceNotFoundException' });
  });

  test('keys that DynamoDB leaves open are asked for again', async (t) => {
    let calls = 0;
    const stub = await startStub((request) => {
      calls++;
      const asked = (request.body as { RequestItems: { ledger: unknown } }).RequestItems.ledger;
      return {
        status: 200,
        body:
          calls === 1
            ? { Responses: { ledger: [] }, UnprocessedKeys: { ledger: asked } }
            : { Responses: { ledger: [] } },
      };
    });
    t.after(stub.stop);

    await makeLedger({ tableName: 'ledger', bucketName: null, client: stub.config }).readHeads([IDENTITY]);

    assert.equal(calls, 2);
  });
});
