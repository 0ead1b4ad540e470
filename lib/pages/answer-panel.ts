// The answer: who said what, what is missing, and the form with two buttons of the same size and weight. The page takes no side.
import type { ClosedReview } from '../ledger/head.ts';
import type { AnswerState, PersonState, RequirementState, ReviewState } from '../ledger/review-state.ts';
import type { AnswerChoice } from '../visitor.ts';
import { html, type Markup, type Part } from './html.ts';
import { mark, type MarkName, type Tone } from './marks.ts';
import { dayTime, shownTime, shownLeft, timeTag } from './shown-time.ts';
import type { NameOf } from './verdict-sentence.ts';

/** The person who looks, and the nonces of this visit: null where none can be made. */
export type Answerer = {
  readonly personId: string;
  readonly name: string;
  readonly nonces: Readonly<Record<AnswerChoice, string>> | null;
};

/** The section that comes last in the document. */
export function answerPanel(review: ReviewState, you: Answerer, now: number): Markup {
  const own = review.people.find(({ id }) => id === you.personId) ?? null;
  return html`<section class="sheet answer" id="answer" aria-labelledby="h-answer"><h2 id="h-answer">Your answer, ${you.name}</h2>
<p>${positionOf(review, own)}</p>${review.requirements.map((one) => requirementList(one, review.requirements.length > 1, you, now))}${answerForm(review, own, you, now)}</section>`;
}

/** What the visitor's voice would do. */
function positionOf(review: ReviewState, own: PersonState | null): string {
  if (!own) return 'You are not asked in this review. You may look.';
  if (own.state === 'mayNot') return `You may not answer: ${own.because ?? 'you are not asked'}.`;
  if (own.state === 'approved') return 'You approved. You may withdraw that while the review is open.';
  if (own.state === 'rejected') return 'You rejected.';
  const asked = review.requirements.filter(({ people }) =>
    people.some(({ id, state }) => id === own.id && state === 'mayAnswer'),
  );
  const isLast =
    review.requirements.every(({ missing }) => missing === 0) ||
    review.requirements.every((one) => one.missing <= 1 && (one.missing === 0 || asked.includes(one)));
  const [first] = asked;
  const place = first ? `${ordinal(first.given + 1)} of ${first.count}` : 'one more';
  return isLast
    ? `Your approval would be the ${place} and complete the review.`
    : `Your approval would be the ${place}.`;
}

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'];
const ordinal = (place: number): string => ORDINALS[place] ?? `number ${place}`;

function requirementList(one: RequirementState, isNamed: boolean, you: Answerer, now: number): Markup {
  const free = one.people.filter(({ state, id }) => state === 'mayAnswer' && id !== you.personId);
  const others = one.people.filter(({ state, id }) => state !== 'mayAnswer' || id === you.personId);
  const order = { approved: 0, rejected: 0, mayAnswer: 1, mayNot: 3 } as const;
  const rows = others
    .toSorted((a, b) => order[a.state] - order[b.state])
    .map((person) => ({ rank: order[person.state], row: personRow(person, you, now) }));
  const freeRow = free.length > 0 && { rank: 2, row: namesRow(free) };
  const all = [...rows, ...(freeRow ? [freeRow] : [])].toSorted((a, b) => a.rank - b.rank);
  const title = isNamed && html`<h3>${one.name}: ${one.given} of ${one.count} ${one.asked}</h3>`;
  return html`${title}<ul class="marked">${all.map(({ row }) => row)}</ul>${one.oneMoreBecause !== null && html`<p class="small soft">One more is needed: ${one.oneMoreBecause}.</p>`}`;
}

const row = (name: MarkName, tone: Tone, text: Part): Markup => html`<li>${mark(name, tone)}<div>${text}</div></li>`;

/** At most so many names in a line; a group may have a hundred. */
const MOST_NAMES = 8;

function namesRow(people: readonly PersonState[]): Markup {
  const more = people.length - MOST_NAMES;
  const names = people
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(', ');
  return row('open', 'dim', html`${names}${more > 0 && ` and ${more} more`} <span class="soft">may answer</span>`);
}

function personRow({ id, name, state, because, answer }: PersonState, you: Answerer, now: number): Markup {
  const who = id === you.personId ? html`<strong>${name}, you</strong>` : name;
  const said = answer && timeTag(answer.answeredAt, shownTime(answer.answeredAt, now));
  switch (state) {
    case 'approved':
      return row('approve', 'ok', html`${who} approved <span class="soft">${said}</span>`);
    case 'rejected':
      return row('reject', 'no', html`${who} rejected <span class="soft">${said}</span>`);
    case 'mayAnswer':
      return row('open', 'ask', html`${who} <span class="soft">may answer</span>`);
    case 'mayNot':
      return row('skip', 'dim', html`${who} <span class="soft">may not${because !== null && `: ${because}`}</span>`);
    default:
      return state satisfies never;
  }
}

