// Whether the documents of a policy set fit together: what a binding or an exception names has to be there, and its values allowed.
import { checkDirectories } from './check-directories.ts';
import type { Param, Policy } from './document.ts';
import { faultOf, type Fault } from './faults.ts';
import type { Slots } from './kinds.ts';
import { OLDER, type Place, type RegistryAccount } from './policy.ts';
import type { BoundParam, PolicyBinding } from './read-binding.ts';
import type { PolicyException } from './read-exception.ts';
import { suggestion } from './suggest.ts';

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

function noSuchPolicy(name: string, place: Place, { byName, lost }: Policies): readonly Fault[] {
  if (lost.has(name)) return [];
  return [faultOf(place, `no such policy: ${name}`, suggestion(name, [...byName.keys()].toSorted()), name.length)];
}

function checkBinding(binding: PolicyBinding, policies: Policies): readonly Fault[] {
  const policy = policies.byName.get(binding.policy);
  if (!policy) return noSuchPolicy(binding.policy, binding.policyPlace, policies);
  return [...binding.params].flatMap(([name, set]) => {
    const param = policy.params.get(name);
    if (param) return checkParam(name, set, param, policy);
    const known = [...policy.params.keys()];
    const hint = suggestion(name, known, `${policy.name} has`) ?? `${policy.name} has no params.`;
    return faultOf(set.place, `${policy.name} has no parameter ${name}`, hint, Math.max(1, set.text.length));
  });
}

function checkParam(name: string, set: BoundParam, param: Param, policy: Policy): readonly Fault[] {
  const fault = (message: string, hint: string) => [faultOf(set.place, message, hint, set.width)];
  const where = `${param.place.file}:${param.place.line}`;
  const [wanted, given] = [typeOf(param.value), typeOf(set.value)];
  const fits = wanted === given || (wanted === 'a number' && given === 'a whole number') || isList(wanted, given);
  if (!fits)
    return fault(`${name} is ${given}; ${policy.name} has ${wanted}`, `Its default is ${param.text} (${where}).`);
  const value = Number(set.value);
  const hint = `${policy.name} allows ${allowed(param)} (${where}).`;
  if (param.min !== null && value < param.min)
    return fault(`${name} ${set.text} is under its minimum ${param.minText}`, hint);
  if (param.max !== null && value > param.max)
    return fault(`${name} ${set.text} is over its maximum ${param.maxText}`, hint);
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
  const hint = suggestion(exception.validation, known, `${policy.name} has`);
  const message = `${policy.name} has no validation ${exception.validation}`;
  return [faultOf(exception.validationPlace, message, hint, exception.validation.length)];
}

function checkBound(policy: Policy, bindings: readonly PolicyBinding[]): readonly Fault[] {
  if (policy.match.modelPackageGroups.length > 0 || bindings.some((one) => one.policy === policy.name)) return [];
  const hint = 'Give it match: { modelPackageGroups: [...] }, or a ModelApprovalPolicyBinding that names it.';
  return [faultOf(policy.place, `policy ${policy.name} governs no group`, hint)];
}

function duplicateAccounts(accounts: readonly RegistryAccount[]): readonly Fault[] {
  const seen = new Set<string>();
  return accounts.flatMap((one) => {
    const isTwice = seen.has(one.account);
    seen.add(one.account);
    const hint = 'Put its regions and buckets into one document.';
    return isTwice ? faultOf(one.place, `account ${one.account} is there twice`, hint) : [];
  });
}
