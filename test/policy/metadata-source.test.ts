// Who is named beside a metadata value: never the gate itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PackageDescription, PackageEvidence } from '../../lib/evidence/evidence.ts';
import { metadataSource } from '../../lib/policy/reading.ts';

const seenWith = (metadata: readonly (readonly [string, string])[], lastModifiedBy: string | null): PackageEvidence => {
  const described = {
    metadata: new Map(metadata),
    createdBy: 'role/train',
    lastModifiedBy,
  } as unknown as PackageDescription;
  return { package: described, reports: new Map(), cards: new Map() };
};

test('the last modifier is named, else the registrant', () => {
  assert.equal(metadataSource('a', seenWith([['a', '1']], null)), 'metadata key a, written by role/train');
  assert.equal(metadataSource('a', seenWith([['a', '1']], 'role/fix')), 'metadata key a, written by role/fix');
});

test('the gate, whose own keys are there, is not taken for the author', () => {
  const seen = seenWith(
    [
      ['a', '1'],
      ['modelgate:decision', 'd-000000000000'],
    ],
    'role/DecideRole',
  );
  assert.equal(metadataSource('a', seen), 'metadata key a, registered by role/train');
});
