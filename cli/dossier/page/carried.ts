// What approvals and rejections set in motion: projects that were updated with their parameters, and copies in other groups.
import type { DossierCarried } from '../../../lib/dossier/dossier.ts';
import { html, type Markup } from '../../../lib/pages/html.ts';
import { longTime } from '../../../lib/times.ts';

/** One row for each end that a call came to. */
export const carriedTable = (carried: readonly DossierCarried[]): Markup =>
  html`<table><thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Result</th><th scope="col">Changed</th></tr></thead><tbody>${carried.map(row)}</tbody></table>`;

function row(one: DossierCarried): Markup {
  const { kind, target, account, region, at, version, result, because, copies, decisionId, approvalStatus } = one;
  const what =
    kind === 'project'
      ? html`Project <b>${target}</b>, ${version}`
      : html`${version} as ${approvalStatus} in <b>${target}</b>`;
  return html`<tr><td class="keep">${longTime(at)}</td><td>${what}<small>account ${account}, ${region}; decision ${decisionId}</small></td><td>${result}<small>${because}</small></td><td>${changesOf(one).map((line) => html`${line}<br>`)}${copies.map((copy) => html`<code>${copy}</code><br>`)}</td></tr>`;
}

/** What was and is empty did not change. */
const changesOf = ({ before, after }: DossierCarried): readonly string[] =>
  Object.entries(after)
    .filter(([name, value]) => (before[name] ?? '') !== value)
    .map(([name, value]) => `${name}: ${before[name] || 'nothing'} → ${value || 'nothing'}`);
