// A message as plain mail: lines of 76 characters, one link, and nothing that decides.
import { weekdayTime, longTime, shortTime } from '../times.ts';
import { cut, oneLine } from './hostile-text.ts';
import { digestTitleOf, titleOf, type Message } from './message.ts';

const WIDTH = 76;
const LABEL = 18;
const LINE = 1_000;
/** Said below every link: what a mail scanner may do does no harm, and readers know it. */
export const ABOUT_LINK = 'The link only shows the sign-in; nothing is decided by opening it.';

/** Text of others in a mail: one line, and no address that a mail program would make a link of. */
export const inMail = (text: string, most = LINE): string =>
  cut(
    oneLine(text)
      .replaceAll(/\b(https?|ftp|mailto|tel|javascript|data):/giu, '$1[:]')
      .replaceAll(/\bwww\./giu, 'www[.]'),
    most,
  );

/** The subject line. */
export const mailSubjectOf = (message: Message): string => inMail(titleOf(message), 150);

/** The whole text of one message. `because` says why this reader gets it. */
export function mailTextOf(message: Message, because: string, note: string | null): string {
  const { deadline, plan, link, review } = message;
  const parts: readonly string[] = [
    `${wrapped(inMail(titleOf(message)), '')}.`,
    message.lines.map((line) => wrapped(inMail(line.text), '    ', `  ${line.mark} `)).join('\n'),
    metricsText(message),
    link === null ? '' : `${review?.isOpen === true ? 'Read it and answer' : 'Read it'}:\n${link}`,
    deadline === null ? '' : wrapped(`Open until ${weekdayTime(deadline.at)}. ${inMail(deadline.after)}.`, ''),
    factsText(message),
    plan === null
      ? ''
      : [plan.title, ...plan.steps.map((step, at) => wrapped(inMail(step), '     ', `  ${at + 1}. `))].join('\n'),
    note === null ? '' : wrapped(note, ''),
    [...(link === null ? [] : [wrapped(ABOUT_LINK, '')]), wrapped(`${because} ${inMail(message.ids)}.`, '')].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Several messages as one: each with its first sentence and, where there are pages, the one link to all of them. */
export function mailDigestTextOf(
  messages: readonly Message[],
  because: string,
  note: string | null,
  pages: string | null,
): string {
  const items = messages.flatMap((message) => {
    const [first] = message.lines;
    return [
      wrapped(inMail(titleOf(message), 300), '    ', `  ${message.mark} `),
      ...(first ? [wrapped(inMail(first.text, 300), '      ', '      ')] : []),
    ];
  });
  const parts = [
    `${digestTitleOf(messages)}.`,
    items.join('\n'),
    pages === null ? '' : `Read them and answer:\n${pages}`,
    note ?? '',
    [...(pages === null ? [] : [ABOUT_LINK]), because].join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function metricsText({ metrics }: Message): string {
  const rows = metrics.map(({ mark, label, value, champion, limit }) => {
    const against = champion === null ? '' : `, champion ${inMail(champion, 20)}`;
    return wrapped(
      `${inMail(label, 40)} ${inMail(value, 20)}${against}${limit === null ? '' : `, ${inMail(limit, 30)}`}`,
      '    ',
      `  ${mark} `,
    );
  });
  return rows.length === 0 ? '' : ['Metrics', ...rows].join('\n');
}

const factsText = (message: Message): string =>
  factsOf(message)
    .map(([label, text]) => wrapped(text, ' '.repeat(LABEL), label.padEnd(LABEL)))
    .join('\n');

/** Who registered it, where, who may answer and who has, each with its label; what goes on has an empty one. */
export function factsOf({ registeredBy, account, asked, said }: Message): readonly (readonly [string, string])[] {
  const at = registeredBy?.at ?? null;
  return [
    ...(registeredBy
      ? [['Registered by', `${inMail(registeredBy.who)}${at === null ? '' : `, ${longTime(at)}`}`] as const]
      : []),
    ['Account', inMail(account)],
    ...(asked.length > 0 ? [['May answer', inMail(asked.map(({ name }) => name).join(', '))] as const] : []),
    ...said.map((one, index) => {
      const comment = one.comment === '' ? '' : `: "${inMail(one.comment)}"`;
      const text = `${inMail(one.name)} ${one.did}, ${shortTime(one.at)}${comment}`;
      return [index === 0 ? 'Answered' : '', text] as const;
    }),
  ];
}

/** Words in lines of 76 characters; the first begins with `first`, the others with `indent`. */
function wrapped(text: string, indent: string, first = indent): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line = isEmpty ? line + word : `${line} ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
