// Proves that what cannot start says so in one sentence with its own exit code, and starts nothing. One of each kind is a process of its own; what refuses is asked for the others.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireParams } from '../../../local/start/check-params.ts';
import { requirePolicies } from '../../../local/start/check-policies.ts';
import { readFaultsFile } from '../../../local/start/faults-file.ts';
import { parseFlags } from '../../../local/start/flags.ts';
import { openGround } from '../../../local/start/ground.ts';
import { startProcess } from './start-process.ts';

const withFolder = async (
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-test-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

test('a port in use is named and another one suggested', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ended = await startProcess(['--port', String(port), '--once']);
  server.close();
  assert.equal(ended.code, 69);
  assert.equal(
    ended.stderr,
    `port ${port} is in use by another program. Choose another one: npm start -- --port ${port + 1}\n`,
  );
  assert.equal(ended.stdout, '');
});

test('a port of the pages in use is named with its own flag', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await assert.rejects(openGround(parseFlags(['--port', '0', '--pages-port', String(port)])), {
    exitCode: 69,
    message: `port ${port} is in use by another program. Choose another one: npm start -- --pages-port ${port + 1}`,
  });
  server.close();
});

test('a parameter that serverless.yml does not have, or a mode that there is not, is named', async () => {
  await assert.rejects(requireParams({ mode: 'Audit', oidcIsuer: 'x' }), {
    exitCode: 64,
    message: 'serverless.yml has no parameter `oidcIsuer`. All of them: docs/deployment.md#parameters',
  });
  await assert.rejects(requireParams({ mode: 'audit' }), {
    message: '--param mode is `audit`; expected Enforce or Audit.',
  });
  await requireParams({ mode: 'Audit', oidcIssuer: 'https://login.example.com' });
});

test('a policies folder that is not there is named', async () => {
  await assert.rejects(requirePolicies('no-such-folder'), {
    exitCode: 66,
    message: /no-such-folder.*--policies DIR$/,
  });
});

test('a folder without a policy says what it lacks', async () => {
  await withFolder({ 'readme.txt': 'nothing' }, async (folder) => {
    await assert.rejects(requirePolicies(folder), {
      exitCode: 66,
      message: /no policy in .* kind ModelApprovalPolicy/,
    });
  });
});

test('a broken policy is refused with file, line and column, and nothing starts', async () => {
  const text = [
    'apiVersion: modelgate/v1',
    'kind: ModelApprovalPolicy',
    'metadata: { name: broken }',
    'spec:',
    '  match: { modelPackageGroups: ["churn-*"] }',
    '  validation: []',
    '  onPass: Approve',
  ].join('\n');
  await withFolder({ 'broken.yaml': text }, async (folder) => {
    const ended = await startProcess(['--policies', folder, '--port', '0']);
    assert.equal(ended.code, 65);
    assert.match(ended.stderr, /broken\.yaml:6:3/);
    assert.match(ended.stderr, /validation/);
    assert.equal(ended.stdout, '');
  });
});

test('a review that nobody can meet is refused as a broken policy is', async () => {
  const text = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: asking }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  reviews:
    - { name: risk, count: 2 }
---
apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec: { people: [{ id: mei, name: Mei, email: mei@example.com }] }
`;
  await withFolder({ 'asking.yaml': text }, async (folder) => {
    await assert.rejects(requirePolicies(folder), {
      exitCode: 65,
      message: /asking\.yaml:7:7 error review risk needs 2 people and 1 may answer/,
    });
  });
});

test('a rule of --faults that cannot be is named, and nothing else is said', async () => {
  await withFolder({ 'faults.yaml': '- { operation: A.b, fault: error, error: null }' }, async (folder) => {
    const file = join(folder, 'faults.yaml');
    await assert.rejects(readFaultsFile(file), {
      exitCode: 65,
      message: `${file}: rule 1: error is \`null\`; expected a mapping with a code, and perhaps a message and a status`,
    });
  });
});

test('an unknown flag ends with 64', async () => {
  const ended = await startProcess(['--prot', '1']);
  assert.equal(ended.code, 64);
  assert.match(ended.stderr, /--prot/);
});
