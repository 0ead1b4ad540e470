// What the ledger packs is read by any gunzip, whatever its size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { gzip } from '../../lib/aws/gzip.ts';

for (const bytes of [0, 1, 8 * 1024, 8 * 1024 + 1, 300 * 1024])
  test(`${bytes} bytes come back as they were`, () => {
    const text = Array.from({ length: bytes }, (_, index) => String.fromCodePoint(97 + ((index * 7919) % 26))).join('');

    assert.equal(gunzipSync(gzip(text)).toString(), text);
    assert.equal(gunzipSync(gzip(Buffer.from(text))).toString(), text);
  });
