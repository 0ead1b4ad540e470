// Evidence declarations of several policies as one list: equal reports are read once, reports of one name but different sources stay apart.
import { byText } from '../in-order.ts';
import type { Policy } from './document.ts';
import type { EvidenceDeclaration, EvidenceField } from './policy.ts';

/** All declared reports and cards, and the name under which evidence holds the report that a policy calls `name`. */
export type Declared = {
  readonly declarations: readonly EvidenceDeclaration[];
  readonly keyOf: (policy: Policy, name: string) => string;
};

/** Merges the declarations (LatestApproved is none: it names no report). Does not depend on the order of the policies. */
export function declaredBy(policies: readonly Policy[]): Declared {
  // A policy that is bound several times declares the same thing each time.
  const distinct = [...new Map(policies.map((policy) => [policy.name, policy])).values()];
  const sorted = distinct.toSorted(byText(({ name }) => name));
  const byName = Map.groupBy(
    sorted.flatMap((policy) => reportsOf(policy).map((declaration) => ({ policy, declaration }))),
    ({ declaration }) => declaration.name,
  );
  const declarations: EvidenceDeclaration[] = [];
  const apart = new Set<string>();
  for (const [name, all] of byName) {
    const merged = merge(all.map(({ declaration }) => declaration));
    if (merged) declarations.push(merged);
    else {
      apart.add(name);
      for (const { policy, declaration } of all) declarations.push({ ...declaration, name: `${policy.name}/${name}` });
    }
  }
  return { declarations, keyOf: (policy, name) => (apart.has(name) ? `${policy.name}/${name}` : name) };
}

const reportsOf = (policy: Policy): readonly EvidenceDeclaration[] =>
  policy.evidence.filter((one) => one.from !== 'LatestApproved');

/** One declaration with the fields of all, or null where they contradict each other. */
function merge(all: readonly EvidenceDeclaration[]): EvidenceDeclaration | null {
  const [first] = all;
  if (!first) return null;
  const fields = new Map<string, EvidenceField>();
  for (const declaration of all) {
    if (declaration.from !== first.from) return null;
    for (const field of declaration.fields) {
      const known = fields.get(field.name);
      if (known && (known.pointer !== field.pointer || known.type !== field.type)) return null;
      fields.set(field.name, field);
    }
  }
  return { ...first, fields: [...fields.values()].toSorted(byText(({ name }) => name)) };
}
