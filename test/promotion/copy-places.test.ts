// To which key an object of a version is copied.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyKey } from '../../lib/promotion/copy-places.ts';

test('a copy’s key shows bucket and key, and one that would be too long a digest and the end of its name, in whole characters', () => {
  const folder = 'models/fraud-card/8-0123456789abcdef/';
  const long = (name: string): string => copyKey(folder, { bucket: 'bank-models', key: `a/${name}` });

  assert.equal(long('model.tar.gz'), `${folder}bank-models/a/model.tar.gz`);
  for (const name of ['😀'.repeat(250), `x${'😀'.repeat(250)}`, `${'😀'.repeat(250)}y`]) {
    const key = long(name);
    assert.match(key, /^models\/fraud-card\/8-0123456789abcdef\/[0-9a-f]{64}\/[^/]+$/u);
    assert.ok(Buffer.byteLength(key) <= 1024 && key.isWellFormed());
  }
});
