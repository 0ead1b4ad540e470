// The examples in policies/: each case of their tests holds, each check is seen to pass and to fail, and lint finds no error.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { makeSimulateReviews } from '../../cli/test/simulate-reviews.ts';
import { readPolicyFolder } from '../../lib/policy-folder.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { showFault } from '../../lib/policy/faults.ts';
import { lintPolicyFiles } from '../../lib/policy/lint.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { isTestFile } from '../../lib/policy/policy-texts.ts';
import { readTestFile } from '../../lib/policy/read-test-file.ts';
import { fixturePath, runPolicyTests } from '../../lib/policy/run-policy-tests.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const files = await readPolicyFolder('policies');
const texts = new Map(files.map(({ path, text }) => [path, text]));
const set = loadPolicySet(files);
const read = files.filter(({ path }) => isTestFile(path)).map(readTestFile);
const tests = read.flatMap((one) => one.tests);
const fixtures = new Map(
  tests.flatMap((one) => {
    const path = fixturePath(one);
    return path === null ? [] : [[path, JSON.parse(readFileSync(path, 'utf8')) as unknown] as const];
  }),
);
const run = runPolicyTests(set, tests, { fixtures, simulateReviews: makeSimulateReviews(directoryOf(set)) });

describe('the examples in policies/', () => {
  test('have tests that can be read and run', () => {
    const faults = [...read.flatMap((one) => one.faults), ...run.faults];

    assert.deepEqual(
      faults.map((fault) => showFault(fault, texts.get(fault.place.file) ?? '')),
      [],
    );
  });

  for (const { file, name, cases } of run.tests)
    for (const { name: about, mismatches } of cases)
      test(`${file}, ${name}: ${about}`, () =>
        assert.deepEqual(
          mismatches.map(({ place, message }) => `${place.line}:${place.column} ${message}`),
          [],
        ));

  test('are covered: every check passes in some case and fails in some case', () => {
    const { checks, neverFailed, neverPassed, untested } = run.coverage;
    const named = (some: typeof checks) => some.map(({ policy, validation }) => `${policy}/${validation}`);

    assert.ok(checks.length > 0);
    assert.deepEqual([named(neverFailed), named(neverPassed), untested], [[], [], []]);
  });

  test('use each exception and each binding in some case', () => {
    const assessed = run.tests.flatMap(({ cases }) => cases.flatMap(({ assessment }) => assessment ?? []));
    const excepted = new Set(assessed.flatMap(({ exceptions = [] }) => exceptions.map(({ name }) => name)));
    const bound = new Set(assessed.flatMap(({ policies }) => policies.flatMap(({ binding }) => binding?.name ?? [])));

    assert.deepEqual(
      [set.exceptions.map(({ name }) => name), set.bindings.map(({ name }) => name)].map((names) => names.toSorted()),
      [[...excepted].toSorted(), [...bound].toSorted()],
    );
  });

  test('have no error for lint, and one hint: the ten lines believe whoever registers', () => {
    const { findings } = lintPolicyFiles(files, NOW);

    assert.deepEqual(
      findings.map(({ severity, place, message }) => `${severity} ${place.file}: ${message}`),
      ['hint policies/churn-accuracy.yaml: accuracy is written by whoever registers'],
    );
  });
});
