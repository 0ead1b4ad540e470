// The functions' structured log lines on a terminal: errors always, as one line; everything when asked for.
import { parseObject, textOf } from '../json-object.ts';

/** The line to show, or null. A JSON line of level ERROR becomes `  decide failed: ...`; with `isVerbose` each line is shown as it is. */
export function shownLog(line: string, isVerbose: boolean): string | null {
  if (isVerbose) return line;
  const entry = parseObject(line);
  if (!entry || (entry['level'] !== 'ERROR' && entry['level'] !== 'CRITICAL')) return null;
  const because = textOf(entry['because']);
  const cause = because === '' ? '' : `: ${because}`;
  const who = textOf(entry['service']) || 'function';
  return `  ${who} failed: ${textOf(entry['message'])}${cause}. All log lines: MODELGATE_LOGS=1`;
}
