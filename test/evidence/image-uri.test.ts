// Image URIs taken apart: registries with ports, tags, digests, and names without a registry.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageUri } from '../../lib/evidence/image-uri.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

for (const [uri, registry, repository, tag, digest] of [
  [
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/team/churn:1.2',
    '111122223333.dkr.ecr.us-east-1.amazonaws.com',
    'team/churn',
    '1.2',
    '',
  ],
  [`r.example/churn@${DIGEST}`, 'r.example', 'churn', '', DIGEST],
  [`r.example/churn:1@${DIGEST}`, 'r.example', 'churn', '1', DIGEST],
  ['r.example:5000/churn', 'r.example:5000', 'churn', '', ''],
  ['localhost/churn:1', 'localhost', 'churn', '1', ''],
  ['library/python:3.12', '', 'library/python', '3.12', ''],
  ['python', '', 'python', '', ''],
  ['', '', '', '', ''],
] as const)
  test(`\`${uri.slice(0, 60)}\` is taken apart`, () => {
    assert.deepEqual(parseImageUri(uri), { registry, repository, tag, digest });
  });
