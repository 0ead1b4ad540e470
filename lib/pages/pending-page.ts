// The list of what waits: who is asked, how far it is, what the visitor may do, until when.
import { raw } from 'hono/html';
import { longTime, spanText } from '../times.ts';
import { framed, type Banner } from './frame.ts';
import { html, type Markup, type Part } from './html.ts';
import { asciiName } from './legible.ts';
import { verdictWord } from './marks.ts';
import {
  isInView,
  registrantOf,
  shownRows,
  VIEWS,
  type PendingFilter,
  type PendingRow,
  type View,
} from './pending-view.ts';
import { dayTime, shownLeft, timeTag } from './shown-time.ts';
import { withStop } from './verdict-sentence.ts';

export type PendingPage = {
  readonly rows: readonly PendingRow[];
  readonly isCut: boolean;
  readonly filter: PendingFilter;
  /** Rows to leave out at the start: paging. */
  readonly skip: number;
  readonly person: { readonly name: string };
  readonly banner: Banner;
  readonly now: number;
};

const PAGE_ROWS = 40;
const VIEW_WORD: Readonly<Record<View, string>> = {
  all: 'All',
  mine: 'Waiting for you',
  soon: 'Due within 24 h',
  holds: 'Holds',
};

/** The whole document. */
export function pendingPage(page: PendingPage): string {
  const { rows, filter, skip, person, banner, now } = page;
  const chosen = shownRows(rows, filter, now);
  const shown = chosen.slice(skip, skip + PAGE_ROWS);
  return framed({
    title: 'Pending reviews',
    person,
    section: 'Pending',
    banner,
    skip: { to: 'list', text: 'Skip to the list' },
    main: html`<h1>Pending reviews</h1><p class="intro">${introOf(page)}</p>${views(page)}${filterForm(page)}${
      shown.length === 0 ? html`<p class="sheet none" id="list">${noneText(rows, filter)}</p>` : table(shown, now)
    }${paging(page, chosen.length)}<footer class="foot">As of ${timeTag(now, longTime(now))}. An unanswered review is rejected, escalated or held at its deadline, as its policy says.</footer>`,
  });
}

function introOf({ rows, isCut, now }: PendingPage): Part {
  const mine = rows.filter(({ isYours }) => isYours).length;
  const oldest = Math.min(...rows.map(({ since }) => since));
  if (rows.length === 0) return 'Nothing waits for people. All times are UTC.';
  return html`${isCut && 'More than '}${rows.length} model ${rows.length === 1 ? 'package waits' : 'packages wait'}, the oldest for ${spanText(now - oldest)}. ${mine} ${mine === 1 ? 'waits' : 'wait'} for you. All times are UTC.`;
}

function noneText(rows: readonly PendingRow[], { view }: PendingFilter): string {
  return rows.length === 0
    ? 'No review is open, and no version is held for evidence.'
    : `Nothing here: ${VIEW_WORD[view].toLowerCase()}, with this filter.`;
}

const query = (filter: PendingFilter, skip: number): string => {
  const set = new URLSearchParams();
  if (filter.view !== 'all') set.set('view', filter.view);
  if (filter.group !== '') set.set('group', filter.group);
  if (filter.asked !== '') set.set('asked', filter.asked);
  if (skip > 0) set.set('skip', String(skip));
  return set.size === 0 ? '/' : `/?${set.toString()}`;
};

function views({ rows, filter, now }: PendingPage): Markup {
  const items = VIEWS.map((view) => {
    const count = rows.filter((row) => isInView(row, view, now)).length;
    const current = view === filter.view && raw(' aria-current="true"');
    return html`<li><a href="${query({ ...filter, view }, 0)}"${current}>${VIEW_WORD[view]} <span class="soft">${count}</span></a></li>`;
  });
  return html`<nav aria-label="Views"><ul class="views">${items}</ul></nav>`;
}

function filterForm({ rows, filter }: PendingPage): Markup {
  const asked = [...new Set(rows.map((row) => row.asked).filter((one) => one !== null))].toSorted();
  const options = asked.map((name) => html`<option${name === filter.asked && raw(' selected')}>${name}</option>`);
  return html`<form class="filter" method="get" action="/">${filter.view !== 'all' && html`<input type="hidden" name="view" value="${filter.view}">`}<label>Group <input name="group" value="${filter.group}" placeholder="fraud-*" autocomplete="off" maxlength="63"></label><label>Asked <select name="asked"><option value="">All</option>${options}</select></label><button class="btn">Filter</button></form>`;
}

const table = (rows: readonly PendingRow[], now: number): Markup =>
  html`<table id="list"><caption class="hidden">Pending reviews, oldest first</caption><thead><tr><th scope="col">Model package</th><th scope="col">Why it waits</th><th scope="col">Answers</th><th scope="col">You</th><th scope="col">Registered by</th><th scope="col" aria-sort="descending">Waiting <span aria-hidden="true">↓</span></th><th scope="col">Deadline</th></tr></thead><tbody>${rows.map((row) => tableRow(row, now))}</tbody></table>`;

function tableRow(row: PendingRow, now: number): Markup {
  const { path, group, version, account, region, kind, why, you, isYours, since, deadline } = row;
  const until =
    deadline === null
      ? 'none'
      : html`${timeTag(deadline, dayTime(deadline, now))} <small>${shownLeft(deadline, now)}</small>`;
  return html`<tr><th scope="row"><a href="${path}">${asciiName(group)} v${version}</a> <small>${account}, ${region}</small></th><td class="reason">${verdictWord(kind)}<br>${withStop(why)}</td><td data-l="Answers"><div>${answersCell(row)}</div></td><td data-l="You"><div>${isYours ? html`<strong class="ask">${you}</strong>` : you}</div></td><td data-l="Registered by"><div>${registrantOf(row)}</div></td><td data-l="Waiting"><div class="keep">${timeTag(since, spanText(now - since))}</div></td><td data-l="Deadline" class="slim"><div>${until}</div></td></tr>`;
}

/** More people than this are counted, not drawn. */
const MOST_PIPS = 6;

function answersCell({ asked, given, count }: PendingRow): Part {
  if (asked === null) return 'none asked';
  const pips = Array.from({ length: count }, (_, index) => (index < given ? html`<i class="on"></i>` : html`<i></i>`));
  return html`${count <= MOST_PIPS && html`<span class="pips" aria-hidden="true">${pips}</span>`}${given} of ${count} <small>${asked}</small>`;
}

function paging({ filter, skip }: PendingPage, total: number): Part {
  if (total <= PAGE_ROWS && skip === 0) return null;
  const before = skip > 0 && html`<a href="${query(filter, Math.max(0, skip - PAGE_ROWS))}">Those that wait longer</a>`;
  const after = skip + PAGE_ROWS < total && html`<a href="${query(filter, skip + PAGE_ROWS)}">Those that wait less</a>`;
  return html`<nav class="pages" aria-label="Pages">${before}<span class="soft">${Math.min(skip + 1, total)} to ${Math.min(skip + PAGE_ROWS, total)} of ${total}</span>${after}</nav>`;
}
