// SageMaker projects as a whole: made once, deleted in time, listed in pages, kept over a restart.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Body, fixedRegistry, start } from './fixed-registry.ts';
import { CATALOG, created, describeIt, statusOf, TEMPLATED } from './given-projects.ts';

describe('projects', () => {
  it('are deleted in time, and their name is free again', async () => {
    const fixed = await created();

    await fixed.call('DeleteProject', { ProjectName: 'search-serving' });

    assert.equal(await statusOf(fixed), 'DeleteInProgress');
    fixed.pass(1000);
    assert.equal(await statusOf(fixed), 'DeleteCompleted');
    await fixed.call('CreateProject', { ProjectName: 'search-serving', ...TEMPLATED });
    assert.equal(await statusOf(fixed), 'Pending');
  });

  it('that are not there, or there already, or of no kind or both, are refused as AWS does', async () => {
    const fixed = await created();

    const missing = await fixed.refused('DescribeProject', { ProjectName: 'none' });
    const twice = await fixed.refused('CreateProject', { ProjectName: 'Search-Serving', ...CATALOG });
    const both = await fixed.refused('CreateProject', { ProjectName: 'x', ...CATALOG, ...TEMPLATED });

    assert.equal(missing.code, 'ValidationException');
    assert.equal(missing.message, 'Cannot find Project: arn:aws:sagemaker:eu-west-1:111122223333:project/none');
    assert.match(twice.message, /^Project already exists: /u);
    assert.match(both.message, /^Exactly one of/u);
  });

  it('are listed by name part and creation time, sorted, in pages', async () => {
    const fixed = fixedRegistry();
    for (const name of ['b-serving', 'a-serving', 'c-training']) {
      await fixed.call('CreateProject', { ProjectName: name, ...CATALOG });
      fixed.pass(1000);
    }
    const names = async (query: Body): Promise<readonly string[]> => {
      const found: string[] = [];
      let token: unknown;
      do {
        const page = await fixed.call('ListProjects', {
          ...query,
          MaxResults: 1,
          ...(token ? { NextToken: token } : {}),
        });
        for (const { ProjectName } of page['ProjectSummaryList'] as { ProjectName: string }[]) found.push(ProjectName);
        token = page['NextToken'];
      } while (token !== undefined);
      return found;
    };

    assert.deepEqual(await names({}), ['b-serving', 'a-serving', 'c-training']);
    assert.deepEqual(await names({ NameContains: 'serving', SortBy: 'Name' }), ['a-serving', 'b-serving']);
    assert.deepEqual(await names({ CreationTimeAfter: start / 1000 + 1.5, SortOrder: 'Descending' }), ['c-training']);
  });

  it('are kept in a snapshot', async () => {
    const fixed = await created();

    const again = fixedRegistry({}, JSON.parse(JSON.stringify(fixed.registry.snapshot())));

    again.pass(1000);
    assert.equal((await describeIt(again))['ProjectStatus'], 'CreateCompleted');
  });
});
