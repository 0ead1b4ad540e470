// Every policy shown in the documentation loads.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadPolicySet } from '../../lib/policy/load.ts';

const DOCS = readFileSync(new URL('../../docs/policies.md', import.meta.url), 'utf8');
const BLOCKS = [...DOCS.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map((match) => match[1] ?? '');

test('docs/policies.md begins with the ten-line policy', () => {
  const file = readFileSync(new URL('../../policies/churn-accuracy.yaml', import.meta.url), 'utf8');
  const first = file.replace(/^# yaml-language-server: .+\n/u, '');
  assert.equal(BLOCKS[0], first);
  assert.equal(first.trimEnd().split('\n').length, 10);
});

for (const [index, text] of BLOCKS.entries()) {
  const name = /name: ([\w-]+)/u.exec(text)?.[1] ?? String(index);
  test(`the example ${name} of docs/policies.md loads`, () => {
    const policy =
      'apiVersion: modelgate/v1\nkind: ModelApprovalPolicy\nmetadata: { name: beside }\nspec: { match: { modelPackageGroups: ["*"] }, validations: [{ name: a, expression: "true" }] }\n';
    assert.ok(loadPolicySet([{ path: 'docs/policies.md', text: `${text}---\n${policy}` }]).policies.length > 0);
  });
}
