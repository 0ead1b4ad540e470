// The frame of the command line: help, misuse, formats, exit codes, and failures told without a stack.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Answer, Command } from '../../cli/frame/command.ts';
import { exitOfVerdict } from '../../cli/frame/exit.ts';
import { COMMANDS } from '../../cli/main.ts';
import { run } from '../../cli/frame/run.ts';
import { InvalidError, RefusedError } from '../../lib/errors.ts';
import { UnansweredError } from '../../lib/ports.ts';
import type { Connection } from '../../cli/frame/connect.ts';
import { modelgate, worldOf } from './given.ts';

const commandOf = (answer: () => Answer): Command => ({
  name: 'show',
  group: 'author',
  summary: 'shows',
  usage: '',
  about: ['Shows.'],
  examples: [],
  options: [{ name: 'limit', takes: 'N', about: 'at most so many' }],
  formats: ['text', 'json', 'junit', 'github'],
  words: { least: 0, most: 0 },
  run: async () => answer(),
});

async function show(args: readonly string[], answer: () => Answer) {
  const world = worldOf({ environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' } });
  const exit = await run([commandOf(answer)], ['show', ...args], world);
  return { exit, ...world.printed() };
}

const good: Answer = { exitCode: 0, document: { tags: new Map([['a', 1]]) }, text: () => ['fine'] };
const failing = (error: unknown) => (): Answer => {
  throw error;
};

const tooWide = (text: string): readonly string[] => text.split('\n').filter((line) => line.length > 80);

describe('help', () => {
  test('groups all verbs, each with one line of at most 80 columns', async () => {
    const { exit, out } = await modelgate(['--help']);

    assert.equal(exit, 0);
    for (const { name } of COMMANDS) assert.match(out, new RegExp(`^  ${name} +\\S`, 'mu'));
    assert.deepEqual(tooWide(out), []);
  });

  for (const { name, options } of COMMANDS) {
    test(`of ${name} names all its flags within 80 columns`, async () => {
      const { exit, out } = await modelgate([name, '--help']);

      assert.equal(exit, 0);
      for (const option of options) assert.ok(out.includes(`--${option.name}`));
      assert.deepEqual(tooWide(out), []);
    });
  }
});

test('--version says which version of modelgate this is', async () => {
  const { exit, out } = await modelgate(['--version']);

  assert.equal(exit, 0);
  assert.match(out, /^modelgate \d+\.\d+\.\d+$/u);
});

describe('misuse ends with 64 and says what is expected', () => {
  test('an unknown verb', async () => {
    assert.deepEqual(await modelgate(['explian']), {
      exit: 64,
      out: '',
      err: 'There is no verb `explian`. Did you mean explain?\n  All verbs: modelgate --help',
    });
  });

  test('a format that is written as a flag', async () => {
    const { exit, err } = await show(['--json'], () => good);
    assert.deepEqual([exit, err.split('\n')[0]], [64, 'There is no flag --json. Write -o json.']);
  });

  test('an unknown flag', async () => {
    const { exit, err } = await show(['--limt', '3'], () => good);
    assert.deepEqual([exit, err.split('\n')[0]], [64, 'There is no flag --limt. Did you mean --limit?']);
  });

  test('a word too many', async () => {
    const { exit, err } = await show(['x'], () => good);
    assert.equal(exit, 64);
    assert.match(err, /got `x`/u);
  });

  test('a format that the verb does not have', async () => {
    const { exit, err } = await modelgate(['explain', 'a/1', '-o', 'junit']);
    assert.equal(exit, 64);
    assert.match(err, /^-o is `junit`; explain prints text, json/u);
  });
});

describe('formats', () => {
  const answer: Answer = {
    ...good,
    cases: [
      { suite: 'a.test.yaml', name: 'a "good" one', seconds: 0.0123, failure: null },
      { suite: 'a.test.yaml', name: 'bad', seconds: 0, failure: { message: 'a < b & c', text: 'line 1\nline 2' } },
    ],
    findings: [{ level: 'error', file: 'p,a.yaml', line: 3, column: 7, title: 'lint: x', message: '50% of\nit' }],
  };

  test('json prints the document, maps as objects', async () => {
    const { out } = await show(['-o', 'json'], () => answer);
    assert.deepEqual(JSON.parse(out), { tags: { a: 1 } });
  });

  test('junit counts tests and failures and escapes what XML needs', async () => {
    const { out } = await show(['-o', 'junit'], () => answer);
    assert.match(out, /<testsuite name="a\.test\.yaml" tests="2" failures="1">/u);
    assert.match(out, /name="a &quot;good&quot; one" time="0\.012"\/>/u);
    assert.match(out, /<failure message="a &lt; b &amp; c">line 1&#10;line 2<\/failure>/u);
  });

  test('github prints workflow commands with their own escapes', async () => {
    const { out } = await show(['-o', 'github'], () => answer);
    assert.equal(out, '::error file=p%2Ca.yaml,line=3,col=7,title=lint%3A x::50%25 of%0Ait');
  });
});

describe('exit codes', () => {
  test('of verdicts: 0 Approve, 2 Reject, 4 the others', () => {
    const verdicts = ['Approve', 'Reject', 'Hold', 'RequireReview', 'NoOpinion'] as const;
    assert.deepEqual(verdicts.map(exitOfVerdict), [0, 2, 4, 4, 4]);
  });

  const missing = Object.assign(new Error("ENOENT: no such file or directory, open 'x'"), { code: 'ENOENT' });
  const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  for (const [what, error, code, said] of [
    [
      'a broken policy',
      new InvalidError('BadPolicy', 'x', { faults: ['a.yaml:1:1 error'] }),
      65,
      /^a\.yaml:1:1 error$/u,
    ],
    ['a missing folder', new InvalidError('NoPolicyFolder', 'no folder'), 66, /no folder/u],
    ['a missing file', missing, 66, /^Not found: no such file/u],
    ['an AWS that does not answer', new UnansweredError('Query: no answer'), 69, /^Query: no answer\.\n {2}Nothing/u],
    [
      'an embedded AWS that is not there',
      new UnansweredError('Query: no answer', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) }),
      69,
      /^Nothing answers at http:\/\/127\.0\.0\.1:4566, .*\n {2}Start it in another terminal: npm start/u,
    ],
    ['an unexpected error', new TypeError('x is not a function'), 70, /^modelgate failed: TypeError/u],
    ['a refusal', new RefusedError('NotAsked', 'Ines may not answer'), 77, /^Refused: Ines may not answer$/u],
    ['a denied call', denied, 77, /^Refused by AWS: not authorized/u],
  ] as const) {
    test(`of ${what}: ${code}, without a stack`, async () => {
      const { exit, out, err } = await show([], failing(error));
      assert.deepEqual([exit, out], [code, '']);
      assert.match(err, said);
      assert.doesNotMatch(err, / at .*:\d+:\d+/u);
    });
  }
});

describe('modelgate iam', () => {
  test('names a group in the partition that its region lies in', async () => {
    const connect = async () => ({ account: '111122223333', region: 'cn-north-1' }) as Connection;

    const { out } = await modelgate(['iam', '--group-policy', '444455556666', '--group', 'search-ranking'], {
      connect,
    });

    assert.match(out, /"arn:aws-cn:sagemaker:cn-north-1:111122223333:model-package-group\/search-ranking"/u);
  });
});

test('--as is refused where credentials are real, instead of being left out', async () => {
  const { exit, err } = await modelgate(['approve', 'fraud-card/8', '--as', 'mei']);

  assert.equal(exit, 64);
  assert.match(err, /^--as goes with --local: elsewhere whoever your credentials name is the one who signs\./u);
});
