// An audit as one self-contained document that can be sent: no script, no request, light and dark.
import { counted } from '../../lib/counted.ts';
import { raw } from 'hono/html';
import { alsoSeen, disagreementSentence, sumsOf } from '../../lib/adoption/audit-summary.ts';
import type { GroupTally, NumberRange } from '../../lib/adoption/audit-tally.ts';
import { html, type Markup } from '../../lib/pages/html.ts';
import { shownNumber } from '../../lib/policy/numbers.ts';
import { longTime } from '../../lib/times.ts';
import type { AuditReport } from '../audit.ts';
import { tellingNumbers } from './print.ts';

const STYLE = `:root{color-scheme:light dark;--paper:#f5f6f8;--sheet:#fff;--ink:#17202b;--soft:#506070;--line:#dce1e7;--ok:#1a6e40;--no:#b0271e;--wait:#845300}
@media(prefers-color-scheme:dark){:root{--paper:#10141a;--sheet:#171d25;--ink:#e5eaef;--soft:#a2afbc;--line:#2a343f;--ok:#72cf97;--no:#ff9d93;--wait:#e8bd68}}
*{box-sizing:border-box;margin:0}body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;padding:40px 24px}
main{max-width:960px;margin:0 auto}h1{font-size:28px;line-height:1.2}h2{font-size:17px;margin:32px 0 12px}
p{margin-top:8px}.soft{color:var(--soft)}section,.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;background:var(--sheet)}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--line);font-weight:400}thead th{color:var(--soft)}.n{text-align:right;white-space:nowrap}.numbers th[scope=row]{font:13px/1.5 ui-monospace,monospace;min-width:220px}.numbers td:last-child{width:22%}
li{margin:8px 0;overflow-wrap:anywhere}ul{padding-left:20px}svg{display:block;width:100%;min-width:120px;height:14px}
.agree{fill:var(--ok)}.stricter{fill:var(--wait)}.looser{fill:var(--no)}.none,.track{fill:var(--line)}
.key span{margin-right:20px}.key svg{display:inline-block;width:14px;min-width:14px;height:12px;margin-right:6px;vertical-align:-1px}`;

const RELATIONS = [
  ['agree', 'agrees'],
  ['stricter', 'stricter than people'],
  ['looser', 'looser than people'],
  ['none', 'no evidence'],
] as const;
const MOST_NUMBERS = 12;

