// What the terminal can show: marks with a fallback, colour that only repeats what mark and word say, and lines of at most 80 columns.
import { stripVTControlCharacters } from 'node:util';

export type Terminal = {
  readonly isUtf8: boolean;
  readonly isColoured: boolean;
  /** Whether progress may be drawn: standard error is a terminal. */
  readonly isLive: boolean;
};

export type MarkName = keyof typeof MARKS;

const MARKS = {
  Approve: { mark: '✓', plain: '[+]', colour: 32 },
  Reject: { mark: '✗', plain: '[x]', colour: 31 },
  Hold: { mark: '‖', plain: '[=]', colour: 33 },
  RequireReview: { mark: '◆', plain: '[?]', colour: 36 },
  NoOpinion: { mark: '○', plain: '[ ]', colour: 90 },
  pass: { mark: '✓', plain: '+', colour: 32 },
  fail: { mark: '✗', plain: 'x', colour: 31 },
  error: { mark: '✗', plain: 'x', colour: 31 },
  warn: { mark: '!', plain: '!', colour: 33 },
  skip: { mark: '–', plain: '-', colour: 90 },
  open: { mark: '○', plain: 'o', colour: 90 },
} as const;

/** Lines are laid out for this width whatever the terminal has, so that a text can be pasted into a ticket. */
export const WIDTH = 80;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the locale variables in the order of POSIX, NO_COLOR (no-color.org) and whether the streams are terminals. */
export function readTerminal(environment: Environment, isTty: { out: boolean; err: boolean }): Terminal {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return {
    // macOS and Windows terminals often set no locale and show UTF-8; a C or POSIX locale says that this one does not.
    isUtf8: /utf-?8/iu.test(locale) || (locale === '' && environment['TERM_PROGRAM'] !== undefined),
    isColoured: isTty.out && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
    isLive: isTty.err && environment['TERM'] !== 'dumb',
  };
}

/** The mark alone. */
export const markOf = (name: MarkName, { isUtf8 }: Terminal): string => (isUtf8 ? MARKS[name].mark : MARKS[name].plain);

/** A text in the colour of a mark. */
export const painted = (name: MarkName, text: string, { isColoured }: Terminal): string =>
  isColoured ? `\u001B[${MARKS[name].colour}m${text}\u001B[0m` : text;

/** Mark and word: `✗ Reject`. */
export const marked = (name: MarkName, word: string, terminal: Terminal): string =>
  painted(name, `${markOf(name, terminal)} ${word}`, terminal);

/** The branches of trees, or what stands for them without UTF-8. */
export const branches = ({ isUtf8 }: Terminal) =>
  isUtf8
    ? { child: '├─ ', last: '└─ ', through: '│  ', none: '   ' }
    : { child: '|- ', last: '`- ', through: '|  ', none: '   ' };

/** Columns that a text takes without its colours. */
export const columnsOf = (text: string): number => Array.from(stripVTControlCharacters(text)).length;

/** Breaks a text at spaces into lines of at most `width` columns; a longer word stands alone. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u)) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A text behind a start; from its second line on it begins where it began. `width` columns are left for it, as a rule what the start leaves of 80. */
export function hanging(start: string, text: string, width = WIDTH - columnsOf(start)): readonly string[] {
  const indent = ' '.repeat(columnsOf(start));
  return wrapped(text, width).map((line, index) => `${index === 0 ? start : indent}${line}`);
}
