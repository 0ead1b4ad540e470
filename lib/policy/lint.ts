// Lint: everything that is wrong with policy files, what may not do what was meant, and what each policy costs.
import { byText } from '../in-order.ts';
import { directoryOf } from './directory.ts';
import type { Policy } from './document.ts';
import { badPolicy, byPlace, faultOf, type Fault } from './faults.ts';
import { metadataOnlyHints } from './metadata-only.ts';
import type { Slots } from './kinds.ts';
import { excludingReviews, lintReviews, unusedReviews } from './lint-reviews.ts';
import { covers } from './match.ts';
import { costOf, type PolicyCost } from './policy-cost.ts';
import { OLDER } from './policy.ts';
import type { PolicyException } from './read-exception.ts';
import { isTestFile } from './policy-texts.ts';
import { readFiles, type PolicyFile } from './read-files.ts';
import { readTestFile } from './read-test-file.ts';
import { suggestion } from './suggest.ts';

/** One finding. `line` is the source line it stands in. Errors stop a deployment, hints do not. */
type Finding = Fault & { readonly severity: 'error' | 'hint'; readonly line: string };

export type Lint = { readonly findings: readonly Finding[]; readonly costs: readonly PolicyCost[] };

/** Lints all files, policy tests too. `now` (milliseconds) tells which exceptions are over. Nothing throws. */
export function lintPolicyFiles(files: readonly PolicyFile[], now: number): Lint {
  const { slots, faults, hints } = readFiles(files);
  const ofTests = files.filter(({ path }) => isTestFile(path)).flatMap((file) => lintTests(file, slots));
  const directory = slots.directories.length > 0 ? directoryOf(slots) : null;
  const errors = [...faults, ...ofTests, ...slots.policies.flatMap((policy) => lintReviews(policy, directory))];
  const advice = [
    ...hints,
    ...slots.policies.flatMap((policy) => [
      ...metadataOnlyHints(policy),
      ...unusedReviews(policy),
      ...excludingReviews(policy, directory),
    ]),
    ...slots.exceptions.flatMap((exception) => lintException(exception, slots, now)),
    ...boundTwice(slots),
  ];
  const lines = new Map(files.map(({ path, text }) => [path, text.split(/\r?\n/u)]));
  const finding =
    (severity: Finding['severity']) =>
    (fault: Fault): Finding => ({
      ...fault,
      severity,
      line: lines.get(fault.place.file)?.[fault.place.line - 1] ?? '',
    });
  const findings = [...errors.map(finding('error')), ...advice.map(finding('hint'))].toSorted(byPlace);
  return { findings, costs: slots.policies.toSorted(byText(({ name }) => name)).map(costOf) };
}

/**
 * Throws InvalidError('BadPolicy') with all errors of lint: beside what loading refuses, reviews that nobody can meet and policy tests that
 * can't be read. What is packaged or started has to hold to this.
 */
export function requireNoErrors(files: readonly PolicyFile[], now: number): void {
  const errors = lintPolicyFiles(files, now).findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw badPolicy(errors, new Map(files.map(({ path, text }) => [path, text])));
}

function lintTests(file: PolicyFile, { policies }: Slots): readonly Fault[] {
  const { tests, faults } = readTestFile(file);
  const known = policies.map(({ name }) => name);
  const unknown = tests.flatMap((test) => test.policies.filter(({ value }) => !known.includes(value)));
  return [
    ...faults,
    ...unknown.map(({ value, place }) =>
      faultOf(place, `no such policy: ${value}`, suggestion(value, known), value.length),
    ),
  ];
}

function lintException(exception: PolicyException, slots: Slots, now: number): readonly Fault[] {
  const { name, endsAt, until, untilPlace, validation, validationPlace, scope } = exception;
  const policy = slots.policies.find((one) => one.name === exception.policy);
  const faults: Fault[] = [];
  if (endsAt <= now) {
    const hint = 'It has no effect any more: take it out, or decide anew.';
    faults.push(faultOf(untilPlace, `exception ${name} is over since ${until}`, hint, until.length));
  }
  const check = policy?.validations.find((one) => one.name === validation);
  if (check?.action === 'Warn') {
    const message = `exception ${name} has no effect: ${validation} only warns`;
    faults.push(faultOf(validationPlace, message, null, validation.length));
  }
  if (validation === OLDER && policy?.olderThanApproved === 'Allow') {
    const message = `exception ${name} has no effect: ${policy.name} allows older versions`;
    faults.push(faultOf(validationPlace, message, null, validation.length));
  }
  if (policy && !governs(policy, slots, scope.group, scope.account)) {
    const message = `exception ${name} has no effect: ${policy.name} does not govern group ${scope.group}`;
    faults.push(faultOf(exception.place, message, null));
  }
  return faults;
}

function governs(policy: Policy, { bindings }: Slots, group: string, account: string | null): boolean {
  const matches = [policy.match, ...bindings.filter((one) => one.policy === policy.name).map(({ match }) => match)];
  return matches.some((match) =>
    covers({ ...match, ...(account === null && { accounts: [] }) }, { group, account: account ?? '' }),
  );
}

/** A policy with a match of its own counts there with its defaults, beside any binding. */
const boundTwice = ({ policies, bindings }: Slots): readonly Fault[] =>
  bindings.flatMap((binding) => {
    const policy = policies.find(({ name }) => name === binding.policy);
    if (!policy || policy.match.modelPackageGroups.length === 0) return [];
    return faultOf(
      binding.policyPlace,
      `${policy.name} is also bound by its own match, with its defaults`,
      'Where both cover a group, both count and the stricter wins. Take match out of the policy where that is not meant.',
      binding.policy.length,
    );
  });
