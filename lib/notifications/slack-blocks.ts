// The layout of a message in Slack: Block Kit within Slack's limits for any input, and nothing in a button but the review's id.
import type { Button, KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import { escapeSlack } from '../slack-api.ts';
import { weekdayTime, shortTime } from '../times.ts';
import { titleOf, type Message, type MetricRow } from './message.ts';
import { cut, oneLine } from './hostile-text.ts';
import { fitted, mentionOf, MOST_ASKED, mrkdwn, plainText } from './slack-text.ts';

/** What chat.postMessage takes beside channel and thread. */
export type SlackContent = { readonly text: string; readonly blocks: readonly KnownBlock[] };

// Slack takes 50 blocks, 150 characters in a header, 3,000 in a text, 2,000 in a field; these add up to less than 12,000 in a message.
const VERDICT = 2900;
const METRICS = 1200;
const FIELD = 500;
const ANSWERS = 2400;
const PLAN = 1200;
const LINE = 600;
const FALLBACK = 600;

/** The blocks of one message; `text` is what notifications and screen readers say. */
export function slackContentOf(message: Message): SlackContent {
  const { subject, said, plan } = message;
  const [firstLine] = message.lines;
  const heading: KnownBlock = { type: 'header', block_id: 'review.subject', text: plain(subject, 150) };
  const blocks: readonly (KnownBlock | null)[] = [
    heading,
    section('review.verdict', verdictText(message)),
    message.metrics.length === 0 ? null : section('review.metrics', metricsText(message.metrics)),
    { type: 'section', block_id: 'review.facts', fields: fieldsOf(message) },
    plan && section('review.plan', fitted([`*${plan.title}*`, ...plan.steps.map((step) => mrkdwn(step, LINE))], PLAN)),
    said.length === 0 ? null : section('review.answers', answersText(message)),
    actionsOf(message),
    { type: 'context', block_id: 'review.ids', elements: [text(mrkdwn(message.ids, 250))] },
  ];
  const told = mrkdwn(`${titleOf(message)}. ${firstLine?.text ?? ''}`, FALLBACK);
  return { text: told, blocks: blocks.filter((block) => block !== null) };
}

const text = (content: string): MrkdwnElement => ({ type: 'mrkdwn', verbatim: true, text: content });
const plain = (content: string, most: number): PlainTextElement => ({
  type: 'plain_text',
  emoji: false,
  text: plainText(content, most),
});
/** A block of mrkdwn that is escaped already. */
export const section = (blockId: string, content: string): KnownBlock => ({
  type: 'section',
  block_id: blockId,
  text: text(content),
});

const verdictText = ({ mark, headline, lines }: Message): string =>
  fitted(
    [`${mark} *${mrkdwn(headline, 300)}*`, ...lines.map((line) => `${line.mark} ${mrkdwn(line.text, LINE)}`)],
    VERDICT,
  );

/** A table in the code font: columns as wide as their widest cell, numbers to the right. */
function metricsText(rows: readonly MetricRow[]): string {
  const cell = (content: string | null, most: number): string => cut(oneLine(content ?? ''), most).replaceAll('`', 'ˋ');
  const table = [
    ['', 'metric', 'value', 'champion', 'limit'],
    ...rows.map(({ mark, label, value, champion, limit }) => [
      mark,
      cell(label, 28),
      cell(value, 12),
      cell(champion, 12),
      cell(limit, 22),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length))) ?? [];
  const shown = table.map((row) =>
    row.map((content, column) =>
      column < 2 ? content.padEnd(widths[column] ?? 0) : content.padStart(widths[column] ?? 0),
    ),
  );
  const lines = shown.map((row) => escapeSlack(row.join('  ').trimEnd()));
  return `\`\`\`\n${fitted(lines, METRICS)}\n\`\`\``;
}

function fieldsOf({ registeredBy, account, asked, deadline }: Message): MrkdwnElement[] {
  const fields = [
    registeredBy && `*Registered by*\n${mrkdwn(registeredBy.who, FIELD)}`,
    `*Account*\n${mrkdwn(account, FIELD)}`,
    asked.length === 0 ? null : `*May answer*\n${askedText(asked)}`,
    deadline && `*Open until*\n${slackTime(deadline.at)}. ${mrkdwn(deadline.after, 200)}`,
  ];
  return fields.filter((field) => field !== null).map(text);
}

/** The only mentions there are: people of the directory who are asked, by the ids it holds. */
const askedText = (asked: Message['asked']): string =>
  fitted(
    [
      asked
        .slice(0, MOST_ASKED)
        .map(({ name, slack }) => mentionOf(slack) ?? mrkdwn(name, 40))
        .join(', '),
      ...(asked.length > MOST_ASKED ? [`and ${asked.length - MOST_ASKED} more`] : []),
    ],
    1000,
  );

/** The reader's own time zone, with UTC for what can't show it. */
const slackTime = (at: number): string =>
  `<!date^${Math.floor(at / 1000)}^{date_short_pretty}, {time}|${weekdayTime(at)}>`;

const answersText = ({ said }: Message): string =>
  fitted(
    said.flatMap(({ mark, name, did, at, comment }) => [
      `${mark} ${mrkdwn(name, 80)} ${did}, ${shortTime(at)}`,
      ...(comment === '' ? [] : [`>${mrkdwn(comment, LINE)}`]),
    ]),
    ANSWERS,
  );

function actionsOf({ review, link }: Message): KnownBlock | null {
  const button = (action: string, label: string, more: Partial<Button>): Button => ({
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label, emoji: false },
    ...more,
  });
  const value = review?.id ?? '';
  const elements = [
    ...(review?.isOpen === true
      ? [button('approve', '✓ Approve', { value }), button('reject', '✗ Reject', { value })]
      : []),
    ...(link === null ? [] : [button('open', 'Open', { url: link, ...(review && { value }) })]),
  ];
  return elements.length === 0 ? null : { type: 'actions', block_id: 'review.act', elements };
}
