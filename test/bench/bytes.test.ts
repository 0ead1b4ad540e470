// What each function loads at a cold start stays within its budget, and Node's own modules are required.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Bundle, hotBytes } from '../../scripts/bundle.ts';
import { bundles, HOT_KIB } from './bytes.ts';

describe('a function as it is bundled', () => {
  let made: readonly Bundle[];
  before(async () => {
    made = await bundles();
  });

  test('loads no more at a cold start than its budget', () => {
    const over = made.flatMap((one) => {
      const kib = Math.ceil(hotBytes(one) / 1024);
      const most = HOT_KIB[one.name] ?? 0;
      return kib > most ? [`${one.name}: ${kib} KiB, budget ${most}`] : [];
    });

    assert.deepEqual(over, []);
  });

  test('decides without the parser of CEL, which would be the largest thing of CEL that it loads', () => {
    const decide = made.find(({ name }) => name === 'decide');
    const textOf = (file: string): string => Buffer.from(decide?.files.get(file) ?? '').toString();
    // What CEL's grammar calls a dot; it stands in the parser and nowhere else.
    const parsing = [...(decide?.files.keys() ?? [])].filter((file) => textOf(file).includes('"any character"'));

    assert.equal(parsing.length, 1);
    assert.ok(!decide?.hot.some((file) => parsing.includes(file)));
  });

  test('imports nothing of Node but createRequire: importing node:http would load all of undici', () => {
    const imported = made.flatMap(({ name, files }) =>
      [...files].flatMap(([file, code]) =>
        [
          ...Buffer.from(code)
            .toString()
            .matchAll(/(?:from|import\()\s*["'](node:[\w/]+)["']/gu),
        ]
          .map(([, module]) => module)
          .filter((module) => module !== 'node:module')
          .map((module) => `${name}/${file}: ${module}`),
      ),
    );

    assert.deepEqual(imported, []);
  });
});
