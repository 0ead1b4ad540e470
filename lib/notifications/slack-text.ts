// Text for Slack: escaped so that it can neither ping, nor link, nor lay itself out, and never longer than Slack takes.
import { cut, oneLine } from './hostile-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** Look-alikes for the marks that begin bold, strike and code; within a word (`false_positive_rate`) they mean nothing. */
const LAYOUT: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', _: '＿' };
const OPENS = /(?<![\p{L}\p{N}])[*_~](?=\S)|(?<=\S)[*_~](?![\p{L}\p{N}])/gu;

/**
 * Text of others as mrkdwn, at most `most` characters once escaped. Source: Slack, "Formatting text for app surfaces", escaping text:
 * &, < and > are the only entities; without < no mention, channel, date or link can be written.
 */
export function mrkdwn(text: string, most: number): string {
  const plain = oneLine(text)
    .replaceAll(/`{2,}/gu, (run) => 'ˋ'.repeat(run.length))
    .replaceAll(OPENS, (mark) => LAYOUT[mark] ?? mark);
  let escaped = '';
  for (const character of plain) {
    const next = ENTITIES[character] ?? character;
    if (escaped.length + next.length > most - 1) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

/** More people than this are counted, not named. */
export const MOST_ASKED = 15;

/** The mention of a person by the Slack user id that the directory holds; null where that is none. */
export const mentionOf = (slack: string | null): string | null =>
  slack !== null && /^[UW][A-Z0-9]{2,20}$/u.test(slack) ? `<@${slack}>` : null;

/** Text of others where Slack parses nothing (`plain_text`). */
export const plainText = (text: string, most: number): string => cut(oneLine(text), most) || ' ';

/** Lines as one text of at most `most` characters; what has no room is counted. */
export function fitted(lines: readonly string[], most: number): string {
  const kept: string[] = [];
  let length = 0;
  const room = most - 24;
  for (const line of lines) {
    if (length + line.length + 1 > room) return [...kept, `and ${lines.length - kept.length} more`].join('\n');
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join('\n');
}
