// What happened to one version so far: decisions and answers from its chain, newest first, down to the registration.
import type { Decision } from '../decisions/decision.ts';
import { shortActor } from '../identity.ts';
import type { Answer, Bypass } from '../ledger/head.ts';
import type { LogContent } from '../ledger/log.ts';
import { html, type Markup, type Part } from './html.ts';
import { mark, verdictWord } from './marks.ts';
import { dayTime, timeTag } from './shown-time.ts';
import { verdictSentence, withStop, type NameOf } from './verdict-sentence.ts';

/** `isCut` where the chain is longer than what was read. */
export type Chain = { readonly contents: readonly LogContent[]; readonly isCut: boolean };

/** Where somebody answered, in a sentence. */
export const DOOR = {
  Slack: 'from Slack',
  Page: 'on the page',
  CommandLine: 'at the command line',
  Registry: 'in the registry',
} as const;

/** The list of events of one version. `now` decides whether years are shown. */
export function timeline({ contents, isCut }: Chain, nameOf: NameOf, now: number): Markup {
  const first = contents.findLast(({ kind }) => kind === 'decided');
  const registered = !isCut && first?.kind === 'decided' ? registration(first.decision, now) : null;
  return html`<ol class="time">${contents.map((content) => eventOf(content, nameOf, now))}${registered}${isCut && html`<li><span class="soft">earlier</span><div class="soft">There is more: see <code>modelgate dossier</code>.</div></li>`}</ol>`;
}

const line = (at: number, now: number, what: Part): Markup =>
  html`<li>${timeTag(at, dayTime(at, now))}<div>${what}</div></li>`;

function eventOf(content: LogContent, nameOf: NameOf, now: number): Markup {
  switch (content.kind) {
    case 'decided':
      return line(Date.parse(content.decision.createdAt), now, decisionLine(content.decision, nameOf));
    case 'answered':
      return line(content.answer.answeredAt, now, answerLine(content.answer, nameOf));
    case 'bypassed':
      return line(content.bypass.orderedAt, now, bypassLine(content.bypass, nameOf));
    default:
      return content satisfies never;
  }
}

const BY = {
  Gate: 'by the gate',
  Reviewer: 'by reviewers, carried out by the gate',
  External: 'recorded',
  Bypass: 'by bypass',
} as const;

/** The verdict, and the first of its reasons; what was set outside the gate is said first. */
export function decisionLine(decision: Decision, nameOf: NameOf): Markup {
  const { verdict, origin, reasons, mode } = decision;
  const reason = reasons[0] === undefined ? '' : html`: ${withStop(reasons[0])}`;
  if (origin === 'External')
    return html`${mark('drift', 'wait')} ${verdictSentence(decision, [], nameOf)}; policies say ${verdictWord(verdict)}${reason}`;
  return html`${verdictWord(verdict)} ${BY[origin]}${mode === 'Audit' && ' in Audit'}${reason}`;
}

function answerLine({ choice, person, door, comment }: Answer, nameOf: NameOf): Markup {
  const word =
    choice === 'Withdraw' ? html`<span class="word dim">${mark('skip', 'dim')}Withdrawn</span>` : verdictWord(choice);
  return html`${word} by ${nameOf(person)}, ${DOOR[door]}${comment.trim() !== '' && html`<blockquote>${comment}</blockquote>`}`;
}

const bypassLine = ({ person, comment, principal }: Bypass, nameOf: NameOf): Markup =>
  html`<span class="word wait">${mark('drift', 'wait')}Bypass</span> ordered by ${nameOf(person)} (${shortActor(principal)})<blockquote>${comment}</blockquote>`;

function registration({ subject, package: made }: Decision, now: number): Part {
  if (!made) return null;
  const by = subject.registrant === null ? '' : ` by ${shortActor(subject.registrant)}`;
  return line(Date.parse(made.createdAt), now, `Registered${by}.`);
}
