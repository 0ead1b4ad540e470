// Masked evidence: who and where are replaced, each by one name; what was measured stays.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maskEvidence } from '../../lib/evidence/mask.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';

const OPTIONS = {
  people: [
    { names: ['mei', 'Mei Tanaka', 'mei@bank.test', 'U0MEI00001'] },
    { names: ['jonas', 'Jonas', 'jonas@bank.test'] },
  ],
  personKeys: ['trained_by'],
};
const mask = (value: unknown): unknown => JSON.parse(JSON.stringify(maskEvidence(value, OPTIONS)));
const masked = (text: string): unknown => (mask({ metadata: { a: text } }) as { metadata: { a: string } }).metadata.a;

describe('masking evidence', () => {
  test('replaces an account everywhere by the same account of the documentation', () => {
    const given = {
      modelPackage: { account: '987654321098', createdBy: 'arn:aws:iam::987654321098:role/train' },
      image: { containers: [{ image: '555566667777.dkr.ecr.eu-west-1.amazonaws.com/serve:1' }] },
      metadata: { owner_account: '987654321098', rows: '555566667778' },
    };

    assert.deepEqual(mask(given), {
      modelPackage: { account: '111122223333', createdBy: 'arn:aws:iam::111122223333:role/train' },
      image: { containers: [{ image: '444455556666.dkr.ecr.eu-west-1.amazonaws.com/serve:1' }] },
      metadata: { owner_account: '111122223333', rows: '555566667778' },
    });
  });

  test('replaces buckets in URIs and ARNs, and keeps their keys', () => {
    assert.equal(masked('s3://bank-models/a/b.json'), 's3://bucket-1/a/b.json');
    assert.deepEqual(mask(['s3://one-bank/x', 'arn:aws:s3:::one-bank/y', 's3://two-bank/x']), [
      's3://bucket-1/x',
      'arn:aws:s3:::bucket-1/y',
      's3://bucket-2/x',
    ]);
  });

  test('replaces people of the directory by one name, however they are called', () => {
    assert.equal(
      masked('checked by Mei Tanaka (MEI, mei@bank.test) and jonas'),
      'checked by person-1 (person-1, person-1@example.com) and person-2',
    );
    assert.equal(masked('meinung'), 'meinung');
    assert.equal(masked("jörg.müller@bank.test, o'brien@bank.test"), 'person-3@example.com, person-4@example.com');
    assert.equal(masked('arn:aws:iam::111122223333:user/team/mei'), 'arn:aws:iam::111122223333:user/person-1');
  });

  test('replaces strangers too where an ARN, an address or a key of notFrom says that it is a person', () => {
    assert.equal(masked('write to kim@other.test'), 'write to person-3@example.com');
    assert.equal(
      masked('arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-abc/kim'),
      'arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-abc/person-3',
    );
    assert.equal(
      masked('arn:aws:sts::111122223333:assumed-role/train/kim-laptop'),
      'arn:aws:sts::111122223333:assumed-role/train/session-1',
    );
    assert.deepEqual(mask({ metadata: { trained_by: 'Mei Kim', note: 'Mei Kim' } }), {
      metadata: { trained_by: 'person-1 person-3', note: 'person-1 Kim' },
    });
  });

  test('replaces registries that are not ECR, and secrets of environments', () => {
    const container = {
      image: 'registry.bank.test:5000/serve@sha256:aa',
      environment: { API_TOKEN: 'hunter2', MODEL: 'auc' },
    };

    assert.deepEqual(mask({ image: { containers: [container] } }), {
      image: {
        containers: [
          { image: 'registry-1.example.com/serve@sha256:aa', environment: { API_TOKEN: 'masked', MODEL: 'auc' } },
        ],
      },
    });
  });

  test('keeps every number, key and the shape, whatever the evidence', () => {
    const shape = (value: unknown): unknown => {
      if (typeof value === 'string') return '';
      if (Array.isArray(value)) return value.map(shape);
      if (typeof value !== 'object' || value === null) return value;
      return Object.entries(value).map(([key, inner]) => [key, shape(inner)]);
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        assert.deepEqual(shape(maskEvidence(plain, OPTIONS)), shape(plain));
      }),
      { numRuns: runs(100, 5000) },
    );
  });

  test('leaves no name of the directory behind, wherever it stands as a word', () => {
    const names = OPTIONS.people.flatMap((person) => person.names);
    const text = fc.array(fc.constantFrom(...names, ' ', ', ', '(', ')', '/', '.', 'model'), { maxLength: 12 });
    fc.assert(
      fc.property(text, (parts) => {
        const said = String(masked(parts.join(' ')));
        for (const name of names)
          assert.ok(
            !said
              .toLowerCase()
              .split(/[^\p{L}\p{N}@._-]+/u)
              .includes(name.toLowerCase()),
            said,
          );
      }),
      { numRuns: runs(100, 5000) },
    );
  });
});
