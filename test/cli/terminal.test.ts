// What a terminal shows: colour only on one, marks that fall back, and nothing from the registry that could take it over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harmless } from '../../lib/harmless.ts';
import { columnsOf, marked, readTerminal, wrapped } from '../../cli/frame/terminal.ts';

const TTY = { out: true, err: true };

test('colour is only for a terminal, and not where NO_COLOR is set', () => {
  assert.equal(readTerminal({ LANG: 'C.UTF-8' }, TTY).isColoured, true);
  assert.equal(readTerminal({ LANG: 'C.UTF-8' }, { out: false, err: true }).isColoured, false);
  assert.equal(readTerminal({ LANG: 'C.UTF-8', NO_COLOR: '1' }, TTY).isColoured, false);
  assert.equal(readTerminal({ LANG: 'C.UTF-8', TERM: 'dumb' }, TTY).isColoured, false);
});

test('without UTF-8 the marks fall back and the words stay', () => {
  const coloured = readTerminal({ LC_ALL: 'C' }, TTY);
  assert.equal(marked('RequireReview', 'RequireReview', coloured), '\u001B[36m[?] RequireReview\u001B[0m');
  assert.equal(marked('pass', 'pass', { isUtf8: false, isColoured: false, isLive: false }), '+ pass');
});

test('lines break at spaces, and a word that is longer than a line stands alone', () => {
  assert.deepEqual(wrapped('one two s3://a/very/long/key three', 9), ['one two', 's3://a/very/long/key', 'three']);
});

test('control and bidi characters from the registry are replaced, colours do not count as columns', () => {
  assert.equal(harmless('a\u001B[2Jb\u202Ec\r'), 'a\uFFFD[2Jb\uFFFDc\uFFFD');
  assert.equal(columnsOf('\u001B[32m✓ ok\u001B[0m'), 4);
});
