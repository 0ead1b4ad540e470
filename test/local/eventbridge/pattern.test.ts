// The event pattern grammar, held against AWS's table of comparison operators.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePattern } from '../../../local/eventbridge/pattern.ts';

const patternOf = (pattern: unknown) => parsePattern(JSON.stringify(pattern));

type Row = readonly [name: string, matcher: unknown, yes: readonly unknown[], no: readonly unknown[]];

const rows: readonly Row[] = [
  ['equals', 'Alice', ['Alice', ['Bob', 'Alice']], ['alice', 'Alic', null, undefined, ['Bob'], []]],
  ['equals a number', 300, [300, 3e2], ['300', 301]],
  ['equals a boolean', true, [true], ['true', false]],
  ['null', null, [null, [null]], ['', undefined, 'null', 0]],
  ['empty', '', [''], [null, undefined, ' ']],
  ['prefix', { prefix: 'us-' }, ['us-east-1', ['eu', 'us-']], ['eu-us-', 'US-', 5, undefined]],
  ['prefix ignoring case', { prefix: { 'equals-ignore-case': 'EventB' } }, ['eventbridge'], ['event']],
  ['suffix', { suffix: '.png' }, ['a.png'], ['a.PNG', 'png', undefined]],
  ['suffix ignoring case', { suffix: { 'equals-ignore-case': '.png' } }, ['a.PNG'], ['a.gif']],
  ['equals ignoring case', { 'equals-ignore-case': 'alice' }, ['ALICE', 'alice'], ['alicia', 1]],
  [
    'anything-but a value',
    { 'anything-but': 'initializing' },
    ['x', 5, null, ['initializing', 'x']],
    ['initializing', undefined, []],
  ],
  ['anything-but a number', { 'anything-but': 123 }, [124, '123'], [123]],
  ['anything-but a list', { 'anything-but': ['a', 'b'] }, ['c'], ['a', 'b', ['a', 'b']]],
  ['anything-but numbers', { 'anything-but': [1, 2] }, [3], [1, 2]],
  ['anything-but prefix', { 'anything-but': { prefix: 'init' } }, ['x'], ['initial', undefined]],
  ['anything-but prefixes', { 'anything-but': { prefix: ['a', 'b'] } }, ['cat'], ['ant', 'bee']],
  ['anything-but suffix', { 'anything-but': { suffix: '.txt' } }, ['a.rtf'], ['a.txt']],
  ['anything-but suffixes', { 'anything-but': { suffix: ['.txt', '.rtf'] } }, ['a.md'], ['a.txt', 'a.rtf']],
  ['anything-but ignoring case', { 'anything-but': { 'equals-ignore-case': 'init' } }, ['x'], ['INIT']],
  ['anything-but several ignoring case', { 'anything-but': { 'equals-ignore-case': ['a', 'b'] } }, ['c'], ['A', 'B']],
  ['anything-but wildcard', { 'anything-but': { wildcard: '*/lib/*' } }, ['/src/x'], ['/a/lib/b']],
  ['anything-but wildcards', { 'anything-but': { wildcard: ['*a*', 'b*'] } }, ['cb'], ['xay', 'bc']],
  ['numeric equals', { numeric: ['=', 100] }, [100, 100.0], [101, '100']],
  ['numeric below', { numeric: ['<', 10] }, [9.99], [10]],
  ['numeric range', { numeric: ['>', 0, '<=', 5] }, [0.1, 5], [0, 5.1, undefined]],
  ['exists', { exists: true }, ['x', null, 0, false], [undefined, {}, { a: 1 }, []]],
  ['absent', { exists: false }, [undefined, { a: 1 }, []], ['x', null, '']],
  ['wildcard', { wildcard: 'dir/*.png' }, ['dir/a.png', 'dir/.png', 'dir/a/b.png'], ['dir/a.pngx', 'xdir/a.png', 1]],
  ['several wildcards', { wildcard: 'a*b*c' }, ['abc', 'aXbYc', 'abbc'], ['acb', 'ac', 'ab']],
  ['a wildcard whose ends overlap', { wildcard: 'ab*ba' }, ['abba'], ['aba']],
  ['an escaped star', { wildcard: 'a\\*b' }, ['a*b'], ['axb']],
  ['an escaped backslash', { wildcard: 'a\\\\*' }, ['a\\x'], ['a*']],
  ['a lone star', { wildcard: '*' }, ['', 'x'], [1, undefined]],
  ['cidr', { cidr: '10.0.0.0/24' }, ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', 'x', '::1']],
  ['cidr of IPv6', { cidr: '2001:db8::/32' }, ['2001:db8::1'], ['2001:db9::1', '10.0.0.1']],
];

const eventWith = (value: unknown): unknown => (value === undefined ? { detail: {} } : { detail: { field: value } });

describe('operators', () => {
  for (const [name, matcher, yes, no] of rows) {
    test(`${name} matches what it says and nothing else`, () => {
      const matches = patternOf({ detail: { field: [matcher] } });
      for (const value of yes) assert.equal(matches(eventWith(value)), true, JSON.stringify(value));
      for (const value of no) assert.equal(matches(eventWith(value)), false, JSON.stringify(value) ?? 'absent');
    });
  }
});

describe('structure', () => {
  test('all fields must match and one alternative of each suffices', () => {
    const matches = patternOf({ source: ['a', 'b'], detail: { state: ['x'] } });
    assert.equal(matches({ source: 'b', detail: { state: 'x' } }), true);
    assert.equal(matches({ source: 'b', detail: { state: 'y' } }), false);
    assert.equal(matches({ source: 'b' }), false);
  });

  test('$or takes any alternative beside the other fields', () => {
    const matches = patternOf({ source: ['s'], detail: { $or: [{ a: [{ numeric: ['>', 5] }] }, { b: ['x'] }] } });
    assert.equal(matches({ source: 's', detail: { a: 6 } }), true);
    assert.equal(matches({ source: 's', detail: { b: 'x' } }), true);
    assert.equal(matches({ source: 's', detail: { a: 1, b: 'y' } }), false);
    assert.equal(matches({ source: 't', detail: { b: 'x' } }), false);
  });

  test('fields below an array of objects must match within one element', () => {
    const matches = patternOf({ list: { a: [1], b: [2] } });
    assert.equal(matches({ list: [{ a: 0 }, { a: 1, b: 2 }] }), true);
    assert.equal(matches({ list: [{ a: 1 }, { b: 2 }] }), false);
  });

  test('an absent parent counts as an absent field', () => {
    assert.equal(patternOf({ detail: { a: { b: [{ exists: false }] } } })({ detail: {} }), true);
  });

  test('a field named like an inherited member is absent', () => {
    assert.equal(patternOf({ constructor: [{ exists: false }] })({}), true);
  });
});

const faults: readonly (readonly [string, unknown, RegExp])[] = [
  ['an unknown operator', { detail: { x: [{ 'anything-butt': 'a' }] } }, /"detail\.x\[0\]\.anything-butt"/],
  ['an unknown operator in anything-but', { x: [{ 'anything-but': { cidr: '1.1.1.1/8' } }] }, /anything-but\.cidr/],
  ['a value outside an array', { source: 'a' }, /"source" must be an object or an array/],
  ['an empty array', { source: [] }, /"source" empty arrays/],
  ['an empty object', { detail: {} }, /"detail" empty objects/],
  ['an empty pattern', {}, /empty objects/],
  ['two operators in one object', { x: [{ prefix: 'a', suffix: 'b' }] }, /exactly one operator/],
  ['an array in an array', { x: [['a']] }, /not an array/],
  ['a mixed anything-but list', { x: [{ 'anything-but': ['a', 1] }] }, /only strings or only numbers/],
  ['an empty anything-but list', { x: [{ 'anything-but': [] }] }, /anything-but/],
  ['a prefix that is no string', { x: [{ prefix: 1 }] }, /must be a string/],
  ['exists with a text', { x: [{ exists: 'true' }] }, /true or false/],
  ['numeric without a number', { x: [{ numeric: ['>', '1'] }] }, /needs a number/],
  ['numeric with an unknown comparison', { x: [{ numeric: ['!=', 1] }] }, /unknown comparison "!="/],
  ['a numeric range upside down', { x: [{ numeric: ['>', 5, '<', 1] }] }, /lower bound below/],
  ['consecutive wildcards', { x: [{ wildcard: 'a**' }] }, /consecutive wildcard characters at pos 1/],
  ['an invalid escape', { x: [{ wildcard: 'a\\b' }] }, /invalid escape/],
  ['a bad address block', { x: [{ cidr: '10.0.0.0/33' }] }, /address block/],
  ['$or of one', { $or: [{ a: [1] }] }, /at least two/],
  ['a fault inside $or', { $or: [{ a: [1] }, { b: 1 }] }, /"\$or\[1\]\.b"/],
];

describe('faults', () => {
  for (const [name, pattern, message] of faults) {
    test(`${name} is refused with its path`, () => {
      const refused = { name: 'InvalidEventPatternException', message };
      assert.throws(() => parsePattern(JSON.stringify(pattern)), refused);
    });
  }

  test('text that is no JSON and text over 2048 characters are refused', () => {
    assert.throws(() => parsePattern('{'), /not valid JSON/);
    assert.throws(() => parsePattern(JSON.stringify({ a: ['x'.repeat(2048)] })), /at most 2048/);
  });
});
