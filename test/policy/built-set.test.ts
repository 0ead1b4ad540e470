// Policies as a deployment keeps them: built once, they say what their files say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { canonicalJson } from '../../lib/identity.ts';
import { packPolicySet, unpackPolicySet } from '../../lib/policy/built-set.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { readPolicyFolder } from '../../lib/policy-folder.ts';
import { evidenceOf } from './given.ts';

describe('a built policy set', () => {
  test('holds every document of the examples, maps included', async () => {
    const set = loadPolicySet(await readPolicyFolder('policies'));

    const built = unpackPolicySet(packPolicySet(set));

    assert.equal(packPolicySet(built), packPolicySet(set));
    assert.equal(built.digest, set.digest);
    assert.ok(built.policies.some(({ params }) => params instanceof Map && params.size > 0));
  });

  test('decides as the files do, with the same sentences and traces, whatever is there and whatever is missing', () => {
    const text = readFileSync('test/policy/whole-language.yaml', 'utf8');
    const set = loadPolicySet([{ path: 'whole.yaml', text }]);
    const quality = { auc: 0.93, rows: 1000 };
    const situations = [
      evidenceOf({ metadata: [['domain', 'payments']], reports: { quality } }),
      evidenceOf({ metadata: [['domain', 'payments']], reports: { quality: { auc: 0.8, rows: 1000 } } }),
      evidenceOf({ metadata: [['domain', 'payments']] }),
      evidenceOf(),
    ];

    const built = unpackPolicySet(packPolicySet(set));

    const verdicts = situations.map((evidence) => evaluate(set.policies, evidence).verdict);
    assert.ok(new Set(verdicts).size > 1, `the situations differ: ${verdicts.join(', ')}`);
    for (const evidence of situations)
      assert.equal(canonicalJson(evaluate(built.policies, evidence)), canonicalJson(evaluate(set.policies, evidence)));
  });
});
