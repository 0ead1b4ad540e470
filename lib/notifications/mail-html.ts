// A message as an HTML mail: tables and inline styles, as mail programs need them; every value escaped by the template.
import { html, raw } from 'hono/html';
import { weekdayTime } from '../times.ts';
import { ABOUT_LINK, factsOf, inMail, mailSubjectOf } from './mail-text.ts';
import { digestTitleOf, type Mark, type Message } from './message.ts';

type Html = ReturnType<typeof html>;

const FONT = "font-family:'Segoe UI',Arial,sans-serif;font-size:15px;line-height:22px;color:#17202b";
const RULE = 'border-top:1px solid #dce1e7;padding:16px 0';
const SOFT = 'color:#506070';
const COLOUR: Readonly<Record<Mark, string>> = {
  '✓': '#1a6e40',
  '✗': '#b0271e',
  '!': '#845300',
  '■': '#845300',
  '◆': '#3548c0',
  '○': '#506070',
};

/** The whole document of one message. `because` says why this reader gets it. */
export async function mailHtmlOf(message: Message, because: string, note: string | null): Promise<string> {
  const { subject, headline, link, deadline, plan, review } = message;
  const rows: readonly (Html | null)[] = [
    html`<tr><td style="padding:0 0 4px;font-size:15px;${SOFT}">${inMail(subject)}</td></tr>`,
    html`<tr><td style="padding:0 0 16px"><h1 style="margin:0;font-size:22px;line-height:28px;font-weight:bold">${inMail(headline)}</h1></td></tr>`,
    html`<tr><td>${table(message.lines.map(({ mark, text }, at) => markedRow(mark, text, at === 0)))}</td></tr>`,
    message.metrics.length === 0 ? null : html`<tr><td style="padding:8px 0 0">${metricsTable(message)}</td></tr>`,
    link === null ? null : linkRow(link, review?.isOpen === true ? 'Read it and answer' : 'Read it'),
    deadline &&
      html`<tr><td style="padding:0 0 24px">Open until <b>${weekdayTime(deadline.at)}</b>. ${inMail(deadline.after)}.</td></tr>`,
    html`<tr><td style="${RULE}">${table(factRows(message))}</td></tr>`,
    plan &&
      html`<tr><td style="${RULE}"><b>${plan.title}</b>${plan.steps.map((step, at) => html`<br>${at + 1}. ${inMail(step)}`)}</td></tr>`,
    note === null ? null : html`<tr><td style="${RULE}">${note}</td></tr>`,
    html`<tr><td style="${RULE};font-size:13px;line-height:20px;${SOFT}">${link === null ? '' : `${ABOUT_LINK} `}${because} ${inMail(message.ids)}.</td></tr>`,
  ];
  return documentOf(mailSubjectOf(message), rows);
}

/** Several messages as one document with one link to the pages. */
export async function mailDigestHtmlOf(
  messages: readonly Message[],
  because: string,
  note: string | null,
  pages: string | null,
): Promise<string> {
  const title = digestTitleOf(messages);
  const items = messages.map((message) => {
    const [first] = message.lines;
    const sentence = first ? `. ${first.text}` : '';
    return markedRow(message.mark, `${message.subject}: ${message.headline}${sentence}`, false);
  });
  return documentOf(title, [
    html`<tr><td style="padding:0 0 16px"><h1 style="margin:0;font-size:22px;line-height:28px;font-weight:bold">${title}</h1></td></tr>`,
    html`<tr><td>${table(items)}</td></tr>`,
    pages === null ? null : linkRow(pages, 'Read them and answer'),
    note === null ? null : html`<tr><td style="${RULE}">${note}</td></tr>`,
    html`<tr><td style="${RULE};font-size:13px;line-height:20px;${SOFT}">${pages === null ? '' : `${ABOUT_LINK} `}${because}</td></tr>`,
  ]);
}

const table = (rows: readonly Html[]): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${raw(FONT)}">${rows}</table>`;

const markedRow = (mark: Mark, text: string, isFirst: boolean): Html =>
  html`<tr><td width="24" valign="top" style="padding:0 0 8px;color:${COLOUR[mark]};font-weight:bold">${mark}</td><td style="padding:0 0 8px">${isFirst ? html`<b>${inMail(text)}</b>` : inMail(text)}</td></tr>`;

function metricsTable({ metrics }: Message): Html {
  const head = ['', 'Metric', 'Value', 'Champion', 'Limit'];
  const cell = (text: string, isNumber: boolean): Html =>
    html`<td align="${isNumber ? 'right' : 'left'}" style="padding:0 12px 4px 0">${inMail(text, 60)}</td>`;
  return html`<table cellpadding="0" cellspacing="0" border="0" style="${raw(FONT)};font-size:13px"><tr>${head.map((text, at) => html`<th align="${at < 2 ? 'left' : 'right'}" scope="col" style="padding:0 12px 4px 0;${SOFT};font-weight:normal">${text}</th>`)}</tr>${metrics.map(
    ({ mark, label, value, champion, limit }) =>
      html`<tr><td style="padding:0 12px 4px 0;color:${COLOUR[mark]};font-weight:bold">${mark}</td>${cell(label, false)}${cell(value, true)}${cell(champion ?? '', true)}${cell(limit ?? '', true)}</tr>`,
  )}</table>`;
}

const linkRow = (link: string, label: string): Html =>
  html`<tr><td style="padding:16px 0"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#3548c0" style="padding:12px 24px;font-size:16px;line-height:20px"><a href="${link}" style="color:#ffffff;font-weight:bold;text-decoration:none">${label}</a></td></tr></table></td></tr>`;

const factRows = (message: Message): readonly Html[] =>
  factsOf(message).map(
    ([label, text]) =>
      html`<tr><th align="left" valign="top" width="120" scope="row" style="padding:0 12px 6px 0;${SOFT};font-weight:normal">${label}</th><td style="padding:0 0 6px">${text}</td></tr>`,
  );

async function documentOf(title: string, rows: readonly (Html | null)[]): Promise<string> {
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
</head>
<body style="margin:0;padding:0;background-color:#ffffff;color:#17202b">
<div role="main">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td align="left" style="padding:24px 16px">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:560px;${raw(FONT)}">
${rows.filter((row) => row !== null)}
</table>
</td></tr>
</table>
</div>
</body>
</html>
`;
  return document.toString();
}
