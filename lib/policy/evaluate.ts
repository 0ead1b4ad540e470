// Holds evidence against policies: one result per policy, then combined. Pure: the same inputs give the same document.
import type { Evidence } from '../evidence/evidence.ts';
import { combine } from './combine.ts';
import { declaredBy } from './declarations.ts';
import type { Policy } from './document.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { comparePolicies } from './match.ts';
import type { Assessment } from './policy.ts';

/** Evaluates the governing policies, in any order. Nothing throws: what goes wrong is an error in the result and never approves. Without a trace it is faster and says the same. */
export function evaluate(
  policies: readonly Policy[],
  evidence: Evidence,
  { isTraced }: { readonly isTraced: boolean } = { isTraced: true },
): Assessment {
  const declared = declaredBy(policies);
  const sorted = policies.toSorted(comparePolicies);
  return combine(
    sorted.map((policy) => evaluatePolicy({ policy, evidence, declared }, isTraced)),
    evidence,
  );
}
