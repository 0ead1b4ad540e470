// Hostile policies and evidence: each ends in a clear error within the budget.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileExpression } from '../../lib/policy/compile-expression.ts';
import { newMeter } from '../../lib/policy/meter.ts';
import { schemaOf } from '../../lib/policy/schema.ts';
import { tooDeepAt } from '../../lib/policy/yaml-nesting.ts';
import { assess, faultsOf, policiesOf, policyText } from './given.ts';

const checked = (expression: string): string =>
  policyText(`validations: [{ name: a, expression: ${JSON.stringify(expression)} }]`);

test('a pattern of 29 characters that takes for ever elsewhere is matched in a few steps', () => {
  const text = `${'a'.repeat(28)}!`;
  const result = assess(`validations: [{ name: a, expression: 'metadata.a.matches("^(a+)+$")' }]`, {
    metadata: [['a', text]],
  });
  const [one] = result.policies[0]?.validations ?? [];
  assert.equal(one?.result, 'fail');
  assert.ok(one.cost < 10, String(one.cost));
});

test('5,000 nested brackets are refused by size, and 101 by depth', () => {
  assert.match(faultsOf(checked(`${'('.repeat(5000)}true${')'.repeat(5000)}`)).join(), /at most 4096/u);
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
  ] as const)
    assert.match(
      faultsOf(checked(`${open.repeat(1500)}true${close.repeat(1500)} == 1`)).join(),
      /nested over 100 levels deep/u,
    );
  assert.match(faultsOf(checked(`a${'.b'.repeat(2000)} == 1`)).join(), /nested|too|deep|error/u);
});

test('a literal of 1 MB is refused', () => {
  assert.match(faultsOf(checked(`"${'x'.repeat(1_000_000)}" == ""`)).join(), /at most 262144/u);
});

test('nested loops over 1,000 items end at 100,000 steps', () => {
  const schema = schemaOf([], new Map([['list', { value: [1n] }]]), new Map());
  const nested = 'params.list.all(a, params.list.all(b, params.list.exists(c, a + b + c >= 0)))';
  const { compiled } = compileExpression(nested, schema);
  const list = Array.from({ length: 1000 }, (_, index) => BigInt(index));
  const meter = newMeter();
  const outcome = compiled?.trace({ params: new Map([['list', list]]) }, meter).outcome;
  assert.deepEqual(outcome, { ok: false, kind: 'Budget', message: 'the policy took more than 100,000 steps' });
  assert.equal(meter.left, 0);
});

test('constructor and __proto__ are keys like any other', () => {
  const spec = `validations:
  - { name: a, expression: 'get(metadata, "constructor", "none") == "none" && get(metadata, "__proto__", "none") == "none"' }
  - { name: b, expression: '!has(metadata.constructor) && !("__proto__" in metadata)' }
  - { name: c, range: { value: metadata.constructor, min: 1 } }`;
  const results = assess(spec, {}).policies[0]?.validations.map(({ result, errorKind }) => [result, errorKind]);
  assert.deepEqual(results, [
    ['pass', null],
    ['pass', null],
    ['error', 'Absent'],
  ]);
});

