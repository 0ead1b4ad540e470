// The functions' structured log lines on a terminal: errors always, as one line; everything when asked for.

type Json = Readonly<Record<string, unknown>>;

const parse = (line: string): Json | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The line to show, or null. A JSON line of level ERROR becomes `  decide failed: ...`; with `isVerbose` each line is shown as it is. */
export function shownLog(line: string, isVerbose: boolean): string | null {
  if (isVerbose) return line;
  const entry = parse(line);
  if (!entry || (entry['level'] !== 'ERROR' && entry['level'] !== 'CRITICAL')) return null;
  const because = text(entry['because']);
  const cause = because === '' ? '' : `: ${because}`;
  const who = text(entry['service']) || 'function';
  return `  ${who} failed: ${text(entry['message'])}${cause}. All log lines: MODELGATE_LOGS=1`;
}
