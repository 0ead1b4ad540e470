// The house law, read from the files themselves: who may import whom, what names and sizes are allowed.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';

const ROOMS = ['decisions', 'reviews', 'pages', 'notifications', 'promotion'];
const MOST_LINES = 250;
const MOST_LINES_OF_A_FUNCTION_FILE = 40;

/** What may break a law, each with its reason. A name in here that breaks nothing fails the suite. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['lib/hints.ts -> lib/decisions/registry-text.ts', 'how a decision id looks in a description is written down once'],
]);

/** The contract of events and ledger: types that every room may name. */
const DECISION = 'lib/decisions/decision.ts';

type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

const sources = (folder: string): readonly Source[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$/u.test(name) && !name.endsWith('.d.ts'))
    .map((name) => readSource(join(folder, name)))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** Imports as paths from the project's root; packages as they are written. */
function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const statements = text.matchAll(
    /(?:^|[;}\s])(?:import|export)\b[^'"`;()=]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gu,
  );
  const specifiers = [...statements].map(([, from, bare]) => from ?? bare ?? '');
  const imports = specifiers.map((name) => (name.startsWith('.') ? relative('.', join(dirname(path), name)) : name));
  return { path, text, imports };
}

const code = ['functions', 'lib', 'local', 'cli', 'scripts'].flatMap(sources);
const all = [...code, ...sources('test')];
const within = (folder: string): readonly Source[] => code.filter(({ path }) => path.startsWith(`${folder}/`));
const used = new Set<string>();

/** Lines `file -> import` of imports that a law forbids, without the named exceptions. */
const forbidden = (
  from: readonly Source[],
  isForbidden: (imported: string, source: Source) => boolean,
): readonly string[] =>
  from
    .flatMap((source) =>
      source.imports
        .filter((imported) => isForbidden(imported, source))
        .map((imported) => `${source.path} -> ${imported}`),
    )
    .filter((line) => !EXCEPTIONS.has(line) || !used.add(line));

const roomOf = (path: string): string | undefined => ROOMS.find((room) => path.startsWith(`lib/${room}/`));

describe('the import law', () => {
  test('nobody imports functions/ or cli/', () => {
    const others = code.filter(({ path }) => !path.startsWith('cli/'));
    assert.deepEqual(
      [
        ...forbidden(others, (imported) => /^(?:functions|cli)\//u.test(imported)),
        ...forbidden(within('cli'), (imported) => /^(?:functions|local)\//u.test(imported)),
      ],
      [],
    );
  });

  test('local/ and lib/ share nothing, so that the stand-in cannot share a mistake with what it tests', () => {
    const crossing = (own: string, other: string) =>
      forbidden(within(own), (imported) => imported.startsWith(`${other}/`));

    assert.deepEqual([...crossing('local', 'lib'), ...crossing('lib', 'local'), ...crossing('functions', 'local')], []);
  });

  test('rooms meet by events or handed-over functions, never by import', () => {
    const crossing = (imported: string, { path }: Source): boolean => {
      const room = roomOf(imported);
      return room !== undefined && room !== roomOf(path) && imported !== DECISION;
    };

    assert.deepEqual(forbidden(within('lib'), crossing), []);
  });

  test('the policy room does no I/O and knows no other room', () => {
    const outside =
      /^node:(?!crypto$|util$|worker_threads$)|^@aws|^lib\/(?:aws|ledger|decisions|config|handler|observe)/u;

    assert.deepEqual(
      forbidden(within('lib/policy'), (imported) => outside.test(imported)),
      [],
    );
    const impure = within('lib/policy').filter(({ text }) =>
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(/u.test(text),
    );
    assert.deepEqual(
      impure.map(({ path }) => path),
      [],
    );
  });

  test('only lib/aws/ imports the AWS SDK in lib/, functions/ and cli/', () => {
    const outside = [...within('lib'), ...within('functions'), ...within('cli')].filter(
      ({ path }) => !path.startsWith('lib/aws/'),
    );

    assert.deepEqual(
      forbidden(outside, (imported) => imported.startsWith('@aws-sdk/') || imported.startsWith('@smithy/')),
      [],
    );
  });

  test('nobody takes the aggregated SDK classes, which cannot be shaken', () => {
    const aggregated = within('lib/aws').filter(({ text }) =>
      /import\s*\{[^}]*\b(?:SageMaker|DynamoDB|EventBridge|SQS|S3|STS)\b\s*[,}]|import \* as \w+ from '@aws-sdk/u.test(
        text,
      ),
    );

    assert.deepEqual(
      aggregated.map(({ path }) => path),
      [],
    );
  });

  test('only lib/handler.ts imports middy', () => {
    assert.deepEqual(
      forbidden(
        code.filter(({ path }) => path !== 'lib/handler.ts'),
        (imported) => imported.startsWith('@middy/'),
      ),
      [],
    );
  });

  test('only test/property.ts imports fast-check, so that a run of the suite can be had again', () => {
    const tests = all.filter(({ path }) => path.startsWith('test/') && path !== 'test/property.ts');

    assert.deepEqual(
      forbidden(tests, (imported) => imported === 'fast-check'),
      [],
    );
  });

  test('only lib/config.ts reads the environment', () => {
    const readers = [...within('lib'), ...within('functions')].filter(({ text }) => /\bprocess\.env\b/u.test(text));

    assert.deepEqual(
      readers.map(({ path }) => path),
      ['lib/config.ts'],
    );
  });

  test('every exception is still needed', () => {
    assert.deepEqual(
      [...EXCEPTIONS.keys()].filter((line) => !used.has(line)),
      [],
    );
  });
});

describe('names and sizes', () => {
  const lines = ({ text }: Source): number => text.trimEnd().split('\n').length;

  test(`no file is longer than ${MOST_LINES} lines`, () => {
    const long = code.filter((source) => lines(source) > MOST_LINES);

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

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  test('no file or folder is called utils, common or helpers', () => {
    const vague = all.filter(({ path }) => /(?:^|[/-])(?:utils?|common|helpers?|misc|shared)(?:[/.-]|$)/u.test(path));

    assert.deepEqual(
      vague.map(({ path }) => path),
      [],
    );
  });

  test('file names are kebab-case', () => {
    const other = all.filter(
      ({ path }) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*\.m?ts$/u.test(path.split('/').at(-1) ?? ''),
    );

    assert.deepEqual(
      other.map(({ path }) => path),
      [],
    );
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

    assert.deepEqual(
      barrels.map(({ path }) => path),
      [],
    );
  });

  test('there is no default export, no enum, no namespace and no any', () => {
    const banned =
      /^export default\b|^(?:export )?(?:const )?enum \w|^(?:export )?namespace \w|(?:\bas|[:<,|]) any\b(?![ '"`])/mu;
    const wrong = code.filter(({ text }) => banned.test(text.replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gmu, '')));

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
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

    assert.deepEqual(
      silent.map(({ path }) => path),
      [],
    );
  });

  test('no test mocks a module or is skipped', () => {
    const wrong = sources('test').filter(
      ({ path, text }) =>
        path !== 'test/architecture.test.ts' &&
        /mock\.module\(|\b(?:test|it|describe)\.(?:skip|todo|only)\b/u.test(text),
    );

    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });
});
