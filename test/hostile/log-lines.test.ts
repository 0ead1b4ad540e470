// A55: what strangers send stands in logs as text of one line, cut short, and can't pose as another line.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const PROGRAM = `
const { makeObserve } = await import(${JSON.stringify(new URL('../../lib/observe.ts', import.meta.url).href)});
const hostile = 'a\\r\\n{"level":"INFO"}\\u001b[2K\\u202e\\u2028' + 'x'.repeat(1_000_000);
const observe = makeObserve('hostile');
observe.warn('message refused', { because: hostile });
observe.error('message is retried', {}, new Error(hostile));
`;

test('A55 line breaks, terminal codes and marks that turn text around are replaced, and a megabyte is cut', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], { encoding: 'utf8' });

  const lines = `${stdout}${stderr}`.trim().split('\n');
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.ok(line.length < 3_000 && line.includes('xxx'));
    assert.doesNotMatch(line, /[\p{Cc}\u202e\u2028]|\\r|\\n|\\u001b|\\u202e/u);
  }
});
