// The digests: what changes them and what does not, hostile keys included.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { descriptionDigestOf, inputDigestOf, packageDigestOf } from '../../lib/evidence/digests.ts';
import type { Evidence, PackageDescription } from '../../lib/evidence/evidence.ts';
import { describedOf, FROM } from './given.ts';
import { fc } from '../property.ts';

const digest = (changes: Partial<PackageDescription> = {}) =>
  descriptionDigestOf(describedOf(changes), { described: true });
const keys = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'hasOwnProperty', '1', '0'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const metadata = fc.uniqueArray(fc.tuple(keys, fc.string({ maxLength: 4 })), {
  selector: ([key]) => key,
  maxLength: 8,
});

const sortedText = (entries: readonly (readonly [string, string])[]): string =>
  JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

describe('the description digest', () => {
  test('does not depend on the order of metadata or on our own keys', () => {
    fc.assert(
      fc.property(metadata, fc.infiniteStream(fc.nat()), fc.string(), (entries, order, own) => {
        const shuffled = entries.map((entry) => ({ entry, at: order.next().value })).toSorted((a, b) => a.at - b.at);
        const other = [...shuffled.map(({ entry }) => entry), ['modelgate:decision', own] as const];
        assert.equal(digest({ metadata: new Map(other) }), digest({ metadata: new Map(entries) }));
      }),
    );
  });

  test('depends on every other key and value', () => {
    fc.assert(
      fc.property(metadata, metadata, (some, others) => {
        const isSame = sortedText(some) === sortedText(others);
        fc.pre(!isSame && new Set([...some, ...others].map(([key]) => key.startsWith('modelgate:'))).size < 2);
        assert.notEqual(digest({ metadata: new Map(some) }), digest({ metadata: new Map(others) }));
      }),
    );
  });

  const [container] = describedOf().containers;
  for (const [name, changes] of [
    ['an image', { containers: container ? [{ ...container, image: 'other' }] : [] }],
    [
      'the environment',
      { containers: container ? [{ ...container, environment: new Map([['__proto__', '1']]) }] : [] },
    ],
    ['provenance', { provenance: new Map([['CommitId', 'abd']]) }],
    [
      'a report elsewhere',
      { metricsSources: new Map([[FROM, { s3Uri: 's3://reports/r.json', contentDigest: null, contentType: null }]]) },
    ],
    ['the card', { card: { status: 'Draft', content: '{}' } }],
  ] satisfies [string, Partial<PackageDescription>][])
    test(`depends on ${name}`, () => assert.notEqual(digest(changes), digest()));

  for (const changes of [
    { approvalStatus: 'Approved' },
    { approvalDescription: 'x' },
    { lastModifiedTime: 9 },
    { lastModifiedBy: 'bob' },
  ] satisfies Partial<PackageDescription>[])
    test(`does not depend on ${Object.keys(changes).join()}, which our own write changes`, () =>
      assert.equal(digest(changes), digest()));

  test('of containers alone is the same from a summary and from a description', () => {
    const { arn, description, creationTime, status, approvalStatus, registrationType, containers, instanceTypes } =
      describedOf();
    const summary = {
      arn,
      description,
      creationTime,
      status,
      approvalStatus,
      registrationType,
      containers,
      instanceTypes,
    };
    assert.equal(
      descriptionDigestOf(summary, { described: false }),
      descriptionDigestOf(describedOf(), { described: false }),
    );
  });
});

test('the package digest depends on what reports hold, not on their order', () => {
  const [a, b] = [{ sha256: 'a' }, { sha256: 'b' }];
  const base = packageDigestOf(
    'd',
    new Map([
      ['x', a],
      ['y', b],
    ]),
  );
  assert.equal(
    packageDigestOf(
      'd',
      new Map([
        ['y', b],
        ['x', a],
      ]),
    ),
    base,
  );
  for (const other of [
    new Map([
      ['x', b],
      ['y', a],
    ]),
    new Map([['x', a]]),
    new Map<string, { readonly sha256: string | null }>([
      ['x', a],
      ['y', { sha256: null }],
    ]),
  ])
    assert.notEqual(packageDigestOf('d', other), base);
  assert.notEqual(
    packageDigestOf(
      'e',
      new Map([
        ['x', a],
        ['y', b],
      ]),
    ),
    base,
  );
});

test('the input digest depends on champion and time too', () => {
  const evidence: Evidence = {
    package: describedOf(),
    reports: new Map(),
    cards: new Map(),
    group: { name: 'churn', tags: new Map([['__proto__', 'x']]) },
    champion: { state: 'present', value: null },
    now: 1,
  };
  const base = inputDigestOf(evidence);
  assert.equal(inputDigestOf(structuredClone(evidence)), base);
  assert.notEqual(inputDigestOf({ ...evidence, now: 2 }), base);
  assert.notEqual(inputDigestOf({ ...evidence, champion: { state: 'absent', cause: 'x' } }), base);
  assert.notEqual(inputDigestOf({ ...evidence, group: { name: 'churn', tags: new Map() } }), base);
});
