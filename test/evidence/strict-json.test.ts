// The JSON reader against JSON.parse: whatever is JSON means the same, and nothing else is taken for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJson, type JsonValue } from '../../lib/evidence/strict-json.ts';
import { fc } from '../property.ts';

const plain = (value: JsonValue): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(plain);
  return Object.fromEntries(
    [...(value as Exclude<JsonValue, readonly JsonValue[] | string | number | boolean | null>).members].map(
      ([key, one]) => [key, plain(one)],
    ),
  );
};

test('every JSON text is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const read = readJson(text);
      assert.ok(read.ok);
      assert.deepEqual(plain(read.value), JSON.parse(text));
    }),
  );
});

test('a text that JSON.parse refuses is refused, but for the words of Python', () => {
  const characters = fc.constantFrom(...'{}[]",:0123456789.eE+-truefalsn \\u/\n'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(readJson(text).ok, isJson);
    }),
    { numRuns: 2_000 },
  );
});

test('a string of a mebibyte is read at once', () => {
  const read = readJson(JSON.stringify('\\"'.repeat(500_000)));
  assert.ok(read.ok);
});
