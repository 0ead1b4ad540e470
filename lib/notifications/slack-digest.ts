// Many messages for one channel as one: each named with its link and its first sentence, nothing left out.
import type { KnownBlock } from '@slack/types';
import { digestTitleOf, type Message } from './message.ts';
import { section, type SlackContent } from './slack-blocks.ts';
import { mrkdwn } from './slack-text.ts';

// 3,000 characters a text and about 13,000 a message: what is told of each shrinks with their number, its name and link stay.
const SECTION = 2900;
const WHOLE = 11_000;
const NAME = 80;

/** One message that names all. At most 60 are given at once: with links of up to 100 characters each still has its line. */
export function slackDigestOf(messages: readonly Message[]): SlackContent {
  const title = digestTitleOf(messages);
  const room = Math.floor(WHOLE / Math.max(1, messages.length)) - 2;
  const sections: string[] = [''];
  for (const message of messages) {
    const line = lineOf(message, room);
    const last = sections.at(-1) ?? '';
    if (last.length + line.length + 1 > SECTION) sections.push(line);
    else sections[sections.length - 1] = last === '' ? line : `${last}\n${line}`;
  }
  const blocks: KnownBlock[] = [
    { type: 'header', block_id: 'digest.subject', text: { type: 'plain_text', text: title, emoji: false } },
    ...sections.map((content, at) => section(`digest.${at}`, content)),
  ];
  return { text: title, blocks };
}

function lineOf({ mark, subject, headline, lines, link }: Message, room: number): string {
  const name = mrkdwn(subject, NAME).replaceAll('|', '/');
  const start = link === null || link.length > 110 ? `${mark} ${name}` : `${mark} <${link}|${name}>`;
  const rest = room - start.length - 2;
  const [first] = lines;
  return rest < 8 ? start : `${start}: ${mrkdwn(`${headline}. ${first?.text ?? ''}`, rest)}`;
}
