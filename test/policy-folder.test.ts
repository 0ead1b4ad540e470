// What is read of a folder of policies, and what is said where it can't be.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readPolicyFolder } from '../lib/policy-folder.ts';

async function givenFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'policies-'));
  context.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'fraud'));
  for (const name of ['b.yaml', 'a.yml', 'fraud/c.yaml', 'note.txt']) await writeFile(join(folder, name), name);
  return folder;
}

test('every YAML file of a folder is read, in the order of their names, under the folder as people know it', async (context) => {
  const files = await readPolicyFolder(await givenFolder(context), 'policies');

  assert.deepEqual(files, [
    { path: 'policies/a.yml', text: 'a.yml' },
    { path: 'policies/b.yaml', text: 'b.yaml' },
    { path: 'policies/fraud/c.yaml', text: 'fraud/c.yaml' },
  ]);
});

test('what can’t be read is named: the folder, or a folder that has the name of a file', async (context) => {
  const folder = await givenFolder(context);
  await mkdir(join(folder, 'd.yaml'));

  await assert.rejects(readPolicyFolder(folder, 'policies'), {
    name: 'InvalidError',
    reason: 'NoPolicyFolder',
    message: /^policy file `policies\/d\.yaml` can't be read \(EISDIR.*\); expected YAML$/u,
  });
  await assert.rejects(readPolicyFolder(join(folder, 'none')), {
    name: 'InvalidError',
    message: /^policy folder `.*none` can't be read \(ENOENT.*\); expected a folder of YAML files$/u,
  });
});
