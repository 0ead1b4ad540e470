// Pages that list what is there: events, policies, rooms and functions are all on them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string): string => readFileSync(file, 'utf8');
const linksIn = (page: string): readonly string[] =>
  [...page.matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gmu)].map(([, link = '']) => link).toSorted();

test('events/README.md lists every event with its schema', () => {
  const schemas = readdirSync('events').filter(
    (name) => name.endsWith('.schema.json') && name !== 'decision.schema.json',
  );

  assert.deepEqual(linksIn(read('events/README.md')), schemas.toSorted());
});

test('policies/README.md lists every policy file', () => {
  const files = readdirSync('policies').filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'));

  assert.deepEqual(linksIn(read('policies/README.md')), files.toSorted());
});

test('docs/architecture.md names every room of lib/ and draws every function', () => {
  const page = read('docs/architecture.md');
  const rooms = readdirSync('lib', { withFileTypes: true }).filter((entry) => entry.isDirectory());

  for (const { name } of rooms) assert.match(page, new RegExp(`^\\| .*\`${name}/\``, 'mu'), name);
  for (const file of readdirSync('functions')) assert.ok(page.includes(`functions/${file.replace('.ts', '')}`), file);
});
