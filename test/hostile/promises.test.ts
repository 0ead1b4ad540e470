// The tables of docs/reliability.md and docs/security.md: each id has a test that names it, or whose quoted words stand in the named file.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseFaultRules } from '../../local/faults/fault-rule.ts';

const DOCS = ['docs/reliability.md', 'docs/security.md'];
type Row = {
  readonly ids: readonly string[];
  readonly files: readonly string[];
  readonly words: readonly string[];
  readonly line: string;
};

/** `A4 to A9` stands for all six. */
const spread = (text: string): readonly string[] =>
  [...text.matchAll(/\b([AFI])(\d+[a-d]?)(?: to [AFI](\d+))?/gu)].flatMap(([, kind = '', from = '', to]) =>
    to === undefined
      ? [`${kind}${from}`]
      : Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${kind}${Number(from) + i}`),
  );

const rows: readonly Row[] = DOCS.flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  .filter((line) => /^\| [AFI]\d/u.test(line))
  .map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const last = cells.at(-2) ?? '';
    const files = [...last.matchAll(/`(test\/[^`]+)`/gu)].map(([, path = '']) => path);
    return {
      ids: spread(cells[1] ?? ''),
      files,
      words: [...last.matchAll(/"([^"]+)"/gu)].map(([, words = '']) => words),
      line,
    };
  });

test('each row names files that exist', () => {
  assert.ok(rows.length > 30);
  for (const { files, line } of rows) {
    assert.ok(files.length > 0, line);
    for (const file of files) assert.ok(existsSync(file), file);
  }
});

test('each id is named by a test of its row, or the words that the row quotes stand there', () => {
  for (const { ids, files, words, line } of rows) {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    for (const one of words) assert.ok(text.includes(one), `"${one}": ${line}`);
    if (words.length > 0) continue;
    // A title may say `I3a-d` for all four.
    for (const id of ids)
      assert.match(text, new RegExp(`\\b${id}\\b|\\b${id.slice(0, -1)}a-d\\b`, 'u'), `${id}: ${line}`);
  }
});

test('the abuse cases A1 to A65 are all answered for', () => {
  const said = new Set([...rows.flatMap(({ ids }) => ids), ...spread(readFileSync('docs/security.md', 'utf8'))]);

  const missing = Array.from({ length: 65 }, (_, index) => `A${index + 1}`).filter((id) => !said.has(id));

  assert.deepEqual(missing, []);
});

test('the example of --faults is one', () => {
  const rules = parseFaultRules(readFileSync('test/faults/example.yaml', 'utf8'));

  assert.deepEqual(
    rules.map(({ operation, fault }) => `${operation} ${fault}`),
    ['SageMaker.UpdateModelPackage dropAfter', 'DynamoDB.PutItem error', 'EventBridge.PutEvents delay'],
  );
});
