// modelgate test: runs the policy tests of a folder (*.test.yaml), and says which checks no test has seen fail.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { directoryOf } from '../lib/policy/directory.ts';
import { badPolicy, type Fault } from '../lib/policy/faults.ts';
import { loadPolicySet } from '../lib/policy/load.ts';
import { isTestFile } from '../lib/policy/policy-texts.ts';
import { readTestFile } from '../lib/policy/read-test-file.ts';
import { fixturePath, runPolicyTests, type CaseResult, type TestRun } from '../lib/policy/run-policy-tests.ts';
import type { TestFile } from '../lib/policy/test-file.ts';
import type { Answer, Call, Command } from './frame/command.ts';
import { EXIT } from './frame/exit.ts';
import { misuse } from './frame/flags.ts';
import { PLACE_OPTIONS, POLICIES_OPTION, readPolicyFiles } from './frame/place.ts';
import { testLines } from './test/print.ts';
import { makeSimulateReviews } from './test/simulate-reviews.ts';
import { updateFixtures } from './test/update-fixtures.ts';
import type { World } from './frame/world.ts';

export const testCommand: Command = {
  name: 'test',
  group: 'author',
  summary: 'the policy tests (*.test.yaml) of a folder',
  usage: '[flags]',
  about: [
    'Runs every case of the policy tests against the policies of the folder. A failing case prints what differs and the checks that made the difference.',
    'A policy that no test evaluates fails too, unless --untested says that this is meant.',
  ],
  examples: ['modelgate test --coverage', "modelgate test --run 'slightly slower' -o junit"],
  options: [
    { name: 'run', takes: 'PATTERN', about: 'only cases whose name has this (a regular expression)' },
    { name: 'coverage', about: 'name each check that no test has seen fail, or pass' },
    { name: 'untested', about: 'policies without a test are no failure' },
    { name: 'update', about: 'capture the fixtures again first, from the registry' },
    POLICIES_OPTION,
    ...PLACE_OPTIONS,
  ],
  formats: ['text', 'json', 'junit', 'github'],
  words: { least: 0, most: 0 },
  run: runTests,
};

async function runTests({ flags }: Call, world: World): Promise<Answer> {
  const pattern = patternOf(flags.text('run'));
  const files = await readPolicyFiles(flags, world);
  const set = loadPolicySet(files);
  const tests = readTests(files);
  const chosen = tests.map((test) => ({ ...test, cases: test.cases.filter(({ name }) => pattern.test(name)) }));
  if (flags.is('update')) await updateFixtures(fixturePaths(tests), set, flags, world);
  const fixtures = await readFixtures(fixturePaths(tests), world);
  const started = performance.now();
  const run = runPolicyTests(set, chosen, { fixtures, simulateReviews: makeSimulateReviews(directoryOf(set)) });
  if (run.faults.length > 0) throw brokenTests(run.faults, files);
  const isPartial = flags.text('run') !== null;
  const untested = flags.is('untested') || isPartial ? [] : run.coverage.untested;
  const isGood = run.failed === 0 && untested.length === 0;
  const seconds = (performance.now() - started) / 1000;
  return {
    exitCode: isGood ? EXIT.good : EXIT.failed,
    document: { ...run, untested },
    text: (terminal) => testLines(run, { untested, isCoverage: flags.is('coverage'), seconds }, terminal),
    cases: run.tests.flatMap((test) => test.cases.map((one) => junitCase(test.file, one))),
    findings: [
      ...failedCases(run).flatMap((one) =>
        one.mismatches.map(({ place, message }) => ({ level: 'error' as const, ...place, title: one.name, message })),
      ),
      ...untested.map(({ policy, place }) => ({
        level: 'error' as const,
        ...place,
        title: policy,
        message: 'no test evaluates this policy',
      })),
    ],
  };
}

function patternOf(text: string | null): RegExp {
  try {
    return new RegExp(text ?? '', 'iu');
  } catch {
    throw misuse('test', `--run is \`${text}\`; expected a regular expression.`);
  }
}

function readTests(files: readonly { path: string; text: string }[]): readonly TestFile[] {
  const read = files.filter(({ path }) => isTestFile(path)).map(readTestFile);
  const faults = read.flatMap((one) => one.faults);
  if (faults.length > 0) throw brokenTests(faults, files);
  return read.flatMap(({ tests }) => tests);
}

const brokenTests = (faults: readonly Fault[], files: readonly { path: string; text: string }[]): Error =>
  badPolicy(faults, new Map(files.map(({ path, text }) => [path, text])));

const fixturePaths = (tests: readonly TestFile[]): readonly string[] => [
  ...new Set(tests.map(fixturePath).filter((path) => path !== null)),
];

async function readFixtures(paths: readonly string[], world: World): Promise<ReadonlyMap<string, unknown>> {
  const read = paths.map(async (path) => {
    const text = await readFile(resolve(world.folder, path), 'utf8');
    return [path, parse(text) as unknown] as const;
  });
  return new Map(await Promise.all(read));
}

const failedCases = ({ tests }: TestRun): readonly CaseResult[] =>
  tests.flatMap(({ cases }) => cases.filter(({ passed }) => !passed));

function junitCase(suite: string, { name, mismatches, passed }: CaseResult) {
  const text = mismatches.map(({ place, message }) => `${place.file}:${place.line}:${place.column} ${message}`);
  return {
    suite,
    name,
    seconds: 0,
    failure: passed ? null : { message: mismatches[0]?.message ?? 'failed', text: text.join('\n') },
  };
}
