// One declared report: which bodies and fields are values, which may still come, and which never will.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Fact } from '../../lib/evidence/evidence.ts';
import { readReport, reportOf } from '../../lib/evidence/reports.ts';
import { sha256 } from '../../lib/identity.ts';
import type { EvidenceField, RegistryAccount } from '../../lib/policy/policy.ts';
import { ThrottledError, type ReportRead } from '../../lib/ports.ts';
import { ACCOUNT, arnOf, bodyOf, declarationOf, describedOf, FROM, storeOf } from './given.ts';

const sample = (name: string): string => readFileSync(new URL(`reports/${name}`, import.meta.url), 'utf8');
type Given = {
  digest?: string;
  uri?: string;
  account?: string;
  accounts?: readonly Pick<RegistryAccount, 'account' | 'reportBuckets'>[];
};

async function read(
  answer: ReportRead,
  { digest, uri = 's3://reports/q.json', account = ACCOUNT, accounts = [] }: Given = {},
) {
  const { reports, asked } = storeOf(answer);
  const seen = describedOf({
    arn: arnOf(7, 'churn', account),
    metricsSources: new Map([[FROM, { s3Uri: uri, contentDigest: digest ?? null, contentType: null }]]),
  });
  return { read: await readReport({ reports, accounts, ownAccount: ACCOUNT }, seen, FROM), asked };
}

async function field(
  body: string | Uint8Array | ReportRead,
  pointer: string,
  type: EvidenceField['type'] = 'double',
  given: Given = {},
): Promise<Fact<unknown>> {
  const answer = typeof body === 'string' || body instanceof Uint8Array ? bodyOf(body) : body;
  const { read: document } = await read(answer, given);
  return (
    reportOf(declarationOf({ it: [pointer, type] }), document).fields.get('it') ?? {
      state: 'absent',
      cause: 'not declared',
    }
  );
}
const isCorrupt = (fact: Fact<unknown>, cause: RegExp) => {
  assert.equal(fact.state, 'corrupt');
  assert.match(fact.state === 'corrupt' ? fact.cause : '', cause);
};

describe('fields of real reports', () => {
  for (const [file, pointer, value] of [
    ['binary-classification.json', '/binary_classification_metrics/auc/value', 0.9412],
    ['binary-classification.json', '/binary_classification_metrics/confusion_matrix/1/0', 61],
    ['regression.json', '/regression_metrics/r2/value', -1.3766111872212665],
    ['clarify-bias.json', '/post_training_bias_metrics/facets/age/0/metrics/1/value', 0.87],
    ['clarify-bias.json', '/post_training_bias_metrics/facets/home~1owner/0/metrics/0/value', 1.02],
    ['with-nan.json', '/regression_metrics/mae/value', 0.37],
  ] as const)
    test(`${file} has ${value} at ${pointer}`, async () => {
      assert.deepEqual(await field(sample(file), pointer), { state: 'present', value });
    });

  test('types other than numbers are read too', async () => {
    assert.deepEqual(await field('{"a": "x"}', '/a', 'string'), { state: 'present', value: 'x' });
    assert.deepEqual(await field('{"a": false}', '/a', 'bool'), { state: 'present', value: false });
    assert.deepEqual(await field('{"a": 3.0}', '/a', 'int'), { state: 'present', value: 3 });
    assert.deepEqual(await field('[0, 1]', '/1', 'int'), { state: 'present', value: 1 });
    assert.deepEqual(await field('{"__proto__": {"a": 1}}', '/__proto__/a'), { state: 'present', value: 1 });
  });
});

describe('declared fields that are no values', () => {
  test('bare NaN is corrupt, named with file and pointer', async () => {
    isCorrupt(
      await field(sample('with-nan.json'), '/regression_metrics/rmse/value'),
      /^s3:\/\/reports\/q\.json, \/regression_metrics\/rmse\/value: NaN is not a finite number/u,
    );
  });
  for (const [name, body, type] of [
    ['Infinity', '{"a": Infinity}', 'double'],
    ['1e400', '{"a": 1e400}', 'double'],
    ['a string', '{"a": "0.9"}', 'double'],
    ['null', '{"a": null}', 'double'],
    ['a list', '{"a": []}', 'double'],
    ['an object', '{"a": {}}', 'double'],
    ['a fraction', '{"a": 1.5}', 'int'],
    ['2^53', '{"a": 9007199254740992}', 'int'],
    ['a number', '{"a": 1}', 'bool'],
    ['half a character', '{"a": "\\ud800"}', 'string'],
    ['a key that is there twice', '{"a": 0.1, "a": 0.99}', 'double'],
  ] as const)
    test(`${name} for ${type} is corrupt`, async () =>
      isCorrupt(await field(body, '/a', type), /^s3:\/\/reports\/q\.json, \/a: /u));

  test('a duplicate key on the way is corrupt, elsewhere it is none of our business', async () => {
    const body = '{"m": {"a": 1}, "m": {"a": 2}, "n": {"a": 3}}';
    isCorrupt(await field(body, '/m/a'), /duplicate key `m`/u);
    assert.equal((await field(body, '/n/a')).state, 'present');
  });
  for (const pointer of ['/b', '/a/b', '/list/2', '/list/00', '/list/-', '/constructor', '/toString'])
    test(`nothing at ${pointer} is absent`, async () => {
      assert.equal((await field('{"a": 1, "list": [0, 1]}', pointer)).state, 'absent');
    });
});

