// Marks and colour of the terminal: colour only repeats what mark and word say.

/** What the terminal can show. */
export type Terminal = { readonly isUtf8: boolean; readonly isColoured: boolean };

const MARKS: Readonly<Record<string, { readonly mark: string; readonly plain: string; readonly colour: number }>> = {
  Approve: { mark: '✓', plain: '[+]', colour: 32 },
  Reject: { mark: '✗', plain: '[x]', colour: 31 },
  Hold: { mark: '‖', plain: '[=]', colour: 33 },
  RequireReview: { mark: '◆', plain: '[?]', colour: 36 },
  NoOpinion: { mark: '○', plain: '[ ]', colour: 90 },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the terminal from the locale variables (POSIX order), NO_COLOR (no-color.org) and whether it is a terminal at all. */
export function readTerminal(environment: Environment, isTty: boolean): Terminal {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return { isUtf8: /utf-?8/i.test(locale), isColoured: isTty && !environment['NO_COLOR'] };
}

/** Mark and word of a verdict, padded to `width` columns before the colour is put on. */
export function verdictText(verdict: string, terminal: Terminal, width = 0): string {
  const known = MARKS[verdict];
  if (!known) return verdict.padEnd(width);
  const text = `${terminal.isUtf8 ? known.mark : known.plain} ${verdict}`.padEnd(width);
  return terminal.isColoured ? `\u001B[${known.colour}m${text}\u001B[0m` : text;
}
