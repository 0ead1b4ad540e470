// The dossier of a gate that has lived for a day: it says who decided what and on which facts, and proves itself where there is no AWS.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { unpackZip } from '../../lib/dossier/zip.ts';
import { DOCUMENT, PAGE, type Dossier } from '../../lib/dossier/dossier.ts';
import { sha256 } from '../../lib/identity.ts';
import { auditorRights } from '../../lib/reading-rights.ts';
import { actionOf } from '../../local/front/permissions.ts';
import { modelgate } from '../cli/given.ts';
import { FILES, FRAUD, liveThroughADay } from './dossier-day.ts';
import { ACCOUNT, startGate, type Gate } from './gate.ts';

describe('the record of a gate that has lived for a day', () => {
  let gate: Gate;
  let folder = '';
  before(async () => {
    gate = await startGate(FILES);
    folder = await mkdtemp(join(tmpdir(), 'modelgate-dossier-'));
    await liveThroughADay(gate, done);
  });
  after(async () => {
    await gate.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const run = (...args: readonly string[]) =>
    modelgate([...args, '--local', gate.world.aws.url], { folder, clock: gate.world.now });
  const done = async (...args: readonly string[]) => {
    const { exit, err } = await run(...args);
    assert.equal(exit, 0, err);
  };

  const zipOf = async (name: string, ...args: readonly string[]) => {
    const { exit, out, err } = await run('dossier', ...args, '-o', 'zip', '--file', name);
    assert.equal(exit, 0, err);
    const zip = await readFile(join(folder, name));
    const { files, faults } = await unpackZip(zip);
    assert.deepEqual(faults, []);
    const textOf = (path: string): string =>
      Buffer.from(files.find((one) => one.path === path)?.bytes ?? '').toString();
    return { out, zip, files, textOf, dossier: JSON.parse(textOf(DOCUMENT)) as Dossier };
  };
  /** Work during which nothing is asked of AWS that `modelgate iam --auditor` does not print. */
  const asAuditor = async <T>(work: () => Promise<T>): Promise<T> => {
    const asked = new Set<string>();
    const stop = gate.world.aws.calls.onCall(({ operation, principalArn }) => {
      if (principalArn.endsWith('user/local')) asked.add(actionOf(operation));
    });
    const made = await work();
    stop();
    // Who one is may be asked by anybody; the pollers of the embedded queues sign as the same user.
    const free = ['sts:GetCallerIdentity', 'sqs:ReceiveMessage'];
    const granted = auditorRights().Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(
      [...asked].filter((action) => ![...free, ...granted].includes(action)),
      [],
    );
    assert.ok(asked.has('s3:ListBucket') && asked.has('dynamodb:Query'));
    return made;
  };
  /** modelgate as a process that knows of no AWS. */
  const verifyAlone = (file: string): Promise<{ readonly exit: number; readonly out: string }> =>
    new Promise((resolve) => {
      const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
      const env = { PATH, NODE_COMPILE_CACHE, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'nowhere-1' };
      const child = execFile(process.execPath, ['cli/modelgate.mjs', 'verify', join(folder, file)], { env }, (_, out) =>
        resolve({ exit: child.exitCode ?? -1, out }),
      );
    });

  test('stands whole in a dossier: who decided what, why, on which facts, and what came of it', async () => {
    const { dossier, textOf } = await asAuditor(() => zipOf('all.zip', '--group', '*', '--from', '7d'));

    const names = dossier.versions.map(({ name }) => name);
    assert.equal(
      names.join(),
      'churn-winback v1,churn-winback v2,churn-winback v3,copies-of-winback v1,copies-of-winback v2,fraud-card v1,fraud-card v2',
    );
    assert.deepEqual(dossier.gaps, []);
    assert.ok(dossier.versions.every(({ anchor, registry }) => anchor !== null && registry !== null));
    assert.deepEqual(
      dossier.people.map(({ name }) => name),
      ['Ines', 'Mei', 'Tomas'],
    );
    const kept = dossier.versions.flatMap(({ exclusions }) => exclusions.map((one) => `${one.person}: ${one.because}`));
    assert.ok(kept.includes('ines: named in metadata key trained_by'), kept.join());
    assert.deepEqual(
      dossier.exceptions.map(({ name, isOver }) => [name, isOver]),
      [['churn-new-market', false]],
    );
    const finished = dossier.carried.filter(({ result }) => result === 'Finished');
    assert.deepEqual(
      new Set(finished.filter(({ version }) => version === 'churn-winback v1').map(({ kind }) => kind)),
      new Set(['project', 'registration']),
    );
    const [set] = dossier.policies;
    const fraud = set?.texts.find(({ path }) => path.endsWith('fraud.yaml'));
    assert.equal(textOf(fraud?.file ?? ''), FRAUD);
    const page = textOf(PAGE);
    for (const said of [
      'Break-glass: Tomas',
      'incident 4711',
      'Around the gate: churn-winback v3 was Approved outside the gate',
      'By exception: churn-winback v2 passed churn-accuracy/accuracy-floor',
      'read the report',
      'me too &lt;script&gt;',
      'Kept out: Ines (named in metadata key trained_by)',
      'the floor was agreed on in October',
      'churn-serving',
    ])
      assert.ok(page.includes(said), `the page does not say: ${said}`);
    assert.doesNotMatch(page, /<script|https?:\/\/(?!www\.w3\.org)[^<]*\.(?:js|css|png)|src=/u);
  });

  test('is proven by a process without AWS, and one changed byte is found and named', async () => {
    const { zip, files, out } = await zipOf('fraud.zip', 'fraud-card/1');
    const whole = await verifyAlone('fraud.zip');
    const answer = files.find(({ path, bytes }) => /^log.*\/0002-/u.test(path) && bytes.length > 0);
    zip.write('R', zip.indexOf('read the report', zip.indexOf(answer?.bytes ?? '')));
    await writeFile(join(folder, 'forged.zip'), zip);

    const forged = await verifyAlone('forged.zip');

    const seal = /^Seal {3}([0-9a-f]{64})$/mu.exec(out)?.[1] ?? 'none';
    assert.equal(whole.exit, 0, whole.out);
    assert.match(whole.out, /1 version, 4 entries, \d+ inputs?, \d+ files: every hash and every byte holds/u);
    assert.ok(whole.out.includes(seal));
    assert.equal(forged.exit, 1);
    assert.ok(forged.out.replaceAll(/\s/gu, '').includes(answer?.path ?? 'no answer'), forged.out);
  });

  test('lies in the archive: policy files as deployed, and a log of the day whose hash its heads name', async () => {
    const { dossier } = await zipOf('again.zip', 'churn-winback/1');
    const [version] = dossier.versions;
    const Bucket = gate.world.runtime.nameOf('ArchiveBucket') ?? '';
    const read = async (Key: string): Promise<Uint8Array> => {
      const { Body } = await gate.s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    };

    const heads = await read(version?.anchor?.key ?? '');
    const { log } = JSON.parse(Buffer.from(heads).toString()) as { log: { key: string; sha256: string } };

    assert.equal(sha256(heads), version?.anchor?.sha256);
    assert.ok(Buffer.from(heads).includes(version?.anchor?.entryHash ?? 'none'));
    assert.equal(sha256(await read(log.key)), log.sha256);
    const digest = dossier.policies[0]?.digest ?? '';
    assert.equal(sha256(await read(`policies/sets/${digest}.json`)), digest);
  });

  test('that somebody cut off in the ledger, HEAD with it, is found by verify, and so is a switch of the mode that was taken out', async () => {
    const whole = await asAuditor(() => run('verify', '--all'));
    const client = new DynamoDBClient({
      endpoint: gate.world.aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
    });
    const { dossier } = await zipOf('before.zip', 'fraud-card/1');
    const [version] = dossier.versions;
    const [first] = version?.log ?? [];
    const TableName = gate.world.runtime.nameOf('LedgerTable');
    const Key = { pk: { S: `PKG#${version?.head.identity}` }, sk: { S: 'HEAD' } };
    const { Item = {} } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    const cutOff = { ...Item, revision: { N: '1' }, entryHash: { S: first?.sha256 ?? '' } };
    await client.send(new PutItemCommand({ TableName, Item: cutOff }));
    const found = await run('verify', 'fraud-card/1', '--no-registry');
    const switchOf = { pk: { S: 'MODE' }, sk: { S: 'GROUP#sandbox' } };
    await client.send(new PutItemCommand({ TableName, Item: { ...switchOf, changes: { S: '[]' } } }));
    client.destroy();

    const silenced = await run('verify', 'churn-winback/1');

    assert.equal(whole.exit, 0, whole.out);
    assert.match(whole.out.replaceAll(/\s+/gu, ' '), /it names 7 of 7 chains/u);
    assert.equal(found.exit, 1);
    assert.match(
      found.out.replaceAll(/\s+/gu, ' '),
      /heads\/0000000\d\.json of the archive names, is not on the chain/u,
    );
    assert.match(
      silenced.out.replaceAll(/\s+/gu, ' '),
      /switch 1 of group sandbox to Audit by .* is not there in the/u,
    );
  });
});
