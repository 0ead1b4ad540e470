// What a data scientist reads in Studio, within the registry's limits, whatever the reasons say.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { approvalDescriptionOf, markerInDescription, markerOf, metadataOf } from '../../lib/decisions/registry-text.ts';
import { fc } from '../property.ts';

const decisionId = 'd-8f3a61c20b7e';
const rejected = {
  verdict: 'Reject',
  reasons: ['accuracy 0.87 is under 0.90'],
  hold: null,
  notes: [],
  decisionId,
} as const;
const policy = (name: string, matched = true) => ({
  policy: name,
  file: 'f',
  sha256: 's',
  mode: 'Enforce' as const,
  matched,
  notMatchedBecause: null,
  verdict: 'Reject' as const,
  validations: [],
  errors: [],
});

describe('the description in the registry', () => {
  test('says the verdict, the reasons and the decision id', () => {
    assert.equal(approvalDescriptionOf(rejected), 'Rejected: accuracy 0.87 is under 0.90. [d-8f3a61c20b7e]');
  });

  test('of a hold says what is missing and how to add it', () => {
    const hold = {
      cause: 'Evidence',
      isWaiting: true,
      missing: ['add it: aws sagemaker update-model-package'],
    } as const;
    const text = approvalDescriptionOf({
      ...rejected,
      verdict: 'Hold',
      reasons: ['waiting for evidence: metadata key `accuracy` is missing'],
      hold,
    });
    assert.equal(
      text,
      'Hold: waiting for evidence: metadata key `accuracy` is missing. add it: aws sagemaker update-model-package. [d-8f3a61c20b7e]',
    );
  });

  test('is one line of at most 1,024 characters that ends with the id, whatever the reasons are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 2000 })), (reasons) => {
        const text = approvalDescriptionOf({ ...rejected, reasons });
        assert.ok(text.length <= 1024);
        assert.match(text, /^.*$/u);
        assert.equal(markerInDescription(text), decisionId);
      }),
    );
  });

  test('has no control character: what ends a line for Java ends none for JavaScript', () => {
    const text = approvalDescriptionOf({ ...rejected, reasons: ['trained by a\u0085b\u0000c'] });
    assert.equal(text, 'Rejected: trained by a b c. [d-8f3a61c20b7e]');
  });

  test('is never cut in the middle of a character', () => {
    const cuts = [0, 1].map((before) =>
      approvalDescriptionOf({ ...rejected, reasons: ['a'.repeat(before) + '😀'.repeat(600)] }),
    );
    assert.deepEqual(
      cuts.map((text) => text.isWellFormed()),
      [true, true],
    );
  });
});

describe('the metadata keys in the registry', () => {
  test('name the decision and the policies that said something', () => {
    const { metadata } = metadataOf(
      { decisionId, policies: [policy('churn-accuracy'), policy('other', false)] },
      new Map(),
    );
    assert.deepEqual(
      [...metadata],
      [
        ['modelgate:decision', decisionId],
        ['modelgate:policy', 'churn-accuracy'],
      ],
    );
  });

  test('are left out, and said to be, where the package already carries 50', () => {
    const full = new Map(Array.from({ length: 50 }, (_, i) => [`key-${i}`, 'x']));
    const shown = metadataOf({ decisionId, policies: [] }, full);
    assert.equal(shown.metadata.size, 0);
    assert.match(shown.notes.join(), /already carries 50 metadata keys/u);
  });

  test('are never written and removed in one call', () => {
    const numberOfKeys = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(numberOfKeys, fc.boolean(), fc.boolean(), (count, hasDecision, hasPolicy) => {
        const existing = new Map(
          Array.from(
            {
              length:
                count - Number(hasDecision) - Number(hasPolicy) < 0
                  ? 0
                  : count - Number(hasDecision) - Number(hasPolicy),
            },
            (_, i) => [`key-${i}`, 'x'],
          ),
        );
        if (hasDecision) existing.set('modelgate:decision', 'd-000000000000');
        if (hasPolicy) existing.set('modelgate:policy', 'old');
        const { metadata, metadataToRemove } = metadataOf({ decisionId, policies: [policy('p')] }, existing);
        const after = new Map([...existing].filter(([key]) => !metadataToRemove.includes(key)).concat([...metadata]));
        assert.ok(metadataToRemove.every((key) => !metadata.has(key)));
        assert.ok(after.size <= 50);
      }),
    );
  });

  test('keep policy names within the alphabet and length of a value', () => {
    const { metadata } = metadataOf(
      { decisionId, policies: [policy('naïve, "quoted" {x}'), policy('y'.repeat(300))] },
      null,
    );
    const value = metadata.get('modelgate:policy') ?? '';
    assert.ok(value.length <= 256);
    assert.match(value, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u);
  });
});

test('the marker is the metadata key, or the id in the description where there was no room for a key', () => {
  assert.equal(markerOf(new Map([['modelgate:decision', 'd-111111111111']]), null), 'd-111111111111');
  assert.equal(markerOf(new Map(), 'Rejected: x. [d-222222222222]'), 'd-222222222222');
  assert.equal(markerOf(new Map(), 'approved by J. Doe'), null);
});
