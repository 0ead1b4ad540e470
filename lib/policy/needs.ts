// What the governing policies need gathered, found in what their checks refer to: the simple case stays cheap.
import { declaredBy } from './declarations.ts';
import type { Check, Limit, Policy } from './document.ts';
import type { Needs } from './policy.ts';
import { DESCRIBED_FIELDS } from './schema.ts';

/** Everything that evaluating these policies may read. Reports are read whenever they are declared. */
export function needsOf(policies: readonly Policy[]): Needs {
  const reads = new Set(policies.flatMap((policy) => [...readsOf(policy)]));
  const { declarations } = declaredBy(policies);
  const card = declarations.some((declaration) => declaration.from === 'ModelCard');
  const champion =
    policies.some((policy) => policy.evidence.some((one) => one.from === 'LatestApproved')) || has(reads, 'champion');
  const readsDescription = has(reads, 'metadata') || has(reads, 'provenance') || isModelPackageDescribed(reads);
  return {
    description: declarations.length > 0 || readsDescription || policies.some(mayAskForReview),
    card,
    groupTags: has(reads, 'group.tags') || reads.has('group.*'),
    declarations,
    champion,
    newestApproved: policies.some(
      (policy) => policy.onPass === 'Approve' && policy.olderThanApproved === 'RequireReview',
    ),
  };
}

/** Paths that a policy's checks, variables, conditions and messages may read, and everything they begin with. */
export function readsOf(policy: Pick<Policy, 'variables' | 'matchConditions' | 'validations'>): ReadonlySet<string> {
  const named = [...policy.variables, ...policy.matchConditions].flatMap((one) => [...one.expression.reads]);
  const checks = policy.validations.flatMap((one) => [
    ...readsOfCheck(one.check),
    ...(one.messageExpression?.reads ?? []),
  ]);
  return new Set([...named, ...checks]);
}

function readsOfCheck(check: Check): readonly string[] {
  switch (check.kind) {
    case 'expression':
      return [...check.expression.reads];
    case 'range':
      return [check.value.segments, ...limitSegments(check.min), ...limitSegments(check.max)].map(dotted);
    case 'compare':
      return [check.value.segments, check.baseline.segments].map(dotted);
    case 'present':
      return check.values.map((value) => dotted(value.segments));
    case 'oneOf':
    case 'glob':
      return [dotted(check.value.segments)];
    default:
      return check satisfies never;
  }
}

const limitSegments = (limit: Limit | null): readonly (readonly string[])[] =>
  limit?.kind === 'path' ? [limit.path.segments] : [];
const dotted = (segments: readonly string[]): string => segments.join('.');

const has = (reads: ReadonlySet<string>, root: string): boolean =>
  [...reads].some((read) => read === root || read.startsWith(`${root}.`));

/** `modelPackage` as a whole value (a loop, a computed key) may read anything of it. */
function isModelPackageDescribed(reads: ReadonlySet<string>): boolean {
  const isNamed = DESCRIBED_FIELDS.some((field) => has(reads, `modelPackage.${field}`));
  const members = [...reads].filter((read) => read.startsWith('modelPackage.'));
  return isNamed || reads.has('modelPackage.*') || (reads.has('modelPackage') && members.length === 0);
}

const mayAskForReview = (policy: Policy): boolean =>
  policy.onPass === 'RequireReview' ||
  policy.validations.some(
    (one) =>
      one.action === 'RequireReview' || (one.check.kind === 'compare' && one.check.onNoBaseline === 'RequireReview'),
  );