test('a bomb of aliases is refused before it is unfolded', () => {
  const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n`;
  assert.match(faultsOf(`${bomb}${policyText('onPass: NoOpinion')}`).join(), /anchor|alias/u);
});

/** The first fault, as `line:column message`. */
const first = (text: string): string =>
  /^policies\/bad\.yaml:(\d+:\d+) error ([^\n]+)/u
    .exec(faultsOf(text)[0] ?? '')
    ?.slice(1)
    .join(' ') ?? '';
const CHECKED = policyText('validations: [{ name: a, range: { value: metadata.a, min: 1 } }]\nonPass: Approve');

describe('YAML that is refused with its place', () => {
  const REFUSED: readonly (readonly [string, string, string])[] = [
    [
      '5,000 nested brackets',
      `a: ${'['.repeat(5000)}${']'.repeat(5000)}`,
      '1:44 nested too deep; at most 40 levels are read',
    ],
    ['100,000 open brackets', `a: 1\nb: ${'['.repeat(100_000)}`, '2:44 nested too deep; at most 40 levels are read'],
    ['100,000 lists in lists', `${'- '.repeat(100_000)}a`, '1:81 nested too deep; at most 40 levels are read'],
    ['keys of keys of keys', `${'? '.repeat(100_000)}a`, '1:81 nested too deep; at most 40 levels are read'],
    [
      'nesting by indentation',
      Array.from({ length: 60 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
      '41:41 nested too deep; at most 40 levels are read',
    ],
    [
      'a literal of 1 MB',
      CHECKED.replace('min: 1', `min: "${'9'.repeat(1_000_000)}"`),
      '1:1 the file has 1000219 bytes; a policy file has at most 262144',
    ],
    [
      'a bomb of aliases',
      `a: &a [x, x]\nb: &b [*a, *a]\n${CHECKED}`,
      '1:7 anchor &a is not allowed in a policy; write the value out',
    ],
    [
      'a merge key',
      CHECKED.replace('onPass: Approve', '<<: { onPass: Approve }'),
      '7:3 merge key << is not allowed in a policy; write the values out',
    ],
    ['a key that is there twice', `${CHECKED}  onPass: NoOpinion\n`, '8:3 duplicate key "onPass"'],
    ['a key that is there twice in one line', CHECKED.replace('min: 1', 'min: 1, min: 2'), '6:64 duplicate key "min"'],
    ['a tag', CHECKED.replace('min: 1', 'min: !!float 1'), '6:69 tag !!float is not allowed in a policy'],
    [
      'a tag that would run code elsewhere',
      CHECKED.replace('name: a,', 'name: !!js/function "f",'),
      '6:39 tag !!js/function is not allowed in a policy',
    ],
    ['a list as key', CHECKED.replace('onPass:', '? [a, b]\n  :'), '7:5 a key has to be a plain text'],
    ['another version of YAML', `%YAML 1.1\n---\n${CHECKED}`, '3:1 YAML 1.1 is not read; expected YAML 1.2'],
    [
      'a number where a text has to be',
      CHECKED.replace('name: a,', 'name: 1e3,'),
      '6:25 name of a validation has to be a text; put it in quotes',
    ],
    [
      'octal digits for an account',
      CHECKED.replace('["churn-*"]', '["churn-*"], accounts: [0o17]'),
      '5:56 an account has to be 12 digits in quotes',
    ],
    ['no for a mode', CHECKED.replace('onPass', 'mode: no\n  onPass'), '7:9 mode has to be Enforce or Audit'],
    [
      'yes for a boolean',
      CHECKED.replace('onPass', 'allowUnconditional: yes\n  onPass'),
      '7:23 allowUnconditional has to be true or false',
    ],
    [
      'infinity for a limit',
      CHECKED.replace('min: 1', 'min: .inf'),
      '6:61 min has to be a text, a finite number, true or false',
    ],
  ];
  for (const [what, text, expected] of REFUSED) test(what, () => assert.equal(first(text), expected));

  test('that is no YAML at all ends after a hundred faults', () => {
    assert.equal(faultsOf('"'.repeat(20_000)).length, 100);
  });
});

describe('YAML that is read as YAML 1.2 says', () => {
  test('0o17 is 15, 1e3 is 1000, and no is a text', () => {
    const [policy] = policiesOf(
      policyText(`params: { octal: 0o17, exponent: 1e3, word: no }
validations: [{ name: a, expression: 'params.octal == 15 && params.exponent == 1000 && params.word == "no"' }]
onPass: Approve`),
    );

    assert.deepEqual(
      [...(policy?.params ?? [])].map(([name, { text }]) => [name, text]),
      [
        ['octal', '0o17'],
        ['exponent', '1e3'],
        ['word', 'no'],
      ],
    );
    const { verdict } = assess(`params: { octal: 0o17, exponent: 1e3, word: no }
validations: [{ name: a, expression: 'params.octal == 15 && params.exponent == 1000 && params.word == "no"' }]
onPass: Approve`);
    assert.equal(verdict, 'Approve');
  });

  test('brackets in texts, comments and beside each other are no nesting', () => {
    const deep = '['.repeat(100);
    for (const text of [
      `a: "${deep}"`,
      `a: '${deep}'`,
      `a: x${deep}`,
      `a: |-\n  ${'[\n  '.repeat(100)}[`,
      `# ${deep}\na: 1`,
      `a: [${'[], '.repeat(100)}{}]`,
      '- a\n'.repeat(100),
      '---\n- [a]\n'.repeat(100),
    ])
      assert.equal(tooDeepAt(text, 40), null, text.slice(0, 40));
  });
});
