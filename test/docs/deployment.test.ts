// docs/deployment.md: its table names every stack parameter and no other, and which of them the template takes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';

const text = readFileSync('serverless.yml', 'utf8');
const file = parse(text, { logLevel: 'silent', maxAliasCount: 10_000, merge: true }) as {
  params: { default: Record<string, unknown> } & Record<string, Record<string, unknown>>;
  resources: { Parameters: Record<string, unknown> };
};
const [, section = ''] = readFileSync('docs/deployment.md', 'utf8').split(/^## Parameters$/mu);
const cells = [...(section.split(/^## /mu)[0]?.matchAll(/^\| (\*?`[^|]+) \|/gmu) ?? [])].map(([, cell = '']) => cell);

test('the table of parameters names those of serverless.yml, all of them', () => {
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name));

  assert.deepEqual(named.toSorted(), Object.keys(file.params.default).toSorted());
});

test('the defaults in it are those of serverless.yml', () => {
  const rows = [...section.matchAll(/^\| (\*?`[^|]+) \| ([^|]+) \|/gmu)];
  for (const [, named = '', shown = ''] of rows) {
    const names = [...named.matchAll(/`(\w+)`/gu)].map(([, name = '']) => name);
    const values =
      shown
        .split(';')[0]
        ?.split(', ')
        .map((one) => (one === 'empty' ? '' : /^`(.*)`$/u.exec(one)?.[1])) ?? [];
    // Where words stand instead of a value, it is too long for the table.
    for (const [i, name] of names.entries())
      if (values[i] !== undefined && (values.length === names.length || values.length === 1))
        assert.equal(String(file.params.default[name]).replace(/^arn:.*[:/]/u, ''), values[i], name);
  }
  assert.ok(rows.length > 20);
});

test('stages prod and production are protected, no other', () => {
  const { default: usual, ...stages } = file.params;

  assert.equal(usual['production'], 'false');
  assert.deepEqual(stages, { prod: { production: 'true' }, production: { production: 'true' } });
});

test('those in italics are the parameters of the template', () => {
  const italics = cells.flatMap((cell) => [...cell.matchAll(/\*`(\w+)`\*/gu)].map(([, name = '']) => name));

  assert.deepEqual(
    italics.map((name) => name[0]?.toUpperCase() + name.slice(1)).toSorted(),
    Object.keys(file.resources.Parameters).toSorted(),
  );
});
