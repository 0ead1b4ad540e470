// Decisions with filters: what was decided, why, and by whom, newest first. Filters are a GET form, so each view has an address.
import { raw } from 'hono/html';
import type { Decision, Origin } from '../decisions/decision.ts';
import type { Verdict } from '../policy/policy.ts';
import { framed, type Banner } from './frame.ts';
import { html, type Markup, type Part } from './html.ts';
import { asciiName } from './legible.ts';
import { mark, verdictWord } from './marks.ts';
import { packagePath } from '../package-path.ts';
import { secondTime, timeTag } from './shown-time.ts';
import { withStop } from './verdict-sentence.ts';

export const VERDICTS: readonly Verdict[] = ['Approve', 'Reject', 'Hold', 'RequireReview', 'NoOpinion'];
export const ORIGINS: readonly Origin[] = ['Gate', 'Reviewer', 'External', 'Bypass'];

/** What was asked for. `from` and `to` are days (`2026-11-18`), both inclusive; empty texts stand for all. */
export type DecisionFilter = {
  readonly group: string;
  readonly verdict: string;
  readonly origin: string;
  readonly from: string;
  readonly to: string;
};

export type DecisionsPage = {
  readonly decisions: readonly Decision[];
  readonly filter: DecisionFilter;
  /** Where the next page begins, in milliseconds; null at the end. */
  readonly nextUntil: number | null;
  readonly isContinued: boolean;
  readonly person: { readonly name: string };
  readonly banner: Banner;
  readonly now: number;
};

/** The whole document. */
export function decisionsPage(page: DecisionsPage): string {
  const { decisions, filter, person, banner, now, isContinued } = page;
  return framed({
    title: 'Decisions',
    person,
    section: 'Decisions',
    banner,
    skip: { to: 'list', text: 'Skip to the list' },
    main: html`<h1>Decisions</h1><p class="intro">${isContinued ? 'Older decisions' : 'Decisions'} from ${filter.from} to ${filter.to}, newest first. All times are UTC.</p>${filterForm(filter)}${
      decisions.length === 0
        ? html`<p class="sheet none" id="list">No decision in this period with this filter.</p>`
        : decisionTable(decisions, now)
    }${paging(page)}<footer class="foot">The same as text: <code>modelgate decisions</code>. For an auditor: <code>modelgate dossier</code>.</footer>`,
  });
}

/** The table alone; the page of a policy shows it too. */
export const decisionTable = (decisions: readonly Decision[], now: number): Markup =>
  html`<table id="list"><caption class="hidden">Decisions, newest first</caption><thead><tr><th scope="col" aria-sort="descending">When <span aria-hidden="true">↓</span></th><th scope="col">Model package</th><th scope="col">Verdict</th><th scope="col">Reason</th><th scope="col">Decided by</th><th scope="col">Decision</th></tr></thead><tbody>${decisions.map((decision) => tableRow(decision, now))}</tbody></table>`;

function tableRow(decision: Decision, now: number): Markup {
  const { subject, verdict, origin, decisionId, mode } = decision;
  const at = Date.parse(decision.createdAt);
  const name = `${asciiName(subject.modelPackageGroupName)} v${subject.modelPackageVersion}`;
  const path = packagePath(subject.identity);
  const isOutside =
    origin === 'External' &&
    html`<br><span class="word wait">${mark('drift', 'wait')}${subject.approvalStatus ?? 'changed'}</span>`;
  return html`<tr><td data-l="When" class="slim"><div>${timeTag(at, secondTime(at, now))}</div></td><th scope="row">${path === null ? name : html`<a href="${path}">${name}</a>`} <small>${subject.account}, ${subject.region}</small></th><td>${verdictWord(verdict)}${mode === 'Audit' && html`<small>Audit</small>`}${isOutside}</td><td class="reason">${reasonCell(decision)}</td><td data-l="Decided by"><div>${origin}</div></td><td data-l="Decision"><div><code>${decisionId}</code></div></td></tr>`;
}

function reasonCell({ reasons, warnings, shadow }: Decision): Part {
  const [first, second] = [...reasons, ...warnings];
  if (first !== undefined) {
    const more = reasons.length - 1;
    return html`${withStop(first)}${more === 1 && second !== undefined && ` ${withStop(second)}`}${more > 1 && html` <span class="soft">And ${more} more.</span>`}`;
  }
  const watching = shadow.find(({ matched }) => matched);
  return watching
    ? `No policy in Enforce matched. In Audit, ${watching.policy} would be ${watching.verdict}.`
    : 'No policy matched.';
}

function filterForm({ group, verdict, origin, from, to }: DecisionFilter): Markup {
  const options = (names: readonly string[], chosen: string) =>
    names.map((name) => html`<option${name === chosen && raw(' selected')}>${name}</option>`);
  return html`<form class="filter" method="get" action="/decisions"><label>Group <input name="group" value="${group}" placeholder="fraud-*" autocomplete="off" maxlength="63"></label><label>Verdict <select name="verdict"><option value="">All</option>${options(VERDICTS, verdict)}</select></label><label>Decided by <select name="origin"><option value="">All</option>${options(ORIGINS, origin)}</select></label><label>From <input type="date" name="from" value="${from}"></label><label>To <input type="date" name="to" value="${to}"></label><button class="btn">Filter</button></form>`;
}

function paging({ decisions, filter, nextUntil, isContinued }: DecisionsPage): Part {
  if (nextUntil === null && !isContinued) return null;
  const set = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  const newest = isContinued && html`<a href="/decisions?${set.toString()}">Newest decisions</a>`;
  if (nextUntil !== null) set.set('until', String(nextUntil));
  const older = nextUntil !== null && html`<a href="/decisions?${set.toString()}">Older decisions</a>`;
  return html`<nav class="pages" aria-label="Pages">${newest}<span class="soft">${decisions.length} on this page</span>${older}</nav>`;
}
