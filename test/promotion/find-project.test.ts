// Which project a version belongs to: the file's name, the group's tag, or the version's ProjectId through ListProjects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { ProjectQuery, ProjectRow } from '../../lib/lane-ports.ts';
import { findProject } from '../../lib/promotion/find-project.ts';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';

const ID = 'p-abc123';
const BY_TAG = { project: { fromTag: 'sagemaker:project-name' } };
const row = (name: string, id: string): ProjectRow => ({
  name,
  id,
  arn: `arn:aws:sagemaker:us-east-1:111122223333:project/${name}`,
  status: 'CreateCompleted',
  creationTime: 0,
});

/** `pages` is what ListProjects has, page by page; `asked` grows with each call. */
function given({ group = 'churn', tag = '', projectId = ID, pages = [] as readonly (readonly ProjectRow[])[] }) {
  const asked: ProjectQuery[] = [];
  const description = { provenance: new Map(projectId === '' ? [] : [['ProjectId', projectId]]) };
  const ports = {
    registry: {
      groupTags: async () => new Map(tag === '' ? [] : [['sagemaker:project-name', tag]]),
      describe: async () => ({ description: description as unknown as PackageDescription, raw: '{}' }),
    },
    projects: {
      list: async (query: ProjectQuery) => {
        asked.push(query);
        const index = Number(query.nextToken ?? 0);
        const projects = (pages[index] ?? []).filter(({ name }) => name.includes(query.nameContains ?? ''));
        return { projects, nextToken: index + 1 < pages.length ? String(index + 1) : null };
      },
    },
  };
  const arn = parseModelPackageArn(`arn:aws:sagemaker:us-east-1:111122223333:model-package/${group}/7`);
  return { asked, find: (how: Parameters<typeof findProject>[2] = BY_TAG) => findProject(ports, arn, how) };
}

test('a project that the file names is taken as it is, without a call', async () => {
  const { find, asked } = given({});

  assert.equal(await find({ project: { name: 'serving' } }), 'serving');
  assert.deepEqual(asked, []);
});

test("the group's tag names it before the version's ProjectId does", async () => {
  const { find, asked } = given({ tag: 'tagged' });

  assert.equal(await find(), 'tagged');
  assert.deepEqual(asked, []);
});

test('a group called PROJECT-ID finds its project by one call with NameContains', async () => {
  const pages = [[row('churn-old', 'p-1'), row('churn', ID)]];
  const { find, asked } = given({ group: `churn-${ID}`, pages });

  assert.equal(await find(), 'churn');
  assert.deepEqual(
    asked.map(({ nameContains }) => nameContains),
    ['churn'],
  );
});

test('another group finds it on whatever page it is, empty pages too', async () => {
  const { find, asked } = given({ pages: [[row('a', 'p-1')], [], [row('renamed', ID)]] });

  assert.equal(await find(), 'renamed');
  assert.deepEqual(
    asked.map(({ nextToken }) => nextToken),
    [null, '1', '2'],
  );
});

test('a group called PROJECT-ID whose project was named otherwise is searched on all pages', async () => {
  const { find } = given({ group: `churn-${ID}`, pages: [[], [row('other', ID)]] });

  assert.equal(await find(), 'other');
});

test('no tag and no ProjectId, or one that is nowhere, is no project', async () => {
  assert.equal(await given({ projectId: '' }).find(), null);
  assert.equal(await given({ pages: [[row('a', 'p-1')]] }).find(), null);
});
