// The text of modelgate test: a line a file, each failing case with the tree of what made the difference, coverage, one line of totals.
import { counted } from '../../lib/counted.ts';
import type { Coverage } from '../../lib/policy/coverage.ts';
import type { CaseResult, TestRun } from '../../lib/policy/run-policy-tests.ts';
import { policyLines } from '../explain/print-tree.ts';
import { harmless } from '../../lib/harmless.ts';
import { marked, markOf, painted, wrapped, WIDTH, type Terminal } from '../frame/terminal.ts';

export type TestPrinting = {
  readonly untested: Coverage['untested'];
  readonly isCoverage: boolean;
  readonly seconds: number;
};

/** All lines. */
export function testLines(
  run: TestRun,
  { untested, isCoverage, seconds }: TestPrinting,
  terminal: Terminal,
): readonly string[] {
  const { checks, neverFailed, neverPassed } = run.coverage;
  const total = run.passed + run.failed;
  const failures = run.failed === 0 ? '' : `, ${run.failed} failed`;
  const seen = `${checks.length - neverFailed.length} of ${checks.length} checks seen to fail`;
  return [
    ...fileLines(run, terminal),
    ...run.tests.flatMap((test) =>
      test.cases.filter(({ passed }) => !passed).flatMap((one) => failureLines(test.name, one, terminal)),
    ),
    ...(untested.length > 0 ? ['', 'Policies that no test evaluates (meant so: --untested)'] : []),
    ...untested.map(({ policy, place }) => `  ${policy.padEnd(28)}${place.file}:${place.line}:${place.column}`),
    ...(isCoverage
      ? [
          ...checkLines('Checks that never failed in a test', neverFailed),
          ...checkLines('Checks that never passed in a test', neverPassed),
        ]
      : []),
    '',
    `${counted(total, 'case')}: ${run.passed} passed${failures}. ${seen}. ${seconds.toFixed(1)} s`,
  ];
}

function fileLines({ tests }: TestRun, terminal: Terminal): readonly string[] {
  const byFile = [...Map.groupBy(tests, ({ file }) => file)];
  const width = Math.max(0, ...byFile.map(([file]) => file.length)) + 3;
  return byFile.map(([file, of]) => {
    const cases = of.flatMap((one) => one.cases);
    const failed = cases.filter(({ passed }) => !passed).length;
    const mark = failed === 0 ? 'pass' : 'fail';
    const told = failed === 0 ? '' : ` ${failed} failed`;
    const count = String(cases.length).padStart(4);
    return `${file.padEnd(width)}${count} ${cases.length === 1 ? 'case ' : 'cases'}   ${painted(mark, markOf(mark, terminal), terminal)}${told}`;
  });
}

function failureLines(
  test: string,
  { name, place, mismatches, tree }: CaseResult,
  terminal: Terminal,
): readonly string[] {
  return [
    '',
    marked('fail', `${test}: ${harmless(name)}`, terminal),
    `  ${place.file}:${place.line}:${place.column}`,
    ...mismatches.flatMap(({ message }) => wrapped(harmless(message), WIDTH - 2).map((line) => `  ${line}`)),
    ...tree.flatMap((policy) => ['', ...policyLines(policy, { isAll: true, why: null }, terminal)]),
  ];
}

function checkLines(title: string, checks: Coverage['checks']): readonly string[] {
  if (checks.length === 0) return [];
  return [
    '',
    title,
    ...checks.map(
      ({ policy, validation, place }) =>
        `  ${policy.padEnd(20)}${validation.padEnd(24)}${place.file}:${place.line}:${place.column}`,
    ),
  ];
}
