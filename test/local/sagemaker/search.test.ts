// Search: filters on properties, whole objects, newest change first.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Body, type Fixed, packageArn, start, withVersions } from './fixed-registry.ts';

const search = async (fixed: Fixed, SearchExpression: Body, more: Body = {}): Promise<unknown[]> => {
  const answer = await fixed.call('Search', { Resource: 'ModelPackage', SearchExpression, ...more });
  return (answer['Results'] as { ModelPackage: Body }[]).map(({ ModelPackage }) => ModelPackage['ModelPackageVersion']);
};

/** Three versions a second apart; the first is changed last. */
const changed = async (): Promise<Fixed> => {
  const fixed = await withVersions(3);
  fixed.pass(60_000);
  await fixed.call('UpdateModelPackage', {
    ModelPackageArn: `${packageArn}/1`,
    CustomerMetadataProperties: { accuracy: '0.93', 'team.name': 'risk' },
  });
  return fixed;
};

const where = (Name: string, Operator: string, Value?: string): Body => ({
  Filters: [{ Name, Operator, ...(Value !== undefined && { Value }) }],
});

describe('Search', () => {
  it('finds what was changed since a time, newest change first', async () => {
    const fixed = await changed();

    const all = await search(fixed, where('LastModifiedTime', 'GreaterThanOrEqualTo', new Date(start).toISOString()));
    const late = await search(fixed, where('LastModifiedTime', 'GreaterThan', new Date(start + 30_000).toISOString()));

    assert.equal(all[0], 1);
    assert.deepEqual(late, [1]);
  });

  it('answers whole objects, with metadata', async () => {
    const fixed = await changed();

    const answer = await fixed.call('Search', {
      Resource: 'ModelPackage',
      SearchExpression: where('CustomerMetadataProperties.team.name', 'Equals', 'risk'),
    });

    const [first] = answer['Results'] as { ModelPackage: Body }[];
    assert.deepEqual(first?.ModelPackage['CustomerMetadataProperties'], { accuracy: '0.93', 'team.name': 'risk' });
    assert.deepEqual(answer['TotalHits'], { Value: 1, Relation: 'EqualTo' });
  });

  it('knows every operator, And by default, Or and sub-expressions where asked', async () => {
    const fixed = await changed();
    const version = (operator: string, value?: string) => where('ModelPackageVersion', operator, value);

    const found = await Promise.all([
      search(fixed, version('LessThanOrEqualTo', '2'), { SortBy: 'CreationTime', SortOrder: 'Ascending' }),
      search(fixed, version('In', '1,3'), { SortBy: 'CreationTime', SortOrder: 'Ascending' }),
      search(fixed, version('NotEquals', '2'), { SortBy: 'CreationTime', SortOrder: 'Ascending' }),
      search(fixed, where('CustomerMetadataProperties.accuracy', 'Exists')),
      search(fixed, where('CustomerMetadataProperties.accuracy', 'NotExists'), { SortBy: 'CreationTime' }),
      search(fixed, where('ModelPackageGroupName', 'Contains', 'nothing')),
      search(
        fixed,
        { SubExpressions: [version('Equals', '1'), version('Equals', '3')], Operator: 'Or' },
        { SortBy: 'CreationTime' },
      ),
    ]);

    assert.deepEqual(found, [[1, 2], [1, 3], [1, 3], [1], [3, 2], [], [3, 1]]);
  });

  it('pages by token', async () => {
    const fixed = await changed();
    const first = await fixed.call('Search', { Resource: 'ModelPackage', MaxResults: 2 });

    const second = await fixed.call('Search', {
      Resource: 'ModelPackage',
      MaxResults: 2,
      NextToken: first['NextToken'],
    });

    assert.equal((first['Results'] as unknown[]).length, 2);
    assert.equal((second['Results'] as unknown[]).length, 1);
    assert.equal(second['NextToken'], undefined);
  });

  it('says so where it is asked for what it does not know', async () => {
    const fixed = await changed();

    const other = await fixed.refused('Search', { Resource: 'TrainingJob' });
    const time = await fixed.refused('Search', {
      Resource: 'ModelPackage',
      SearchExpression: where('LastModifiedTime', 'GreaterThan', 'yesterday'),
    });

    assert.match(other.message, /searches ModelPackage only, not TrainingJob/);
    assert.match(time.message, /'yesterday'/);
  });
});
