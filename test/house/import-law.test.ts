// The import law, read from the files themselves: who may import whom.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { all, assertNone, code, type Source, within } from './sources.ts';

const ROOMS = ['decisions', 'reviews', 'pages', 'notifications', 'promotion'];
/** What may break a law, each with its reason. A name in here that breaks nothing fails the suite. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['lib/hints.ts -> lib/decisions/registry-text.ts', 'how a decision id looks in a description is written down once'],
]);

/** The contract of events and ledger: types that every room may name. */
const DECISION = 'lib/decisions/decision.ts';

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
    assertNone(impure);
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

    assertNone(aggregated);
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
