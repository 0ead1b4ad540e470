// Which project a version belongs to: the file's name, the group's tag, or the version's ProjectId through ListProjects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { ProjectQuery, ProjectRow } from '../../lib/lane-ports.ts';
import { findProject } from '../../lib/promotion/find-project.ts';
import type { PackageDescription } from '../../lib/evidence/evidence.ts';

const ID = 'p-abc123';
const BY_TAG = { name: 'churn-serving', project: { fromTag: 'sagemaker:project-name' } };
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

  assert.deepEqual(await find({ name: 'churn-serving', project: { name: 'serving' } }), { name: 'serving' });
  assert.deepEqual(asked, []);
});

test("the group's tag names it before the version's ProjectId does", async () => {
  const { find, asked } = given({ tag: 'tagged' });

  assert.deepEqual(await find(), { name: 'tagged' });
  assert.deepEqual(asked, []);
});

test('a group called PROJECT-ID finds its project by one call with NameContains', async () => {
  const pages = [[row('churn-old', 'p-1'), row('churn', ID)]];
  const { find, asked } = given({ group: `churn-${ID}`, pages });

  assert.deepEqual(await find(), { name: 'churn' });
  assert.deepEqual(
    asked.map(({ nameContains }) => nameContains),
    ['churn'],
  );
});

test('another group finds it on whatever page it is, empty pages too', async () => {
  const { find, asked } = given({ pages: [[row('a', 'p-1')], [], [row('renamed', ID)]] });

  assert.deepEqual(await find(), { name: 'renamed' });
  assert.deepEqual(
    asked.map(({ nextToken }) => nextToken),
    [null, '1', '2'],
  );
});

test('a group called PROJECT-ID whose project was named otherwise is searched on all pages', async () => {
  const { find } = given({ group: `churn-${ID}`, pages: [[], [row('other', ID)]] });

  assert.deepEqual(await find(), { name: 'other' });
});

test('where no project is found, the answer says where it was looked for and which tag to set', async () => {
  const said = async (more: Parameters<typeof given>[0]): Promise<string> => JSON.stringify(await given(more).find());
  const todo = 'set the tag sagemaker:project-name of the group to the name of its project';

  assert.deepEqual(await given({ projectId: '' }).find(), {
    missing: `ProjectRedeployment churn-serving finds no project for group churn: it has no tag sagemaker:project-name, and version 7 no MetadataProperties.ProjectId; ${todo}`,
  });
  assert.match(await said({ pages: [[row('a', 'p-1')]] }), /no project has the id p-abc123 of version 7/u);
  assert.match(await said({ tag: 'my project' }), /its tag sagemaker:project-name is `my project`, which can be no/u);
});

test('a group whose name is no project name before its id is searched without that filter, which SageMaker would refuse', async () => {
  const long = 'a'.repeat(40);
  const { find, asked } = given({ group: `${long}-${ID}`, pages: [[row('serving', ID)]] });

  assert.deepEqual(await find(), { name: 'serving' });
  assert.deepEqual(
    asked.map(({ nameContains }) => nameContains),
    [null],
  );
});
