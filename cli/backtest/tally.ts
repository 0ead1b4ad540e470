// What came of a backtest: counts, the versions that change by the check that makes them change, and the one to read first.
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import type { Place, Verdict } from '../../lib/policy/policy.ts';
import type { Change, Compared } from './compare.ts';
import type { PeopleSaid, Tried } from './ledger.ts';

export type ChangedVersion = {
  readonly name: string;
  readonly arn: string;
  readonly decisionId: string;
  readonly was: Verdict;
  readonly would: Verdict;
  readonly change: Exclude<Change, 'same'>;
  readonly message: string;
  /** Answers of people, by name: `Jonas`, `Approve`. */
  readonly people: readonly { readonly person: string; readonly choice: 'Approve' | 'Reject' }[];
};

/** The versions that one check makes change in one direction. */
export type ChangeGroup = {
  readonly change: Exclude<Change, 'same'>;
  readonly title: string;
  readonly place: Place | null;
  readonly versions: readonly ChangedVersion[];
};

export type Backtest = {
  /** Decisions of the ledger, or fixtures. */
  readonly decisions: number;
  readonly versions: number;
  readonly replayed: number;
  readonly same: number;
  readonly stricter: number;
  readonly looser: number;
  /** By old and new verdict, the most frequent first. */
  readonly changes: readonly {
    readonly was: Verdict;
    readonly would: Verdict;
    readonly change: Change;
    readonly count: number;
  }[];
  readonly notRecorded: {
    readonly count: number;
    readonly missing: readonly { readonly what: string; readonly count: number }[];
  };
  readonly groups: readonly ChangeGroup[];
  readonly readFirst: { readonly version: ChangedVersion; readonly because: string } | null;
};

/** Counts what is handed to it; keeps only what changes and the names of the rest. */
export function makeTally() {
  const changed: { readonly tried: Tried; readonly compared: Compared }[] = [];
  const missing = new Map<string, number>();
  const names: { readonly group: string; readonly name: string }[] = [];
  let [same, notRecorded] = [0, 0];
  const add = (tried: Tried): void => {
    names.push({ group: tried.group, name: tried.name });
    if (!tried.compared) {
      notRecorded++;
      for (const what of tried.missing) missing.set(what, (missing.get(what) ?? 0) + 1);
    } else if (tried.compared.change === 'same') same++;
    else changed.push({ tried, compared: tried.compared });
  };
  const result = (
    decisions: number,
    people: ReadonlyMap<string, PeopleSaid>,
    directory: ReviewerDirectory,
  ): Backtest => {
    const groups = groupsOf(changed, people, directory);
    const versions = groups.flatMap((group) => group.versions);
    const of = (change: Change): number => versions.filter((one) => one.change === change).length;
    return {
      decisions,
      versions: names.length,
      replayed: names.length - notRecorded,
      same,
      stricter: of('stricter'),
      looser: of('looser'),
      changes: changesOf(versions),
      notRecorded: { count: notRecorded, missing: [...missing].map(([what, count]) => ({ what, count })) },
      groups,
      readFirst: readFirstOf(versions),
    };
  };
  return { add, result, names: names as readonly (typeof names)[number][] };
}

function groupsOf(
  changed: readonly { readonly tried: Tried; readonly compared: Compared }[],
  people: ReadonlyMap<string, PeopleSaid>,
  directory: ReviewerDirectory,
): readonly ChangeGroup[] {
  const byCheck = Map.groupBy(
    changed,
    ({ compared: { change, check } }) => `${change} ${check?.policy}/${check?.name}`,
  );
  const groups = [...byCheck.values()].flatMap((all): ChangeGroup[] => {
    const { change, check } = all[0]?.compared ?? { change: 'same' as const, check: null };
    if (change === 'same') return [];
    const versions = all.map(
      ({ tried, compared }): ChangedVersion => ({
        name: tried.name,
        arn: tried.arn,
        decisionId: tried.decisionId,
        was: compared.was,
        would: compared.would,
        change,
        message: compared.check?.message ?? '',
        people: answersOf(people.get(tried.identity), directory),
      }),
    );
    return [{ change, title: check?.title ?? 'no check', place: check?.place ?? null, versions }];
  });
  const rank = ({ change }: ChangeGroup): number => (change === 'stricter' ? 0 : 1);
  return groups.toSorted((a, b) => rank(a) - rank(b) || b.versions.length - a.versions.length);
}

function answersOf(said: PeopleSaid | undefined, { people }: ReviewerDirectory): ChangedVersion['people'] {
  return [...(said ?? [])].flatMap(([id, choice]) =>
    choice === 'Withdraw' ? [] : [{ person: people.find((one) => one.id === id)?.name ?? id, choice }],
  );
}

function changesOf(versions: readonly ChangedVersion[]): Backtest['changes'] {
  const by = Map.groupBy(versions, ({ was, would }) => `${was} ${would}`);
  const counted = [...by.values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ was: first.was, would: first.would, change: first.change, count: all.length }] : [];
  });
  return counted.toSorted((a, b) => b.count - a.count);
}

/** Where people and new policies contradict each other most. */
function readFirstOf(versions: readonly ChangedVersion[]): Backtest['readFirst'] {
  const said = (choice: 'Approve' | 'Reject') => (one: ChangedVersion) =>
    one.people.some((answer) => answer.choice === choice);
  const looser = versions.filter((one) => one.change === 'looser');
  const approved = looser.filter((one) => one.would === 'Approve');
  const rejected = approved.find(said('Reject'));
  if (rejected) return { version: rejected, because: 'People rejected what would now be Approve.' };
  const reversed = approved.find((one) => one.was === 'Reject');
  if (reversed) return { version: reversed, because: 'It was Reject and would be Approve.' };
  const stricter = versions.filter((one) => one.change === 'stricter');
  const overruled = stricter.find(said('Approve'));
  if (overruled) return { version: overruled, because: `People approved what would now be ${overruled.would}.` };
  const lost = stricter.find((one) => one.was === 'Approve' && one.would === 'Reject');
  return lost ? { version: lost, because: 'It was Approve and would be Reject.' } : null;
}
