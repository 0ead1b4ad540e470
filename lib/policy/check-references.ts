// Whether the documents of a policy set fit together: what a binding or an exception names has to be there, and its values allowed.
import { checkDirectories } from './check-directories.ts';
import type { Param, Policy } from './document.ts';
import { type Fault } from './faults.ts';
import type { Slots } from './kinds.ts';
import type { Place, RegistryAccount } from './policy.ts';
import type { BoundParam, PolicyBinding } from './read-binding.ts';
import type { PolicyException } from './read-exception.ts';
import { didYouMean } from './suggest.ts';

/** The check that no file lists and that an exception may name all the same. */
export const OLDER = 'olderThanApproved';

/** Every fault between documents. `broken` are the names of documents that can't be read at all (nobody is blamed for naming one), and of those with faults. */
export function checkReferences(slots: Slots, broken: Broken): readonly Fault[] {
  const byName = new Map(slots.policies.map((policy) => [policy.name, policy]));
  const policies: Policies = { byName, lost: broken.lost };
  const whole = slots.policies.filter(({ name }) => !broken.faulty.has(name));
  return [
    ...slots.bindings.flatMap((binding) => checkBinding(binding, policies)),
    ...slots.exceptions.flatMap((exception) => checkException(exception, policies)),
    ...whole.flatMap((policy) => checkBound(policy, slots.bindings)),
    ...duplicateAccounts(slots.accounts),
    ...checkDirectories(slots.directories),
  ];
}

type Broken = { readonly lost: ReadonlySet<string>; readonly faulty: ReadonlySet<string> };
type Policies = { readonly byName: ReadonlyMap<string, Policy>; readonly lost: ReadonlySet<string> };

const faultOf = (place: Place, named: string, message: string, hint: string | null): Fault => ({
  place,
  width: Math.max(1, named.length),
  message,
  hint,
});

function noSuchPolicy(name: string, place: Place, { byName, lost }: Policies): readonly Fault[] {
  const known = [...byName.keys()].toSorted();
  return lost.has(name)
    ? []
    : [faultOf(place, name, `no such policy: ${name}`, didYouMean(name, known) ?? `Known are ${known.join(', ')}.`)];
}

function checkBinding(binding: PolicyBinding, policies: Policies): readonly Fault[] {
  const policy = policies.byName.get(binding.policy);
  if (!policy) return noSuchPolicy(binding.policy, binding.policyPlace, policies);
  return [...binding.params].flatMap(([name, set]) => {
    const param = policy.params.get(name);
    if (param) return checkParam(name, set, param, policy);
    const known = [...policy.params.keys()];
    const others = known.length > 0 ? `${policy.name} has ${known.join(', ')}.` : `${policy.name} has no params.`;
    return faultOf(set.place, set.text, `${policy.name} has no parameter ${name}`, didYouMean(name, known) ?? others);
  });
}

function checkParam(name: string, set: BoundParam, param: Param, policy: Policy): readonly Fault[] {
  const at = { place: set.place, width: set.width };
  const where = `${param.place.file}:${param.place.line}`;
  const [wanted, given] = [typeOf(param.value), typeOf(set.value)];
  const fits = wanted === given || (wanted === 'a number' && given === 'a whole number') || isList(wanted, given);
  if (!fits)
    return [
      {
        ...at,
        message: `${name} is ${given}; ${policy.name} has ${wanted}`,
        hint: `Its default is ${param.text} (${where}).`,
      },
    ];
  const value = Number(set.value);
  const hint = `${policy.name} allows ${allowed(param)} (${where}).`;
  if (param.min !== null && value < param.min)
    return [{ ...at, message: `${name} ${set.text} is under its minimum ${param.minText}`, hint }];
  if (param.max !== null && value > param.max)
    return [{ ...at, message: `${name} ${set.text} is over its maximum ${param.maxText}`, hint }];
  return [];
}

/** An empty list fits any list. */
const isList = (wanted: string, given: string): boolean =>
  wanted.startsWith('a list') && given.startsWith('a list') && (wanted === 'a list' || given === 'a list');

function typeOf(value: Param['value']): string {
  if (Array.isArray(value)) {
    const [first] = value as readonly Exclude<Param['value'], readonly unknown[]>[];
    return first === undefined ? 'a list' : `a list of ${typeof first}s`;
  }
  if (typeof value === 'bigint') return 'a whole number';
  return typeof value === 'number' ? 'a number' : `a ${typeof value}`;
}

function allowed({ minText, maxText }: Param): string {
  if (minText !== null && maxText !== null) return `${minText} to ${maxText}`;
  return minText === null ? `${maxText} and less` : `${minText} and more`;
}

function checkException(exception: PolicyException, policies: Policies): readonly Fault[] {
  const policy = policies.byName.get(exception.policy);
  if (!policy) return noSuchPolicy(exception.policy, exception.policyPlace, policies);
  const known = policy.validations.map(({ name }) => name);
  if (exception.validation === OLDER || known.includes(exception.validation)) return [];
  const hint = didYouMean(exception.validation, known) ?? `${policy.name} has ${known.join(', ')}.`;
  const message = `${policy.name} has no validation ${exception.validation}`;
  return [faultOf(exception.validationPlace, exception.validation, message, hint)];
}

function checkBound(policy: Policy, bindings: readonly PolicyBinding[]): readonly Fault[] {
  if (policy.match.modelPackageGroups.length > 0 || bindings.some((one) => one.policy === policy.name)) return [];
  const hint = 'Give it match: { modelPackageGroups: [...] }, or a ModelApprovalPolicyBinding that names it.';
  return [{ place: policy.place, width: 1, message: `policy ${policy.name} governs no group`, hint }];
}

function duplicateAccounts(accounts: readonly RegistryAccount[]): readonly Fault[] {
  const seen = new Set<string>();
  return accounts.flatMap((one) => {
    const isTwice = seen.has(one.account);
    seen.add(one.account);
    const hint = 'Put its regions and buckets into one document.';
    return isTwice ? { place: one.place, width: 1, message: `account ${one.account} is there twice`, hint } : [];
  });
}
