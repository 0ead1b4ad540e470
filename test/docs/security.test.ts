// docs/security.md says where each abuse case is tested; this keeps it true: the file has a test whose title begins with the id.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const TABLE =
  readFileSync('docs/security.md', 'utf8')
    .split('## Abuse cases and their tests')[1]
    ?.split('Answered by the deployment')[0] ?? '';
const ROWS = [...TABLE.matchAll(/^\| (A\d+) \| [^|]+ \| ([^|]+) \|$/gmu)].map(([, id = '', files = '']) => ({
  id,
  files: [...files.matchAll(/`([^`]+)`/gu)].map(([, file = '']) => file),
}));
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `A${from + index}`);

describe('the table of abuse cases', () => {
  test('has a row for each case about people and their doors', () => {
    const wanted = [...numbers(1, 30), 'A40', ...numbers(60, 64)];

    assert.deepEqual(
      ROWS.map(({ id }) => id),
      wanted,
    );
  });

  for (const { id, files } of ROWS)
    test(`${id} is in the title of a test in ${files.join(' and ')}`, () => {
      assert.ok(files.length > 0);
      for (const file of files)
        assert.match(
          readFileSync(file, 'utf8'),
          new RegExp(`(?:test|describe)\\(\\s*['"\`](?:[^'"\`]*[ ,;])?${id}[ ,:]`, 'u'),
        );
    });
});
