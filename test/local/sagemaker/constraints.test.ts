// The table of constraints and what every operation says of an input that breaks it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { operationNames, patternOf, shapeNames, shapeOf } from '../../../local/sagemaker/constraints.ts';
import { findViolations } from '../../../local/sagemaker/violations.ts';
import { type Body, fixedRegistry, specification } from './fixed-registry.ts';

const strings = shapeNames.filter((name) => shapeOf(name).type === 'string');

const inStructure = (name: string, value: unknown): readonly string[] => {
  const holder = shapeNames.find((each) => Object.values(shapeOf(each).members ?? {}).includes(name));
  if (holder === undefined) return [];
  const member = Object.entries(shapeOf(holder).members ?? {}).find(([, shape]) => shape === name)?.[0] ?? '';
  const own = `'${member.charAt(0).toLowerCase()}${member.slice(1)}'`;
  return findViolations(holder, { [member]: value }).filter(
    (text) => text.includes(`at ${own}`) && !text.startsWith('Value null'),
  );
};

const memberShapes = new Set(shapeNames.flatMap((name) => Object.values(shapeOf(name).members ?? {})));
const heldDirectly = strings.filter((name) => memberShapes.has(name));

describe('the table of constraints', () => {
  it('knows exactly the operations that the service answers', () => {
    assert.deepEqual(operationNames.toSorted(), Object.keys(fixedRegistry().registry.operations).toSorted());
  });

  it('compiles every published pattern, anchored and with flag u', () => {
    for (const name of shapeNames) {
      const { pattern } = shapeOf(name);
      if (pattern !== undefined) assert.equal(patternOf(pattern).flags, 'u', name);
    }
  });

  it('names only shapes that it holds', () => {
    for (const name of shapeNames) {
      const { members = {}, member, key, value } = shapeOf(name);
      for (const used of [...Object.values(members), member, key, value]) {
        if (used !== undefined) assert.ok(shapeOf(used).type, `${name} -> ${used}`);
      }
    }
  });

  it('refuses a string that is one too long, for every string that has a greatest length', () => {
    const bounded = heldDirectly.filter((name) => shapeOf(name).max !== undefined);
    assert.ok(bounded.length > 20);
    for (const name of bounded) {
      const max = shapeOf(name).max ?? 0;
      const wanted = `Member must have length less than or equal to ${max}`;
      assert.ok(
        inStructure(name, 'a'.repeat(max + 1)).some((text) => text.endsWith(wanted)),
        name,
      );
      assert.ok(!inStructure(name, 'a'.repeat(max)).some((text) => text.endsWith(wanted)), name);
    }
  });

  it('refuses a value outside every enumeration and takes each value inside', () => {
    const enumerated = heldDirectly.filter((name) => shapeOf(name).enum !== undefined);
    assert.ok(enumerated.length > 5);
    for (const name of enumerated) {
      const values = shapeOf(name).enum ?? [];
      const wanted = `Member must satisfy enum value set: [${values.join(', ')}]`;
      assert.ok(
        inStructure(name, 'no-such-value').some((text) => text.endsWith(wanted)),
        name,
      );
      for (const value of values) assert.deepEqual(inStructure(name, value), [], `${name} ${value}`);
    }
  });

  it('says for every operation which required member is missing', async () => {
    const { refused } = fixedRegistry();
    const needy = operationNames.filter((name) => (shapeOf(`${name}Input`).required ?? []).length > 0);
    assert.ok(needy.length >= 9);
    for (const name of needy) {
      const error = await refused(name, {});
      const [first = ''] = shapeOf(`${name}Input`).required ?? [];
      assert.equal(error.code, 'ValidationException');
      const path = `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
      assert.match(
        error.message,
        new RegExp(`Value null at '${path}' failed to satisfy constraint: Member must not be null`),
      );
    }
  });
});

describe('a refused input', () => {
  const says = async (operation: string, input: Body, message: string, code = 'ValidationException'): Promise<void> => {
    const error = await fixedRegistry().refused(operation, input);
    assert.deepEqual([error.code, error.statusCode, error.message], [code, 400, message]);
  };

  it('is told in the words of AWS, one error or several', async () => {
    const name = 'a'.repeat(64);
    await says(
      'CreateModelPackage',
      { ModelPackageName: `${name.slice(1)}-` },
      `2 validation errors detected: Value '${name.slice(1)}-' at 'modelPackageName' failed to satisfy constraint: Member must have length less than or equal to 63; Value '${name.slice(1)}-' at 'modelPackageName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`,
    );
    await says(
      'ListModelPackages',
      { MaxResults: 101 },
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
    await says(
      'UpdateModelPackage',
      { ModelPackageArn: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/g/1', ModelApprovalStatus: 'Maybe' },
      "1 validation error detected: Value 'Maybe' at 'modelApprovalStatus' failed to satisfy constraint: Member must satisfy enum value set: [Approved, Rejected, PendingManualApproval]",
    );
  });

  it('names the place inside lists of structures', async () => {
    const error = await fixedRegistry().refused('CreateModelPackage', {
      ModelPackageName: 'n',
      InferenceSpecification: { Containers: [specification.Containers[0], { Image: 'a b' }] },
    });
    assert.match(error.message, /at 'inferenceSpecification\.containers\.2\.member\.image'/);
  });

  it('reports metadata on the map, with all constraints of keys and values', async () => {
    const { refused } = fixedRegistry();
    const update = (metadata: Body): Promise<Error> =>
      refused('UpdateModelPackage', {
        ModelPackageArn: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/g/1',
        CustomerMetadataProperties: metadata,
      });
    assert.match(
      (await update({ auc: '' })).message,
      /Value '\{auc=\}' at 'customerMetadataProperties' .*: Map value must satisfy constraint: \[Member must have length less than or equal to 256, Member must have length greater than or equal to 1, /,
    );
    assert.match((await update({ 'a,b': 'x' })).message, /Map keys must satisfy constraint/);
    assert.match((await update({ json: '{"a":1}' })).message, /Map value must satisfy constraint/);
    assert.match((await update({})).message, /Member must have length greater than or equal to 1$/);
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
    assert.match((await update(many)).message, /Member must have length less than or equal to 50$/);
  });

  it('takes every letter of every script, and @ / : = + - in metadata', async () => {
    assert.deepEqual(
      findViolations('UpdateModelPackageInput', {
        ModelPackageArn: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/g/1',
        CustomerMetadataProperties: { 'größe/λ:1': 'a@b=c+d-e_f.g h' },
      }),
      [],
    );
  });

  it('is a SerializationException when a member has the wrong JSON type', async () => {
    await says(
      'ListModelPackages',
      { MaxResults: '5' },
      'STRING_VALUE can not be converted to an Integer',
      'SerializationException',
    );
    await says(
      'ListModelPackages',
      { NameContains: 5 },
      'NUMBER_VALUE can not be converted to a String',
      'SerializationException',
    );
    await says(
      'BatchDescribeModelPackage',
      { ModelPackageArnList: {} },
      'START_OF_STRUCTURE can not be converted to a List',
      'SerializationException',
    );
    await says(
      'UpdateModelPackage',
      { CustomerMetadataProperties: [] },
      'START_OF_LIST can not be converted to a Map',
      'SerializationException',
    );
  });

  it('is not caused by members the model lacks, nor by null ones', async () => {
    const { call } = fixedRegistry();
    const answer = await call('ListModelPackages', { Colour: 'blue', NextToken: null });
    assert.deepEqual(answer, { ModelPackageSummaryList: [] });
  });

  it('bounds BatchDescribe to 1 to 100 ARNs and ListTags to pages of 50 at least', async () => {
    const { refused } = fixedRegistry();
    const arn = 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/g/1';
    const batch = (count: number): Promise<Error> =>
      refused('BatchDescribeModelPackage', { ModelPackageArnList: Array.from({ length: count }, () => arn) });
    assert.match((await batch(0)).message, /length greater than or equal to 1$/);
    assert.match((await batch(101)).message, /length less than or equal to 100$/);
    assert.match(
      (await refused('ListTags', { ResourceArn: arn, MaxResults: 49 })).message,
      /value greater than or equal to 50$/,
    );
  });
});
