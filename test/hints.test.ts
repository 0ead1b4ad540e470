// What is understood of a queue message, and what is refused with which reason.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { InvalidError } from '../lib/errors.ts';
import { parseHint } from '../lib/hints.ts';
import { fc } from './property.ts';

const AWS = 'events/sagemaker-model-package-state-change';
const ARN = 'arn:aws:sagemaker:us-east-1:111122223333:model-package/churn/4';
const sample = (name: string): string => readFileSync(`${AWS}${name}`, 'utf8');

const event = (detail: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}): string =>
  JSON.stringify({
    'detail-type': 'SageMaker Model Package State Change',
    source: 'aws.sagemaker',
    account: '111122223333',
    region: 'us-east-1',
    resources: [ARN],
    detail: { ModelPackageArn: ARN, ...detail },
    ...envelope,
  });

const reasonOf = (body: string): string => {
  try {
    parseHint(body);
  } catch (error) {
    assert.ok(error instanceof InvalidError, String(error));
    return error.reason;
  }
  return 'understood';
};

describe("AWS's event", () => {
  test('is understood in the form documented in 2021', () => {
    const hint = parseHint(sample('/documented-2021.json'));

    assert.equal(hint.arn.group, 'versionedmp-p-idy6c3e1fiqj');
    assert.equal(hint.arn.version, 2);
    assert.equal(hint.status, 'Rejected');
    assert.equal(hint.modifiedAt, Date.parse('2021-02-24T17:00:14.999Z'));
    assert.equal(hint.creationTime, Date.parse('2021-02-24T17:00:14Z'));
    assert.equal(hint.updatedFields, null);
    assert.equal(hint.namesLifeCycle, false);
    assert.equal(hint.source, 'registry');
  });

  test('is understood in the form documented today, which names a stage', () => {
    const hint = parseHint(sample('.json'));

    assert.deepEqual(hint.updatedFields, ['modellifecycle']);
    assert.equal(hint.namesLifeCycle, true);
  });

  test('is understood with the version as text, without an ARN in detail, and with an ARN and nothing else', () => {
    assert.equal(parseHint(sample('/version-as-string.json')).arn.version, 7);
    assert.equal(parseHint(sample('/no-arn-in-detail.json')).arn.group, 'fraud-detector');
    assert.equal(parseHint(sample('/minimal.json')).arn.version, 4);
  });

  test('is refused where the package has no version', () => {
    assert.equal(reasonOf(sample('/unversioned.json')), 'Unversioned');
  });

  test('names changed metadata in lower case', () => {
    assert.deepEqual(parseHint(sample('/metadata-only.json')).updatedFields, ['customermetadataproperties']);
  });

  test('is either understood or refused with a reason, in every form of events/', () => {
    for (const file of readdirSync(AWS)) assert.match(reasonOf(sample(`/${file}`)), /^(?:understood|Unversioned)$/u);
  });
});

describe('a time', () => {
  const at = Date.parse('2026-11-20T09:15:02Z');
  for (const [form, value] of [
    ['ISO text', '2026-11-20T09:15:02Z'],
    ['ISO text with an offset', '2026-11-20T10:15:02+01:00'],
    ['seconds', at / 1000],
    ['seconds as text', String(at / 1000)],
    ['milliseconds', at],
    ['milliseconds as text', String(at)],
  ] as const) {
    test(`is read as ${form}`, () => {
      assert.equal(parseHint(event({ CreationTime: value })).creationTime, at);
    });
  }

  test('of a change that is given in whole seconds counts as the end of that second', () => {
    assert.equal(parseHint(event({ LastModifiedTime: at })).modifiedAt, at + 999);
    assert.equal(parseHint(event({ LastModifiedTime: at + 250 })).modifiedAt, at + 250);
  });

  test('that nobody can read is unknown, not an error', () => {
    for (const value of ['yesterday', '', null, {}, -1, 0, '1e9', '2026-99-99']) {
      assert.equal(parseHint(event({ LastModifiedTime: value })).modifiedAt, null);
    }
  });
});

describe('a message is refused', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['that is not JSON', 'hello', 'NotJson'],
    ['that is a JSON list', '[]', 'NotJson'],
    ['that is null', 'null', 'NotJson'],
    ['of another source', event({}, { source: 'my.app' }), 'WrongSource'],
    ['of a source that only begins right', event({}, { source: 'aws.sagemaker.evil' }), 'WrongSource'],
    ['with a source that is no text', event({}, { source: ['aws.sagemaker'] }), 'WrongSource'],
    ['of another detail-type', event({}, { 'detail-type': 'AWS API Call via CloudTrail' }), 'WrongDetailType'],
    ['that mixes our source with the detail-type of AWS', event({}, { source: 'modelgate' }), 'WrongDetailType'],
    ['without any ARN', event({ ModelPackageArn: undefined }, { resources: [] }), 'NoArn'],
    ['with a false ARN', event({ ModelPackageArn: 'arn:aws:s3:::bucket' }), 'BadArn'],
    ['from another account than the package', event({}, { account: '999988887777' }), 'WrongAccount'],
    ['from another region than the package', event({}, { region: 'eu-west-1' }), 'WrongAccount'],
    ['longer than 1 MiB', event({ filler: 'ä'.repeat(600_000) }), 'TooLarge'],
  ];
  for (const [title, body, reason] of cases) {
    test(title, () => {
      assert.equal(reasonOf(body), reason);
    });
  }

  test('without its body in the error', () => {
    assert.throws(
      () => parseHint('{"secret": hunter2'),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });

  test('with InvalidError and nothing else, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        assert.notEqual(reasonOf(body), 'understood');
      }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'ModelPackageArn',
            'ModelApprovalStatus',
            'LastModifiedTime',
            'UpdatedModelPackageFields',
            'ApprovalDescription',
            '__proto__',
          ),
          fc.jsonValue(),
        ),
        (detail) => {
          reasonOf(event(detail));
        },
      ),
    );
  });
});

describe('Model Package Look Again', () => {
  test('is understood with its reason, also for a package of another account', () => {
    const wake = JSON.parse(readFileSync('events/model-package-look-again.json', 'utf8')) as { account: string };

    const hint = parseHint(JSON.stringify({ ...wake, account: '999988887777' }));

    assert.equal(hint.source, 'lookAgain');
    assert.equal(hint.reason, 'never decided');
    assert.equal(hint.arn.version, 8);
    assert.equal(hint.status, null);
    assert.equal(hint.creationTime, 1_795_427_660_123);
  });
});

describe('the decision a hint names', () => {
  const ours = 'Rejected: accuracy 0.87 is under 0.90. [d-8f3a61c20b7e]';

  test('is the one that this very update wrote into the description', () => {
    const fields = ['ModelApprovalStatus', 'ApprovalDescription', 'CustomerMetadataProperties'];

    assert.equal(
      parseHint(event({ ApprovalDescription: ours, UpdatedModelPackageFields: fields })).decision,
      'd-8f3a61c20b7e',
    );
  });

  test('is none where our description only still stands there while something else was changed', () => {
    const metadata = { 'modelgate:decision': 'd-8f3a61c20b7e' };
    const detail = { ApprovalDescription: ours, CustomerMetadataProperties: metadata };

    assert.equal(
      parseHint(event({ ...detail, UpdatedModelPackageFields: ['CustomerMetadataProperties'] })).decision,
      null,
    );
    assert.equal(parseHint(event({ ...detail, UpdatedModelPackageFields: ['ModelApprovalStatus'] })).decision, null);
    assert.equal(parseHint(event(detail)).decision, null);
  });
});
