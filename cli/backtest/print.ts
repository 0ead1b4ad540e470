// The text of backtest: the table old to new, the versions that change by check, and the one to read first.
import type { Backtest, ChangedVersion, ChangeGroup } from './tally.ts';
import { harmless } from '../../lib/harmless.ts';
import { columnsOf, hanging, markOf, painted, type Terminal, WIDTH } from '../frame/terminal.ts';

const SHOWN = 3;
const CHOICES = { Approve: 'approved', Reject: 'rejected' } as const;

export type BacktestShown = {
  readonly policies: string;
  readonly of: 'decisions' | 'fixtures';
  readonly isAll: boolean;
};

/** All lines. */
export function backtestLines(tried: Backtest, shown: BacktestShown, terminal: Terminal): readonly string[] {
  return [
    ...headLines(tried, shown),
    ...tried.groups.flatMap((group) => ['', ...groupLines(group, shown.isAll, terminal)]),
    ...firstLines(tried, shown),
  ];
}

function headLines(tried: Backtest, { policies, of }: BacktestShown): readonly string[] {
  const { decisions, versions, replayed, same, notRecorded, changes } = tried;
  if (versions === 0)
    return [
      `No ${of === 'decisions' ? 'decision is recorded in this time. Wider: --since 365d' : 'fixture is there.'}`,
    ];
  const recorded = decisions === versions ? `${decisions} ${of}` : `${decisions} ${of} about ${versions} versions`;
  const row = (count: number, word: string, rest = ''): string =>
    `${String(count).padStart(5)} ${word}${rest === '' ? '' : `${' '.repeat(Math.max(1, 12 - word.length))}${rest}`}`;
  const missing = notRecorded.missing.map(({ what, count }) => `${what} (${count})`).join(', ');
  return [
    `${recorded} recorded, ${replayed} replayed under the policies in ${policies}`,
    row(same, 'the same'),
    ...(['stricter', 'looser'] as const).flatMap((change) =>
      changes
        .filter((one) => one.change === change)
        .map(({ count, was, would }) => row(count, change, `${was} would be ${would}`)),
    ),
    ...(notRecorded.count > 0 ? hanging(row(notRecorded.count, ''), `not recorded, not guessed: ${missing}`) : []),
  ];
}

function groupLines({ change, title, place, versions }: ChangeGroup, isAll: boolean, terminal: Terminal) {
  const [first] = versions;
  const mark = first?.would ?? 'NoOpinion';
  const heading = `${markOf(mark, terminal)} ${change}: ${harmless(title)}`;
  const at = place ? `${place.file}:${place.line}:${place.column}` : '';
  const room = Math.max(2, WIDTH - columnsOf(heading) - at.length);
  const few = isAll ? versions : versions.slice(0, SHOWN);
  const left = versions.length - few.length;
  const width = Math.max(...few.map(({ name }) => name.length)) + 2;
  return [
    `${painted(mark, heading, terminal)}${' '.repeat(room)}${at}`,
    ...few.flatMap((one) => versionLines(one, width)),
    ...(left > 0 ? [`  and ${left} more (all: --all)`] : []),
  ];
}

function versionLines(version: ChangedVersion, width: number): readonly string[] {
  const { name, was, message, people } = version;
  const said = people.map(({ person, choice }) => `${person} ${CHOICES[choice]}`).join(', ');
  const start = `  ${name.padEnd(width)}was ${was.padEnd(15)}`;
  const text = harmless([message, said].filter((one) => one !== '').join('; '));
  return hanging(start, text, Math.max(30, WIDTH - start.length));
}

function firstLines({ readFirst }: Backtest, { policies, of }: BacktestShown): readonly string[] {
  if (!readFirst) return [];
  const { version, because } = readFirst;
  const verb = of === 'fixtures' ? `eval ${version.decisionId}` : `explain ${version.arn}`;
  return ['', `Read this one first: ${version.name}. ${because}`, `  modelgate ${verb} --policies ${policies}`];
}
