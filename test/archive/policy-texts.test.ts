// Policy files are kept under their hashes, once for each set, and a list never names a text that is not there.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeKeepPolicyTexts, policySetKey, readPolicyTexts } from '../../lib/archive/policy-texts.ts';
import { keepingTextsBeside } from '../../lib/archive/beside.ts';
import { sha256 } from '../../lib/identity.ts';
import { listPolicyTexts, textsDigestOf } from '../../lib/policy/policy-texts.ts';
import { makeInMemoryArchive, makeInMemoryArchiveMemory } from './in-memory-archive.ts';

const FILES = [
  { path: 'policies/b.yaml', text: 'kind: B\n' },
  { path: 'policies/a.yaml', text: 'kind: A # why\n' },
  { path: 'policies/a.test.yaml', text: 'kind: PolicyTest\n' },
];
const TEXTS = listPolicyTexts(FILES);
const DIGEST = textsDigestOf(TEXTS);

function given(files = FILES) {
  const [archive, memory] = [makeInMemoryArchive(), makeInMemoryArchiveMemory()];
  const reads = { count: 0 };
  const readTexts = async () => {
    reads.count += 1;
    return files;
  };
  const make = () => makeKeepPolicyTexts({ archive, memory, texts: TEXTS, readTexts });
  return { archive, reads, make };
}

describe('policy files', () => {
  test('come back as they were deployed, without tests, list and texts under the hashes of their bytes', async () => {
    const { archive, make } = given();

    await make()();

    assert.equal(sha256(archive.objects.get(policySetKey(DIGEST)) ?? ''), DIGEST);
    const kept = await readPolicyTexts(archive, DIGEST);
    assert.deepEqual(kept?.files, [FILES[1], FILES[0]]);
    assert.equal(await readPolicyTexts(archive, 'f'.repeat(64)), null);
  });

  test('are read once for each set, however many processes and batches there are', async () => {
    const { reads, make } = given();
    const [one, other] = [make(), make()];

    await one();
    await one();
    await other();

    assert.equal(reads.count, 1);
  });

  test('that changed under a running process are not taken for those it has loaded', async () => {
    const { archive, make } = given([{ path: 'policies/a.yaml', text: 'kind: Other\n' }]);

    await assert.rejects(make()(), /not those that this process has loaded/u);
    assert.equal(archive.objects.size, 0);
  });

  test("stand in no decision's way: a batch is decided where the archive fails, and the next batch tries again", async () => {
    const told: string[] = [];
    const observe = {
      info() {},
      warn() {},
      count() {},
      milliseconds() {},
      traced() {},
      flush() {},
      error: (m: string) => void told.push(m),
    };
    let tries = 0;
    const keepTexts = async () => {
      tries += 1;
      throw new Error('no bucket');
    };
    const useCase = keepingTextsBeside({ observe, keepTexts }, async () => [{ status: 'fulfilled', value: 'decided' }]);

    const results = [await useCase([], () => 1), await useCase([], () => 1)];

    assert.deepEqual(
      results.flat().map(({ status }) => status),
      ['fulfilled', 'fulfilled'],
    );
    assert.deepEqual([tries, told.length], [2, 2]);
  });
});
