// Runs policy tests: each case evaluates the policies on its evidence and answers with what differs from what it expects. Pure.
import { readEvidenceFile } from '../evidence/evidence-file.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { byText } from '../in-order.ts';
import { compareExpectation, type CaseOutcome, type Mismatch } from './compare-expectation.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import { declaredBy } from './declarations.ts';
import { evaluate } from './evaluate.ts';
import { faultOf, type Fault } from './faults.ts';
import { governing, type Governance } from './match.ts';
import { mergePatch, without } from './merge-patch.ts';
import type { Assessment, Place, PolicyResult } from './policy.ts';
import type { SimulatedAnswer, SimulatedOutcome, SimulateReviews } from './simulated-reviews.ts';
import { suggestion } from './suggest.ts';
import type { TestCase, TestFile, TestStep } from './test-file.ts';

/** What a run needs beside files: captured fixtures by their path (as `fixturePath` tells it), and how reviews are settled. */
export type TestPorts = {
  readonly fixtures: ReadonlyMap<string, unknown>;
  readonly simulateReviews: SimulateReviews;
};

/** One case. `tree` holds the results of the policies narrowed to the checks that made a difference. */
export type CaseResult = {
  readonly name: string;
  readonly place: Place;
  readonly passed: boolean;
  readonly mismatches: readonly Mismatch[];
  readonly assessment: Assessment | null;
  readonly tree: readonly PolicyResult[];
};

/** The cases of one PolicyTest. */
type TestResult = { readonly file: string; readonly name: string; readonly cases: readonly CaseResult[] };
export type TestRun = {
  readonly tests: readonly TestResult[];
  /** Tests that can't be run: a policy that is not there, evidence that can't be read. */
  readonly faults: readonly Fault[];
  readonly passed: number;
  readonly failed: number;
  readonly coverage: Coverage;
};

/** Runs tests against a policy set. Policies are evaluated as in Enforce: a test asks what they say, not whether that counts yet. */
export function runPolicyTests(set: Governance, tests: readonly TestFile[], ports: TestPorts): TestRun {
  const faults = tests.flatMap((test) => faultsOf(set, test, ports));
  const broken = new Set(faults.map(({ place }) => place.file));
  const runnable = tests.filter(({ file }) => !broken.has(file)).toSorted(byText(({ file }) => file));
  const results = runnable.map((test) => ({
    file: test.file,
    name: test.name,
    cases: test.cases.map((one) => runCase(set, test, one, ports)),
  }));
  const cases = results.flatMap((result) => result.cases);
  const passed = cases.filter((one) => one.passed).length;
  const seen = cases.flatMap(({ assessment }) => assessment ?? []);
  return { tests: results, faults, passed, failed: cases.length - passed, coverage: coverageOf(set.policies, seen) };
}

