// Groups with their mode and how far the policies, in shadow, agree with what people did. Pure, from decisions and modes.
import { agreementOf, type Agreement } from '../adoption/agreement.ts';
import type { Decision } from '../decisions/decision.ts';
import { strongestOf, type Mode, type Verdict } from '../policy/policy.ts';

export type AdoptionRow = {
  readonly group: string;
  readonly account: string;
  readonly owner: string | null;
  readonly mode: Mode;
  /** What keeps it in Audit: the stack, the group's switch, or its policies. null where it is enforced. */
  readonly because: 'stack' | 'group' | 'policy' | null;
  /** When it was switched to this mode (ms); null where that follows from files or the deployment. */
  readonly since: number | null;
  /** The oldest of the newest decisions that were all made in this mode (ms); null where the newest was not. */
  readonly seenSince: number | null;
  readonly policies: readonly string[];
  readonly agree: number;
  readonly stricter: number;
  readonly looser: number;
  /** The oldest version that waits, by the newest decision of each. */
  readonly pending: { readonly version: number; readonly since: number } | null;
};

/** What is known of a group beside its decisions. */
export type GroupFacts = Pick<AdoptionRow, 'owner' | 'mode' | 'because' | 'since' | 'policies'>;

/** So many versions have to be compared before a group counts as ready. */
export const ENOUGH = 5;

/** It is watched, and could be switched on: enough was compared, and nothing is looser than people. */
export const isReady = ({ mode, agree, stricter, looser, policies }: AdoptionRow): boolean =>
  mode === 'Audit' && policies.length > 0 && looser === 0 && agree + stricter >= ENOUGH;

/** Rows: what is ready, then the rest in Audit, then what is enforced, each by name. `decisions` may come in any order. */
export function adoptionRows(
  decisions: readonly Decision[],
  factsOf: (group: string, account: string) => GroupFacts,
): readonly AdoptionRow[] {
  const groups = [
    ...Map.groupBy(
      decisions,
      ({ subject }) => `${subject.account}/${subject.modelPackageGroupName.toLowerCase()}`,
    ).values(),
  ];
  return groups
    .flatMap((of) => {
      const [first] = of;
      return first ? [rowOf(of, first, factsOf)] : [];
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.group.localeCompare(b.group, 'en'));
}

const rankOf = (row: AdoptionRow): number => (isReady(row) ? 0 : row.mode === 'Audit' ? 1 : 2);

function rowOf(
  decisions: readonly Decision[],
  { subject: { modelPackageGroupName: group, account } }: Decision,
  factsOf: (group: string, account: string) => GroupFacts,
): AdoptionRow {
  const versions = [...Map.groupBy(decisions, ({ subject }) => subject.identity).values()].map((of) =>
    of.toSorted((a, b) => b.revision - a.revision),
  );
  const relations = versions.map(relationOf);
  const count = (wanted: Agreement): number => relations.filter((one) => one === wanted).length;
  const facts = factsOf(group, account);
  return {
    group,
    account,
    ...facts,
    seenSince: seenSinceOf(decisions, facts.mode),
    agree: count('agree'),
    stricter: count('stricter'),
    looser: count('looser'),
    pending: oldestPending(versions),
  };
}

function seenSinceOf(decisions: readonly Decision[], mode: Mode): number | null {
  const newestFirst = decisions.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  const other = newestFirst.findIndex((decision) => decision.mode !== mode);
  const run = other < 0 ? newestFirst : newestFirst.slice(0, other);
  const oldest = run.at(-1);
  return oldest ? Date.parse(oldest.createdAt) : null;
}

/** Newest first: what a person set outside the gate, against what the gate would have said before or beside it. */
function relationOf(versions: readonly Decision[]): Agreement | null {
  const external = versions.find(({ origin }) => origin === 'External');
  const own = versions.find(({ origin }) => origin === 'Gate');
  const people = external?.subject.approvalStatus;
  const verdict = own && shadowVerdict(own);
  if (!verdict || !people || people === 'PendingManualApproval') return null;
  return agreementOf(verdict, people);
}

/** The verdict, or what policies in Audit would have made of it. */
const shadowVerdict = ({ verdict, shadow }: Decision): Verdict =>
  verdict === 'NoOpinion' ? strongestOf(shadow.filter(({ matched }) => matched).map((one) => one.verdict)) : verdict;

function oldestPending(versions: readonly (readonly Decision[])[]): AdoptionRow['pending'] {
  const waiting = versions.flatMap((of) => {
    const [newest] = of;
    const first = of.at(-1);
    const isPending =
      newest?.subject.approvalStatus === 'PendingManualApproval' || newest?.subject.approvalStatus === null;
    return newest && first && isPending
      ? [{ version: newest.subject.modelPackageVersion ?? 0, since: Date.parse(first.createdAt) }]
      : [];
  });
  return waiting.toSorted((a, b) => a.since - b.since)[0] ?? null;
}
