// The npm scripts: each has --help within 80 columns; an unknown option or a value that can't be is one sentence with exit code 2.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { helpOf, readScript } from '../../scripts/script.ts';

const SCRIPT = {
  call: 'npm run bake',
  does: ['Bakes bread.'],
  options: {
    loaves: { takes: 'N', about: 'how many (1)' },
    flour: { takes: 'KIND', about: 'may come again', isMany: true },
    quick: { about: 'without yeast' },
  },
} as const;
const reading = (...args: string[]) => readScript(SCRIPT, args);

describe('a script', () => {
  test('shows what it does and every option within 80 columns', () => {
    assert.equal(reading('--quick', '-h'), null);
    assert.deepEqual(helpOf(SCRIPT).split('\n'), [
      'npm run bake -- [options]',
      '',
      'Bakes bread.',
      '',
      '  --loaves N    how many (1)',
      '  --flour KIND  may come again',
      '  --quick       without yeast',
      '  --help        this text',
    ]);
  });

  test('reads switches, texts, lists and whole numbers', () => {
    const given = reading('--loaves=12', '--flour', 'rye', '--flour=spelt', '--quick');

    assert.deepEqual([given?.is('quick'), given?.text('loaves'), given?.list('flour')], [true, '12', ['rye', 'spelt']]);
    assert.equal(given?.whole('loaves', 1), 12);
    assert.deepEqual(
      [reading()?.whole('loaves', 1), reading()?.text('loaves'), reading()?.list('flour')],
      [1, null, []],
    );
  });

  const MISUSES: readonly (readonly [args: string[], sentence: RegExp])[] = [
    [['--loavs=1'], /^There is no option --loavs\. Did you mean --loaves\?$/u],
    [['--xyz'], /^There is no option --xyz\.$/u],
    [['--quick=1'], /^Option '--quick' does not take an argument\.$/u],
    [['--loaves'], /^Option '--loaves <value>' argument missing\.$/u],
    [['bread'], /^Unexpected argument 'bread'/u],
    [['--loaves=-1'], /^--loaves is `-1`; expected a whole number of at least 1\.$/u],
    [['--loaves=1e3'], /^--loaves is `1e3`; expected/u],
    [['--loaves='], /^--loaves is ``; expected/u],
    [['--loaves=0'], /^--loaves is `0`; expected/u],
  ];
  for (const [args, message] of MISUSES)
    test(`says in one sentence what is wrong with ${args.join(' ')}`, () => {
      assert.throws(() => reading(...args)?.whole('loaves', 1, 1), { reason: 'BadArguments', message });
    });
});

describe('npm run', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const files = Object.values(scripts).flatMap((line) => /with-node-24\.mjs (\S+\.ts)/u.exec(line)?.[1] ?? []);

  test('every script that is a file of ours reads its arguments by the frame; npm start has a help of its own', () => {
    assert.ok(files.length >= 12, files.join());
    for (const file of files)
      assert.match(readFileSync(file, 'utf8'), file === 'local/main.ts' ? /await start\(/u : /runScript\(/u, file);
  });

  const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, args, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
    });

  test('simulate --help ends with 0, and a seed that is no number with 2', async () => {
    const [help, wrong] = await Promise.all([
      run('test/simulation/main.ts', '--help'),
      run('test/simulation/main.ts', '--seeds', 'many'),
    ]);

    assert.deepEqual([help.code, help.err], [0, '']);
    assert.ok(
      help.out.split('\n').every((line) => line.length <= 80),
      help.out,
    );
    assert.deepEqual(wrong, {
      code: 2,
      out: '',
      err: '--seeds is `many`; expected a whole number of at least 1. All options: npm run simulate -- --help\n',
    });
  });
});
