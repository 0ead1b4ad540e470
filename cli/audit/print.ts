// An audit on the terminal.
import { alsoSeen, disagreementSentence, sumsOf } from '../../lib/adoption/audit-summary.ts';
import type { GroupTally, NumberRange } from '../../lib/adoption/audit-tally.ts';
import { shownNumber } from '../../lib/policy/numbers.ts';
import type { AuditReport } from '../audit.ts';
import { harmless, wrapped, WIDTH } from '../frame/terminal.ts';

const NAME = 20;
const COLUMNS = ['people said', 'policies agree', 'stricter', 'looser', 'no evidence'] as const;
const WIDTHS = [12, 17, 11, 9, 14] as const;
const MOST_SHOWN = 12;
const MOST_NUMBERS = 8;

type Counted = Pick<GroupTally, 'people' | 'agree' | 'stricter' | 'looser' | 'noEvidence'>;

/** The whole text. */
export function printAudit(report: AuditReport): readonly string[] {
  const { groups, account, region, seconds } = report;
  const sums = sumsOf(groups);
  return [
    `Read account ${account}, ${region}. Nothing was written.`,
    `${sums.versions} versions of ${groups.length} groups, ${sums.people} decided by people, ${sums.calls} calls, ${Math.round(seconds)} s`,
    '',
    rowOf('', COLUMNS),
    ...groups.map((group) => rowOf(`  ${group.group}`, cellsOf(group))),
    rowOf('  all', cellsOf(sums)),
    ...disagreements(groups, 'looser', 'Looser, read it first: the policies would approve what people rejected'),
    ...disagreements(groups, 'stricter', 'Stricter: people approved what the policies would not'),
    ...section('Also seen', alsoSeen(groups)),
    ...section('Numbers that versions carry', groups.flatMap(numberLines)),
    '',
    ...nextLine(groups),
  ];
}

const cellsOf = ({ people, agree, stricter, looser, noEvidence }: Counted): readonly string[] =>
  [people, agree, stricter, looser, noEvidence].map(String);

const rowOf = (name: string, cells: readonly string[]): string =>
  `${name.padEnd(NAME)}${cells.map((cell, index) => cell.padStart(WIDTHS[index] ?? 0)).join('')}`.trimEnd();

function disagreements(
  groups: readonly GroupTally[],
  relation: 'looser' | 'stricter',
  title: string,
): readonly string[] {
  const found = groups.flatMap((group) =>
    group.disagreements.filter((one) => one.relation === relation).map((one) => disagreementSentence(group.group, one)),
  );
  const more = found.length > MOST_SHOWN ? [`and ${found.length - MOST_SHOWN} more: -o json`] : [];
  return section(title, [...found.slice(0, MOST_SHOWN), ...more]);
}

function section(title: string, sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return [];
  const lines = sentences.flatMap((sentence) =>
    wrapped(harmless(sentence), WIDTH - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`),
  );
  return ['', title, ...lines];
}

/** `fraud-card metadata.accuracy 0.81 to 0.94, 12 of 14 versions` */
const numberLines = ({ group, numbers, versions }: GroupTally): readonly string[] =>
  byFrequency(numbers)
    .slice(0, MOST_NUMBERS)
    .map(
      ([path, { min, max, count }]) =>
        `${group} ${path} ${shownNumber(min, 6)} to ${shownNumber(max, 6)}, ${count} of ${versions} versions`,
    );

/** Numbers that most versions carry come first. */
export const byFrequency = (numbers: GroupTally['numbers']): readonly (readonly [string, NumberRange])[] =>
  Object.entries(numbers).toSorted(([, a], [, b]) => b.count - a.count);

function nextLine(groups: readonly GroupTally[]): readonly string[] {
  const ready = groups.find(({ people, looser }) => people > 0 && looser === 0) ?? groups[0];
  return ready ? [`Next: modelgate adopt --group ${ready.group}      a binding in Audit, nothing changes`] : [];
}
