// An audit on the terminal.
import { counted } from '../../lib/counted.ts';
import { alsoSeen, disagreementSentence, sumsOf } from '../../lib/adoption/audit-summary.ts';
import type { GroupTally, NumberRange } from '../../lib/adoption/audit-tally.ts';
import { shownNumber } from '../../lib/policy/numbers.ts';
import type { AuditReport } from '../audit.ts';
import { harmless } from '../../lib/harmless.ts';
import { wrapped, WIDTH } from '../frame/terminal.ts';

const NAME = 20;
const COLUMNS = ['people said', 'policies agree', 'stricter', 'looser', 'no evidence'] as const;
const WIDTHS = [12, 17, 11, 9, 14] as const;
const MOST_SHOWN = 12;
const MOST_NUMBERS = 5;

type Counted = Pick<GroupTally, 'people' | 'agree' | 'stricter' | 'looser' | 'noEvidence'>;

/** The whole text. */
export function printAudit(report: AuditReport): readonly string[] {
  const { groups, account, region, seconds } = report;
  const sums = sumsOf(groups);
  return [
    `Read account ${account}, ${region}. Nothing was written.`,
    `${counted(sums.versions, 'version')} of ${counted(groups.length, 'group')}, ${sums.people} decided by people, ${sums.calls} calls, ${sums.reads} reports read, ${Math.round(seconds)} s`,
    '',
    rowOf('', COLUMNS),
    ...groups.map((group) => rowOf(`  ${group.group}`, cellsOf(group))),
    rowOf('  all', cellsOf(sums)),
    ...disagreements(groups, 'looser', 'Looser, read it first: the policies would approve what people rejected'),
    ...disagreements(groups, 'stricter', 'Stricter: people approved what the policies would not'),
    ...section('Also seen', alsoSeen(groups)),
    ...numbersOf(groups),
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

function numbersOf(groups: readonly GroupTally[]): readonly string[] {
  const lines = groups.flatMap(numberLines);
  return lines.length === 0 ? [] : ['', 'Numbers that versions carry', ...lines];
}

function section(title: string, sentences: readonly string[]): readonly string[] {
  if (sentences.length === 0) return [];
  const lines = sentences.flatMap((sentence) =>
    wrapped(harmless(sentence), WIDTH - 4).map((line, index) => `${index === 0 ? '  ' : '    '}${line}`),
  );
  return ['', title, ...lines];
}

/** Below the group's name one line a number: `metadata.accuracy  0.81 to 0.94  12 of 14`; paths of reports below the report's name. */
function numberLines({ group, numbers, lookedInto }: GroupTally): readonly string[] {
  const telling = tellingNumbers(numbers);
  if (telling.length === 0) return [];
  const shown = telling.slice(0, MOST_NUMBERS);
  const left = Object.keys(numbers).length - shown.length;
  const lines = shown.flatMap(([path, { min, max, count }]) => {
    const range = min === max ? shownNumber(min, 6) : `${shownNumber(min, 6)} to ${shownNumber(max, 6)}`;
    return numberLine(path, `${range}  in ${count} of ${lookedInto}`);
  });
  return [`  ${group}`, ...lines, ...(left > 0 ? [`    and ${left} more: -o html`] : [])];
}

/** Path and range on one line where they fit, else below each other: a path is copied whole. */
function numberLine(path: string, range: string): readonly string[] {
  const name = harmless(path);
  return name.length + range.length + 6 <= WIDTH
    ? [`    ${name.padEnd(WIDTH - range.length - 5)} ${range}`]
    : [`    ${name}`, range.padStart(WIDTH)];
}

/** Numbers that most versions carry come first. */
const byFrequency = (numbers: GroupTally['numbers']): readonly (readonly [string, NumberRange])[] =>
  Object.entries(numbers).toSorted(([, a], [, b]) => b.count - a.count);

/** Those that a limit could be set on: no spread of a metric, no cell of a matrix, no version of a format. */
export const tellingNumbers = (numbers: GroupTally['numbers']): ReturnType<typeof byFrequency> =>
  byFrequency(numbers).filter(([path]) => !/(?:\/standard_deviation|\/confusion_matrix\/.*|#\/version)$/u.test(path));

function nextLine(groups: readonly GroupTally[]): readonly string[] {
  if (groups.every(({ versions }) => versions === 0))
    return ['Nothing to compare: no version is that young. Further back: --since'];
  const ready = groups.find(({ people, looser }) => people > 0 && looser === 0) ?? groups[0];
  return ready ? [`Next: modelgate adopt --group ${ready.group}      a binding in Audit, nothing changes`] : [];
}