function answerForm(review: ReviewState, own: PersonState | null, you: Answerer, now: number): Part {
  if (!own || own.state === 'mayNot' || own.state === 'rejected') return deadlineNote(review, now);
  if (!you.nonces)
    return html`<p>Answers on this page are not possible at the moment. Slack and <code>modelgate approve</code> still work.</p>`;
  const { nonces } = you;
  const isWithdrawal = own.state === 'approved';
  const isRequired = !isWithdrawal && review.requirements.some(({ requireComment }) => requireComment);
  return html`<form method="post" action="/r/${review.reviewId}/answer"><input type="hidden" name="digest" value="${review.packageDigest}">
<label for="comment">Comment <span class="soft">${isRequired ? 'required' : 'optional'}</span></label>
<textarea id="comment" name="comment"${isRequired && REQUIRED} maxlength="1000" aria-describedby="hint"></textarea>
<p class="small soft" id="hint">Kept with the decision and shown to the registrant.</p><div class="act">${
    isWithdrawal
      ? button('Withdraw', nonces.Withdraw, 'skip', '')
      : html`${button('Approve', nonces.Approve, 'approve', 'ok')}${button('Reject', nonces.Reject, 'reject', 'no')}`
  }</div>${deadlineNote(review, now)}</form>`;
}

const REQUIRED = html` required`;

const button = (choice: AnswerChoice, nonce: string, name: MarkName, tone: Tone | ''): Markup =>
  html`<button class="btn ${tone}" name="${choice}" value="${nonce}">${mark(name, tone === '' ? 'dim' : tone)}${choice}</button>`;

function deadlineNote({ expiresAt, requirements }: ReviewState, now: number): Markup {
  const until = expiresAt !== null && html`Open until ${timeTag(expiresAt, `${dayTime(expiresAt, now)} UTC`)}. `;
  const rejectedBy = Math.max(1, ...requirements.map((one) => one.rejectedBy));
  const ends = rejectedBy === 1 ? 'One Reject ends the review.' : `${rejectedBy} Rejects end the review.`;
  return html`<p class="small soft">${until}${ends} The evidence is read once more before anything is written; if it changed, your answer is void and you hear of it.</p>`;
}

/** What stands below the evidence on a narrow screen: one link to the answer, with what is left. */
export function jumpLink(review: ReviewState, you: Answerer, now: number): Markup {
  const mayAnswer = review.people.some(({ id, state }) => id === you.personId && state === 'mayAnswer');
  const left = review.expiresAt === null ? '' : `, ${shownLeft(review.expiresAt, now)}`;
  return html`<a class="btn jump" href="#answer">${mayAnswer ? `Answer${left}` : 'Who is asked'}</a>`;
}

const OUTCOME = { met: 'was met', rejected: 'was rejected', expired: 'expired', voided: 'is void' } as const;

/** In place of the form where the review is over: how it ended and what takes its place. */
export function closedPanel(closed: ClosedReview, nameOf: NameOf, now: number): Markup {
  const next =
    closed.nextReviewId !== null && html`<p><a href="/r/${closed.nextReviewId}">The review that took its place</a></p>`;
  return html`<section class="sheet answer" id="answer" aria-labelledby="h-answer"><h2 id="h-answer">The review ${OUTCOME[closed.outcome]}</h2><p>${closed.because}</p><ul class="marked">${closed.answers.map(
    ({ person, choice, answeredAt }) => answerRow({ name: nameOf(person), choice, answeredAt }, now),
  )}</ul><p class="soft">Since ${timeTag(closed.closedAt, `${dayTime(closed.closedAt, now)} UTC`)}. Nothing can be answered any more.</p>${next}</section>`;
}

const ANSWER_MARK = {
  Approve: ['approve', 'ok', 'approved'],
  Reject: ['reject', 'no', 'rejected'],
  Withdraw: ['skip', 'dim', 'withdrew'],
} as const;

function answerRow(
  { name, choice, answeredAt }: Pick<AnswerState, 'name' | 'choice' | 'answeredAt'>,
  now: number,
): Markup {
  const [shape, tone, word] = ANSWER_MARK[choice];
  return row(
    shape,
    tone,
    html`${name} ${word} <span class="soft">${timeTag(answeredAt, shownTime(answeredAt, now))}</span>`,
  );
}
