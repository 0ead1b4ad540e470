// The groups: which are watched, how far the policies agree with people there, and which can be switched on.
import { longTime, spanText } from '../times.ts';
import { ENOUGH, isReady, type AdoptionRow } from './adoption-view.ts';
import { framed, type Banner } from './frame.ts';
import { html, joined, type Markup, type Part } from './html.ts';
import { asciiName } from './legible.ts';
import { mark } from './marks.ts';
import { policyPath } from '../package-path.ts';
import type { Untouched } from './read-adoption.ts';
import { shownDay, timeTag } from './shown-time.ts';

export type AdoptionPage = {
  readonly rows: readonly AdoptionRow[];
  readonly isCut: boolean;
  readonly untouched: readonly Untouched[];
  readonly person: { readonly name: string };
  readonly banner: Banner;
  readonly now: number;
};

const MOST_ROWS = 100;

/** The whole document. */
export function adoptionPage({ rows, isCut, untouched, person, banner, now }: AdoptionPage): string {
  const shown = rows.slice(0, MOST_ROWS);
  return framed({
    title: 'Groups',
    person,
    section: 'Groups',
    banner,
    skip: { to: 'list', text: 'Skip to the list' },
    main: html`<h1>Groups</h1><p class="intro">How far the policies agree with what people decided, before a group is enforced. Looser is what matters: the policies would approve what a person rejected.</p>${
      shown.length === 0
        ? html`<p class="sheet none" id="list">No version was decided in the last 90 days.</p>`
        : html`${KEY}${table(shown, now)}`
    }<footer class="foot">As of ${timeTag(now, longTime(now))}, decisions of 90 days${isCut && ', the newest 1,000'}${rows.length > MOST_ROWS && `; ${rows.length - MOST_ROWS} more groups`}. <code>modelgate mode Audit --reason "..."</code> puts every group back to watching.${untouched.map(untouchedLine)}</footer>`,
  });
}

/** What is in the registry and no business of the gate. */
const untouchedLine = ({ place, count, first }: Untouched): Markup =>
  html` <br>${count} ${count === 1 ? 'group' : 'groups'} of ${place.replace('/', ', ')} ${count === 1 ? 'is' : 'are'} not adopted: nothing there is decided, recorded or changed (${first.map(asciiName).join(', ')}${count > first.length && ' ...'}). <code>modelgate adopt --group NAME</code> looks at one.`;

const swatch = (kind: string, words: string): Markup =>
  html`<span><svg class="share" aria-hidden="true"><rect class="${kind}" width="28" height="12"/></svg>${words}</span>`;
const KEY = html`<p class="key">${swatch('agree', 'agrees')}${swatch('strict', 'stricter than people')}${swatch('loose', 'looser than people')}</p>`;

const table = (rows: readonly AdoptionRow[], now: number): Markup =>
  html`<table id="list"><caption class="hidden">Groups with mode and agreement, those first that can be switched on</caption><thead><tr><th scope="col">Group</th><th scope="col">Mode</th><th scope="col">Policies</th><th scope="col">In shadow</th><th scope="col">Oldest pending</th><th scope="col">To enforce</th></tr></thead><tbody>${rows.map((row) => tableRow(row, now))}</tbody></table>`;

function tableRow(row: AdoptionRow, now: number): Markup {
  const { group, account, owner, policies, pending } = row;
  const named = policies.map((name) => html`<a href="${policyPath(name)}">${name}</a>`);
  const waits = pending ? html`${spanText(now - pending.since)} <small>v${pending.version}</small>` : 'none';
  return html`<tr><th scope="row"><a href="/decisions?group=${encodeURIComponent(group)}">${asciiName(group)}</a> <small>${owner ?? account}</small></th><td data-l="Mode" class="slim"><div>${modeCell(row, now)}</div></td><td data-l="Policies"><div>${named.length === 0 ? 'none' : joined(named, ', ')}</div></td><td data-l="In shadow" class="fig"><div>${shadowCell(row)}</div></td><td data-l="Oldest pending"><div>${waits}</div></td><td data-l="To enforce"><div>${nextStep(row)}</div></td></tr>`;
}

const modeCell = (row: AdoptionRow, now: number): Markup =>
  row.mode === 'Audit'
    ? html`${mark('eye', 'wait')} <b class="wait">Audit</b> <small>${row.because}${sinceText(row, now)}</small>`
    : html`${mark('gate', 'ask')} <b class="ask">Enforce</b> <small>${sinceText(row, now).replace(/^, /u, '')}</small>`;

/** A switch has its day; what follows from files was so at the first decision under it, or earlier. */
function sinceText({ since, seenSince }: AdoptionRow, now: number): string {
  const at = since ?? seenSince;
  if (at === null) return '';
  return `, since ${shownDay(at, now)}${since === null ? ' or before' : ''}`;
}

/** A bar repeats what the words say. */
function shadowCell({ agree, stricter, looser }: AdoptionRow): Part {
  const total = agree + stricter + looser;
  if (total === 0)
    return html`<svg class="share" aria-hidden="true"><rect class="empty" width="100%" height="12"/></svg>nothing to compare yet`;
  const share = (count: number): number => (count / total) * 100;
  const [a, b, c] = [share(agree), share(stricter), share(looser)];
  return html`<svg class="share" aria-hidden="true">${part('agree', 0, a)}${part('strict', a, b)}${part('loose', a + b, c)}</svg>${agree} of ${total} agree <small>${stricter} stricter, ${looser > 0 ? html`<strong class="no">${looser} looser</strong>` : '0 looser'}</small>`;
}

const part = (kind: string, x: number, width: number): Markup | false =>
  width > 0 && html`<rect class="${kind}" x="${x.toFixed(1)}%" width="${width.toFixed(1)}%" height="12"/>`;

function nextStep(row: AdoptionRow): Part {
  const { mode, because, group, agree, stricter, looser, policies } = row;
  const total = agree + stricter + looser;
  if (policies.length === 0) return 'not yet: no policy governs it';
  if (mode === 'Enforce') return 'enforced';
  if (looser > 0) return `not yet: read the ${looser} looser`;
  if (total === 0) return 'not yet: people decided on no version';
  if (!isReady(row)) return `soon: ${total} compared, 0 looser; ${ENOUGH} make a start`;
  const how =
    because === 'policy'
      ? 'take mode: Audit out of its policy or binding, deploy'
      : html`<code>modelgate mode Enforce${because === 'group' && ` --group ${asciiName(group)}`} --reason "..."</code>`;
  return html`<strong class="ok">ready</strong>: ${total} compared, 0 looser. ${how}`;
}
