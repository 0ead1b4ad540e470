// Sentences and sums of an audit that terminal and report share. Pure.
import { counted } from '../counted.ts';
import { resourceOf } from '../identity.ts';
import type { Disagreement, GroupTally } from './audit-tally.ts';

export type Sums = Pick<
  GroupTally,
  'versions' | 'people' | 'agree' | 'stricter' | 'looser' | 'noEvidence' | 'calls' | 'reads'
>;

/** Over all groups. */
export function sumsOf(groups: readonly GroupTally[]): Sums {
  const sum = (name: keyof Sums): number => groups.reduce((total, group) => total + group[name], 0);
  return {
    versions: sum('versions'),
    people: sum('people'),
    agree: sum('agree'),
    stricter: sum('stricter'),
    looser: sum('looser'),
    noEvidence: sum('noEvidence'),
    calls: sum('calls'),
    reads: sum('reads'),
  };
}

/** Of an ARN its last part. */
const personOf = (by: string | null): string => (by === null ? 'an unknown author' : resourceOf(by));

/** `fraud-wire v4: Rejected by Tomas: "..."; the policies say Approve. accuracy 0.91 ...` */
export function disagreementSentence(group: string, one: Disagreement): string {
  const comment = one.comment === null || one.comment === '' ? '' : `: "${one.comment}"`;
  const check = one.determining === null ? '' : ` (${one.determining})`;
  return `${group} v${one.version}: ${one.people} by ${personOf(one.by)}${comment}; the policies say ${one.verdict}${check}. ${one.reason ?? ''}`.trimEnd();
}

/** What was seen beside verdicts; each a sentence. */
export function alsoSeen(groups: readonly GroupTally[]): readonly string[] {
  const listed = (name: 'selfApproved' | 'bornApproved' | 'oldPending') => {
    const found = groups.filter((group) => group[name].length > 0);
    const count = found.reduce((total, group) => total + group[name].length, 0);
    return {
      count,
      where: found
        .map(({ group, [name]: versions }) => `${group} ${versions.map((v) => `v${v}`).join(', ')}`)
        .join('; '),
    };
  };
  const [self, born, old] = [listed('selfApproved'), listed('bornApproved'), listed('oldPending')];
  const bare = groups.filter(({ numbers, versions }) => versions > 0 && Object.keys(numbers).length === 0);
  const ungoverned = groups.filter((group) => group.versions > 0 && group.ungoverned === group.versions);
  const byGate = groups.reduce((total, group) => total + group.byGate, 0);
  return [
    ...pendingSentence(groups),
    ...(self.count > 0 ? [`${counted(self.count, 'version')} approved by whoever registered: ${self.where}`] : []),
    ...(born.count > 0 ? [`${counted(born.count, 'version')} registered as Approved: ${born.where}`] : []),
    ...(old.count > 0 ? [`pending for more than 30 days: ${old.where}`] : []),
    ...(bare.length > 0 ? [`groups without a usable metric: ${bare.map(({ group }) => group).join(', ')}`] : []),
    ...(ungoverned.length > 0
      ? [`groups that no policy governs: ${ungoverned.map(({ group }) => group).join(', ')}`]
      : []),
    ...(byGate > 0 ? [`${counted(byGate, 'version')} decided by modelgate itself, not compared`] : []),
  ];
}

const WOULD = [
  ['Approve', 'approve'],
  ['Reject', 'reject'],
  ['RequireReview', 'ask people about'],
  ['Hold', 'hold'],
] as const;

/** `of 9 pending versions the policies would approve 6, reject 1, hold 2` */
function pendingSentence(groups: readonly GroupTally[]): readonly string[] {
  const pending = groups.reduce((total, group) => total + group.pending, 0);
  const would = WOULD.flatMap(([verdict, word]) => {
    const many = groups.reduce((total, { wouldBe }) => total + wouldBe[verdict], 0);
    return many > 0 ? [`${word} ${many}`] : [];
  });
  return pending > 0 && would.length > 0
    ? [`of ${counted(pending, 'version')} pending, the policies would ${would.join(', ')}`]
    : [];
}
