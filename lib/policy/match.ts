// Which policies govern a model package, and the digest that names them.
import { canonicalJson, sha256 } from '../identity.ts';
import type { Policy } from './document.ts';
import { compareText } from './faults.ts';
import { matchesGlobIgnoringCase } from './glob.ts';
import type { PolicySet } from './load.ts';
import type { Subject } from './policy.ts';

/** The policies whose `match` covers the group and account, sorted by name. Match conditions need evidence and come later. */
export const governing = (set: PolicySet, subject: Subject): readonly Policy[] =>
  set.policies.filter((policy) => covers(policy, subject)).toSorted((a, b) => compareText(a.name, b.name));

function covers({ match }: Policy, { group, account }: Subject): boolean {
  const isNamed = (globs: readonly string[]): boolean => globs.some((glob) => matchesGlobIgnoringCase(group, glob));
  const isAccount = match.accounts.length === 0 || match.accounts.includes(account);
  return isAccount && isNamed(match.modelPackageGroups) && !isNamed(match.exclude);
}

/** Hex sha256 over name and document digest of the policies; their order does not matter. */
export const policyDigestOf = (policies: readonly Policy[]): string =>
  sha256(
    canonicalJson(
      policies.map((policy) => [policy.name, policy.sha256] as const).toSorted(([a], [b]) => compareText(a, b)),
    ),
  );