/** The path of a test's fixture in `fixtures`: relative to the folder of the test file. Null where its evidence is in the file. */
export function fixturePath({ file, base }: TestFile): string | null {
  if (base.kind === 'inline') return null;
  const folder = file.replaceAll('\\', '/').split('/').slice(0, -1);
  const segments: string[] = [];
  for (const segment of [...folder, ...base.path.split('/')]) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

/** The policies under test, with the bindings and exceptions that concern them. */
function underTest(set: Governance, { policies }: TestFile): Governance {
  const names = new Set(policies.map(({ value }) => value));
  if (names.size === 0) return set;
  return { ...set, policies: set.policies.filter(({ name }) => names.has(name)) };
}

function faultsOf(set: Governance, test: TestFile, ports: TestPorts): readonly Fault[] {
  const known = set.policies.map(({ name }) => name);
  const unknown = test.policies.filter(({ value }) => !known.includes(value));
  if (unknown.length > 0)
    return unknown.map(({ value, place }) =>
      faultOf(place, `no such policy: ${value}`, suggestion(value, known), value.length),
    );
  const path = fixturePath(test);
  if (test.base.kind === 'fixture' && path !== null && !ports.fixtures.has(path))
    return [faultOf(test.base.place, `no such fixture: ${path}`, 'Capture it: modelgate capture')];
  return [];
}

type ReadCase = { readonly evidence: Evidence | null; readonly faults: readonly Mismatch[] };

/** The evidence of a case: base, patch, what is removed. */
function readCase(set: Governance, test: TestFile, one: TestCase, ports: TestPorts): ReadCase {
  const base = test.base.kind === 'inline' ? test.base.value : ports.fixtures.get(fixturePath(test) ?? '');
  const faults: Mismatch[] = [];
  let value = one.patch ? mergePatch(base, one.patch.value) : base;
  for (const pointer of one.remove) {
    const left = without(value, pointer.value);
    if (!left)
      faults.push({ place: pointer.place, message: `there is nothing at ${pointer.value} to remove`, checks: [] });
    value = left ? left.value : value;
  }
  const { declarations } = declaredBy(underTest(set, test).policies);
  const read = readEvidenceFile(value, { declarations, now: one.now ?? test.now });
  const inBase = test.base.kind === 'inline' ? test.base.placeIn : null;
  for (const { path, message, hint } of read.faults) {
    const place = one.patch?.placeIn(path) ?? inBase?.(path) ?? test.basePlace;
    faults.push({ place, message: hint === null ? message : `${message}. ${hint}`, checks: [] });
  }
  return { evidence: faults.length > 0 ? null : read.evidence, faults };
}

function runCase(set: Governance, test: TestFile, one: TestCase, ports: TestPorts): CaseResult {
  const { evidence, faults } = readCase(set, test, one, ports);
  const { name, place } = one;
  if (!evidence) return { name, place, passed: false, mismatches: faults, assessment: null, tree: [] };
  const assessment = assess(underTest(set, test), evidence);
  const first: CaseOutcome = { assessment, ...settled(assessment, evidence, [], evidence.now, ports), refusal: null };
  const mismatches = [
    ...compareExpectation(one.expect, { ...first, verdict: assessment.verdict }),
    ...runSteps(one.steps, assessment, evidence, ports),
  ];
  const checks = new Set(mismatches.flatMap((mismatch) => mismatch.checks));
  return { name, place, passed: mismatches.length === 0, mismatches, assessment, tree: narrowed(assessment, checks) };
}

/** Evaluates as in Enforce, and shows each policy with the mode it has. */
function assess(set: Governance, evidence: Evidence): Assessment {
  const policies = governing(set, evidence.package.arn);
  const assessment = evaluate(
    policies.map((policy) => ({ ...policy, mode: 'Enforce' })),
    evidence,
  );
  const results = assessment.policies.map((result, index) => ({
    ...result,
    mode: policies[index]?.mode ?? result.mode,
  }));
  return { ...assessment, policies: results };
}

function settled(
  assessment: Assessment,
  evidence: Evidence,
  answers: readonly SimulatedAnswer[],
  now: number,
  ports: TestPorts,
): SimulatedOutcome {
  if (answers.length === 0 && now === evidence.now) {
    const reviews = assessment.requirements.map(({ policy, name, count }) => ({
      policy,
      name,
      count,
      given: 0,
      state: 'Open' as const,
    }));
    return { verdict: assessment.verdict, reviews, refusals: [] };
  }
  return ports.simulateReviews({ assessment, evidence, answers, now });
}

/** The steps in their order; each sees all answers before it. */
function runSteps(
  steps: readonly TestStep[],
  assessment: Assessment,
  evidence: Evidence,
  ports: TestPorts,
): readonly Mismatch[] {
  const answers: SimulatedAnswer[] = [];
  let { now } = evidence;
  return steps.flatMap((step) => {
    now += step.after;
    const { by, choice, comment } = step;
    const answer = by === null ? null : { by, choice, comment, at: now };
    if (answer) answers.push(answer);
    const outcome = settled(assessment, evidence, answers, now, ports);
    const refusal = outcome.refusals.find((one) => one.answer === answer)?.message ?? null;
    const unexpected = refusal !== null && !step.expect?.refused;
    const refused = { place: step.place, message: `the answer of ${by} was refused: ${refusal}`, checks: [] };
    const differing = step.expect ? compareExpectation(step.expect, { assessment, ...outcome, refusal }) : [];
    return unexpected ? [refused, ...differing] : differing;
  });
}

const narrowed = (assessment: Assessment, checks: ReadonlySet<string>): readonly PolicyResult[] =>
  [...assessment.policies, ...assessment.shadow].flatMap((result) => {
    const validations = result.validations.filter((one) => checks.has(`${result.policy}/${one.name}`));
    return validations.length > 0 ? { ...result, validations } : [];
  });
