// What files, names and sizes are allowed, read from the files themselves.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { all, assertNone, code, type Source, within } from './sources.ts';

const MOST_LINES = 250;
const MOST_LINES_OF_A_FUNCTION_FILE = 40;

describe('names and sizes', () => {
  const lines = ({ text }: Source): number => text.trimEnd().split('\n').length;

  test(`no file is longer than ${MOST_LINES} lines`, () => {
    const long = all.filter((source) => lines(source) > MOST_LINES);

    assert.deepEqual(
      long.map((source) => `${source.path}: ${lines(source)}`),
      [],
    );
  });

  test(`a function file is at most ${MOST_LINES_OF_A_FUNCTION_FILE} lines and exports the handler alone`, () => {
    const wrong = within('functions').filter((source) => {
      const exported = [...source.text.matchAll(/^export\s+\w+\s+(\w+)/gmu)].map(([, name]) => name);
      return lines(source) > MOST_LINES_OF_A_FUNCTION_FILE || exported.join() !== 'handler';
    });

    assertNone(wrong);
  });

  test('no file or folder is called utils, common or helpers', () => {
    const vague = all.filter(({ path }) => /(?:^|[/-])(?:utils?|common|helpers?|misc|shared)(?:[/.-]|$)/u.test(path));

    assertNone(vague);
  });

  test('file names are kebab-case', () => {
    const other = all.filter(
      ({ path }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*\.m?ts$/u.test(path.split('/').at(-1) ?? ''),
    );

    assertNone(other);
  });

  test('no file only passes on what others export', () => {
    const passedOn = /^(?:import|export)\s[^;]*?from\s*['"][^'"]+['"];$/gmu;
    const barrels = code.filter(
      ({ text }) =>
        text
          .replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gmu, '')
          .replaceAll(passedOn, '')
          .trim() === '',
    );

    assertNone(barrels);
  });

  test('there is no default export, no enum, no namespace and no any', () => {
    const banned =
      /^export default\b|^(?:export )?(?:const )?enum \w|^(?:export )?namespace \w|(?:\bas|[:<,|]) any\b(?![ '"`])/mu;
    const wrong = code.filter(({ text }) => banned.test(text.replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gmu, '')));

    assertNone(wrong);
  });

  test('classes are errors and nothing else', () => {
    const classes = code.flatMap(({ path, text }) =>
      [...text.matchAll(/^\s*(?:export )?(?:abstract )?class (\w+)(?: extends (\w+))?/gmu)].map(([, name, base]) => ({
        path,
        name,
        base,
      })),
    );

    assert.deepEqual(
      classes.filter(({ base }) => base?.endsWith('Error') !== true),
      [],
    );
  });

  test('each file begins with a sentence that says what it is for', () => {
    const silent = all.filter(({ text }) => !/^(?:#!.*\n)?(?:\/\/ \S|\/\*\*? \S)/u.test(text));

    assertNone(silent);
  });

  test('no test mocks a module or is skipped', () => {
    const wrong = all.filter(
      ({ path, text }) =>
        path !== 'test/house/names-and-sizes.test.ts' &&
        /mock\.module\(|\b(?:test|it|describe)\.(?:skip|todo|only)\b/u.test(text),
    );

    assertNone(wrong);
  });
});