/** The document. */
export function auditHtml(report: AuditReport): string {
  const { groups, account, region, at, glob } = report;
  const sums = sumsOf(groups);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit of ${glob} · modelgate</title><style>${raw(STYLE)}</style></head>
<body><main><h1>${headline(sums)}</h1>
<p class="soft">${counted(sums.versions, 'version')} of ${counted(groups.length, 'group')} (${glob}), ${sums.people} decided by people. Account ${account}, ${region}, read ${longTime(at)}; nothing was written.</p>
<h2>Policies against what people did</h2>
<p class="key soft">${RELATIONS.map(([name, words]) => html`<span><svg viewBox="0 0 14 12" aria-hidden="true"><rect class="${name}" width="14" height="12"/></svg>${words}</span>`)}</p>
<div class="scroll"><table><thead><tr><th scope="col">Group</th><th scope="col">Agreement</th>${['People', 'Agree', 'Stricter', 'Looser', 'No evidence'].map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead><tbody>${groups.map(groupRow)}</tbody></table></div>
${listSection('Looser: the policies would approve what people rejected', sentences(groups, 'looser'))}
${listSection('Stricter: people approved what the policies would not', sentences(groups, 'stricter'))}
${listSection('Also seen', alsoSeen(groups))}
${groups.map(numberSection)}
</main></body></html>
`.toString();
}

/** Versions of groups that no policy governs were not compared: they count neither for nor against the policies. */
function headline({ people, agree, stricter, looser, noEvidence }: ReturnType<typeof sumsOf>): string {
  if (people === 0) return 'People decided on no version yet';
  const compared = agree + stricter + looser + noEvidence;
  if (compared === 0) return 'No policy governs what people decided on';
  return `The policies agree with people on ${agree} of ${compared} versions, and are ${looser === 0 ? 'never looser' : `looser on ${looser}`}`;
}

function groupRow(tally: GroupTally): Markup {
  const { group, people, agree, stricter, looser, noEvidence } = tally;
  const cells = [people, agree, stricter, looser, noEvidence].map((count) => html`<td class="n">${count}</td>`);
  return html`<tr><th scope="row">${group}</th><td>${shareBar(tally)}</td>${cells}</tr>`;
}

/** One bar, its parts as wide as their share. */
function shareBar({ people, agree, stricter, looser }: GroupTally): Markup {
  const widths = people === 0 ? [0, 0, 0] : [agree, stricter, looser].map((count) => (count / people) * 100);
  const name =
    people === 0 ? 'nothing to compare' : `${agree} of ${people} agree, ${stricter} stricter, ${looser} looser`;
  const [a = 0, b = 0, c = 0] = widths;
  const rect = (kind: string, x: number, width: number): Markup =>
    html`<rect class="${kind}" x="${x.toFixed(2)}" width="${width.toFixed(2)}" height="14"/>`;
  return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label="${name}">${rect('none', 0, 100)}${rect('agree', 0, a)}${rect('stricter', a, b)}${rect('looser', a + b, c)}</svg>`;
}

const sentences = (groups: readonly GroupTally[], relation: 'looser' | 'stricter'): readonly string[] =>
  groups.flatMap(({ group, disagreements }) =>
    disagreements.filter((one) => one.relation === relation).map((one) => disagreementSentence(group, one)),
  );

const listSection = (title: string, items: readonly string[]): Markup | false =>
  items.length > 0 && html`<h2>${title}</h2><ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;

/** Which numbers a group's versions carry: the range of all, and in it that of the approved ones. */
function numberSection({ group, numbers, lookedInto }: GroupTally): Markup | false {
  const telling = tellingNumbers(numbers);
  const head = ['From', 'To', 'Approved from', 'to', 'Versions'].map(
    (name) => html`<th scope="col" class="n">${name}</th>`,
  );
  return (
    telling.length > 0 &&
    html`<h2>${group}: numbers that its versions carry</h2><div class="scroll"><table class="numbers"><thead><tr><th scope="col">Path</th>${head}<th scope="col">Range of all, of approved</th></tr></thead><tbody>${telling.slice(0, MOST_NUMBERS).map(([path, range]) => numberRow(path, range, lookedInto))}</tbody></table></div>${telling.length > MOST_NUMBERS && html`<p class="soft">and ${telling.length - MOST_NUMBERS} more: -o json</p>`}`
  );
}

function numberRow(path: string, { min, max, count, approved }: NumberRange, lookedInto: number): Markup {
  const cells = [shownNumber(min, 6), shownNumber(max, 6), ...approvedTexts(approved), `${count} of ${lookedInto}`];
  const span = max - min;
  const from = approved && span > 0 ? ((approved.min - min) / span) * 100 : 0;
  const to = approved ? (span > 0 ? ((approved.max - min) / span) * 100 : 100) : 0;
  // A single approved value is a stroke that can be seen.
  const width = approved ? Math.max(2, to - from) : 0;
  return html`<tr><th scope="row">${path.split(/(?=[/#])/u).map((part) => html`${part}<wbr>`)}</th>${cells.map((cell) => html`<td class="n">${cell}</td>`)}<td><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="track" y="4" width="100" height="6"/><rect class="agree" x="${Math.min(from, 98).toFixed(1)}" width="${width.toFixed(1)}" height="14"/></svg></td></tr>`;
}

const approvedTexts = (approved: NumberRange['approved']): readonly string[] =>
  approved ? [shownNumber(approved.min, 6), shownNumber(approved.max, 6)] : ['none', ''];