describe('bodies that are no reports', () => {
  for (const [name, body, cause] of [
    ['cut off', '{"a": {"b": 0.9', /not JSON at line 1, column 16: expected a comma/u],
    ['empty', '', /is empty/u],
    ['a byte order mark', '\ufeff{"a": 1}', /byte order mark/u],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not UTF-8/u],
    ['nested 200 deep', `${'['.repeat(200)}1${']'.repeat(200)}`, /deeper than 100/u],
    ['a hundred thousand deep', '['.repeat(100_000), /deeper than 100/u],
    ['two documents', '{"a": 1} {"a": 2}', /more behind the value/u],
    ['a trailing comma', '{"a": 1,}', /expected a key/u],
    ['a leading zero', '{"a": 01}', /expected a comma/u],
    ['a control character', '{"a": "\u0001"}', /control character/u],
    ['gzip that does not say so', gzipSync('{"a": 1}'), /is gzip, but its Content-Encoding/u],
  ] as const)
    test(`${name} is corrupt`, async () => isCorrupt(await field(body, '/a'), cause));

  test('gzip that says so is read', async () => {
    assert.deepEqual(await field(bodyOf(gzipSync('{"a": 1}'), 'gzip'), '/a'), { state: 'present', value: 1 });
  });
  test('a gzip bomb is corrupt, and quickly', async () => {
    const bomb = bodyOf(gzipSync(Buffer.alloc(50 * 1024 * 1024)), 'gzip');
    const began = performance.now();
    isCorrupt(await field(bomb, '/a'), /inflates to more than 1 MiB/u);
    assert.ok(performance.now() - began < 1_000);
  });
  test('another encoding is corrupt', async () =>
    isCorrupt(await field(bodyOf('{}', 'br'), '/a'), /Content-Encoding that is not read/u));

  test('no sentence quotes the body', async () => {
    for (const body of ['{"secret": hunter2}', '{"a": "hunter2"}', '"hunter2'])
      assert.ok(!JSON.stringify(await field(body, '/a')).includes('hunter2'));
  });
});

describe('the digest', () => {
  const body = '{"a": 1}';
  for (const digest of [sha256(body), `sha256:${sha256(body)}`, `SHA256:${sha256(body).toUpperCase()}`])
    test(`matches as ${digest.slice(0, 12)}...`, async () =>
      assert.equal((await field(body, '/a', 'double', { digest })).state, 'present'));
  test('that does not match is corrupt', async () => {
    isCorrupt(await field(body, '/a', 'double', { digest: `sha256:${'0'.repeat(64)}` }), /not the ContentDigest/u);
  });
  test('that is none is corrupt', async () =>
    isCorrupt(await field(body, '/a', 'double', { digest: 'md5:0' }), /no sha256/u));
});

describe('A43 A44 where reports may be', () => {
  const bucket = { bucket: 'train', owner: '777788889999', prefix: 'churn/' };
  const accounts = [{ account: '444455556666', reportBuckets: [bucket] }];

  test('the own account reads the buckets it owns', async () => {
    const { asked } = await read(bodyOf('{}'));
    assert.deepEqual(asked, [
      {
        bucket: 'reports',
        key: 'q.json',
        owner: ACCOUNT,
        region: 'us-east-1',
        account: ACCOUNT,
        maxBytes: 1024 * 1024,
      },
    ]);
  });
  test('another account reads what its list names, from the owner that it names', async () => {
    const { asked } = await read(bodyOf('{}'), { account: '444455556666', accounts, uri: 's3://train/churn/q.json' });
    assert.equal(asked[0]?.owner, '777788889999');
  });
  for (const uri of [
    's3://other/churn/q.json',
    's3://train/fraud/q.json',
    's3://train/churn/../fraud/q.json',
    's3://train/churn/',
    'https://train/churn/q.json',
    's3://train',
  ])
    test(`${uri} is corrupt and never asked for`, async () => {
      const { read: document, asked } = await read(bodyOf('{}'), { account: '444455556666', accounts, uri });
      assert.equal(document.document.state, 'corrupt');
      assert.ok(document.document.state === 'corrupt' && document.document.cause.startsWith(uri));
      assert.equal(asked.length, 0);
    });

  for (const state of ['missing', 'denied', 'wrongOwner'] as const)
    test(`${state} is absent`, async () => {
      const { read: document } = await read({ state, cause: 'S3 says no' });
      assert.deepEqual(document.document, { state: 'absent', cause: 's3://reports/q.json: S3 says no' });
    });
  test('too large is corrupt', async () => {
    const { read: document } = await read({ state: 'tooLarge', cause: 'the object has 9 bytes' });
    assert.equal(document.document.state, 'corrupt');
  });
  test('throttling is thrown', async () => {
    const { reports } = storeOf(() => Promise.reject(new ThrottledError('slow down')));
    await assert.rejects(readReport({ reports, accounts: [], ownAccount: ACCOUNT }, describedOf(), FROM), {
      name: 'ThrottledError',
    });
  });
});
