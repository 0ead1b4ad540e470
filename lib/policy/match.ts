// Which policies govern a model package, bound how, with which exceptions; and the digest that names them.
import { canonicalJson, sha256 } from '../identity.ts';
import { byText, compareText } from '../in-order.ts';
import type { Param, Policy } from './document.ts';
import { matchesGlobIgnoringCase } from './glob.ts';
import type { Slots } from './kinds.ts';
import type { Match, Subject } from './policy.ts';
import type { PolicyBinding } from './read-binding.ts';
import type { PolicyException } from './read-exception.ts';

/** What decides who governs: these slots of a policy set. */
export type Governance = Pick<Slots, 'policies' | 'bindings' | 'exceptions'>;

/**
 * The policies that cover the group and account, by their own match or by a binding, with the parameters, mode and exceptions that hold
 * there; sorted by name. A policy bound several times is there several times. Match conditions need evidence and come later.
 */
export function governing(set: Governance, subject: Subject): readonly Policy[] {
  const byName = new Map(set.policies.map((policy) => [policy.name, policy]));
  const own = set.policies.filter((policy) => covers(policy.match, subject));
  const bound = set.bindings
    .filter((binding) => covers(binding.match, subject))
    .flatMap((binding) => {
      const policy = byName.get(binding.policy);
      return policy ? bindTo(policy, binding) : [];
    });
  const exceptions = set.exceptions.filter((one) => concerns(one, subject));
  const within = (policy: Policy): Policy => ({
    ...policy,
    exceptions: exceptions.filter((one) => one.policy === policy.name).toSorted(byText(({ name }) => name)),
  });
  return [...own, ...bound].map(within).toSorted(comparePolicies);
}

/** Whether every policy that governs the subject is in Audit, by itself or by its binding; false where none governs it. */
export function isOnlyWatched(
  { policies = [], bindings = [], exceptions = [] }: Partial<Governance>,
  subject: Subject,
): boolean {
  const all = governing({ policies, bindings, exceptions }, subject);
  return all.length > 0 && all.every(({ mode }) => mode === 'Audit');
}

/** Orders governing policies by name, the one bound by its own match first, then by the name of the binding. */
export const comparePolicies = (a: Policy, b: Policy): number =>
  compareText(a.name, b.name) || compareText(a.binding?.name ?? '', b.binding?.name ?? '');

/** Whether a match covers the group and account. */
export function covers({ modelPackageGroups, exclude, accounts }: Match, { group, account }: Subject): boolean {
  const isNamed = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlobIgnoringCase(group, glob));
  const isAccount = accounts.length === 0 || accounts.includes(account);
  return isAccount && isNamed(modelPackageGroups) && !isNamed(exclude);
}

/** The policy as a binding has it: its parameters, and the weaker of both modes. */
function bindTo(policy: Policy, binding: PolicyBinding): Policy {
  const params = [...policy.params].map(([name, param]): readonly [string, Param] => {
    const set = binding.params.get(name);
    return [name, set ? { ...param, value: typedLike(param, set.value), text: set.text } : param];
  });
  const mode = binding.mode === 'Audit' ? 'Audit' : policy.mode;
  return { ...policy, binding, mode, match: binding.match, params: new Map(params) };
}

/** Expressions are checked with the type of the default: a whole number stands for a fraction where the default is one. */
const typedLike = ({ value }: Param, set: Param['value']): Param['value'] =>
  typeof value === 'number' && typeof set === 'bigint' ? Number(set) : set;

/** Whether an exception is for this subject: its group, and its version and place where it names them. */
function concerns({ scope }: PolicyException, subject: Subject): boolean {
  const isVersion = scope.version === null || scope.version === subject.version;
  const isPlace =
    (scope.account === null || scope.account === subject.account) &&
    (scope.region === null || scope.region === subject.region);
  return scope.group.toLowerCase() === subject.group.toLowerCase() && isVersion && isPlace;
}

/** Hex sha256 over name and content of the policies, their bindings and exceptions; their order does not matter. */
export const policyDigestOf = (policies: readonly Policy[]): string =>
  sha256(
    canonicalJson(
      policies
        .toSorted(comparePolicies)
        .map(({ name, sha256: own, binding, exceptions }) =>
          binding === null && exceptions.length === 0
            ? [name, own]
            : [name, own, binding?.sha256 ?? null, exceptions.map((one) => one.sha256)],
        ),
    ),
  );
