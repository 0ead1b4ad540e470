// One decision in full: verdict, reasons, every check with its values, who was asked and who was kept out, and the facts by their hashes.
import { counted } from '../../../lib/counted.ts';
import type { Decision } from '../../../lib/decisions/decision.ts';
import type { DossierVersion } from '../../../lib/dossier/dossier.ts';
import { html, joined, type Markup, type Part } from '../../../lib/pages/html.ts';
import { checkMark, CHECK_MARK, verdictWord } from '../../../lib/pages/marks.ts';
import { verdictSentence, withStop } from '../../../lib/pages/verdict-sentence.ts';
import type { PolicyResult, ValidationResult } from '../../../lib/policy/policy.ts';
import type { Told } from './told.ts';

/** The block, without its time. */
export function decisionBlock(decision: Decision, version: DossierVersion, told: Told): Markup {
  const { reasons, mode, decisionId, trigger, engineVersion, build } = decision;
  const said = decision.closedReview?.answers ?? [];
  const answers = said.map((one) => ({ ...one, answeredAt: 0, packageDigest: '' }));
  return html`<p>${verdictWord(decision.verdict)} <b>${verdictSentence(decision, answers, told.nameOf)}</b>${mode === 'Audit' && ' (Audit)'}</p>
${reasons.length > 0 && html`<ul class="why">${reasons.map((reason) => html`<li>${withStop(reason)}</li>`)}</ul>`}
${[...decision.policies, ...decision.shadow].filter(({ matched }) => matched).map(policyTable)}${reviewPart(decision, version, told)}${inputTable(decision)}
<p class="hash">Decision ${decisionId}, revision ${decision.revision}. Engine ${engineVersion}, build ${build}. Occasion: ${trigger}.${notesOf(decision)}</p>`;
}

const notesOf = ({ notes }: Decision): string => (notes.length > 0 ? ` ${notes.map(withStop).join(' ')}` : '');

function policyTable(result: PolicyResult): Markup {
  const { policy, mode, file, binding, params = [], validations } = result;
  const by = binding ? `, bound by ${binding.name} (${binding.file})` : '';
  return html`<h4>${policy} ${verdictWord(result.verdict)} <small>${mode}, ${file}${by}</small></h4>
${
  params.length > 0 &&
  html`<p class="small">With ${joined(
    params.map(({ name, value }) => `${name} = ${value}`),
    ', ',
  )}.</p>`
}
${validations.length === 0 ? html`<p class="small soft">No checks.</p>` : html`<table><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">What it found</th></tr></thead><tbody>${validations.map(checkRow)}</tbody></table>`}`;
}

function checkRow(check: ValidationResult): Markup {
  const { name, result, message, values, place, exception } = check;
  return html`<tr><th scope="row">${name} <small>line ${place.line}</small></th><td class="keep">${checkMark(result)} ${CHECK_MARK[result][2]}</td><td>${withStop(message)}${
    exception && html` <b>By exception ${exception.name} until ${exception.until}.</b>`
  }${values.length > 0 && html`<br><small>${joined(values.map(valueText), '; ')}</small>`}</td></tr>`;
}

const valueText = ({ label, value, source }: ValidationResult['values'][number]): string =>
  `${label} ${value}${source === '' ? '' : ` (${source})`}`;

/** Who was asked for what, and whom that kept out. */
function reviewPart({ requirements, decisionId, closedReview }: Decision, version: DossierVersion, told: Told): Part {
  const excluded = version.exclusions.filter((one) => one.decisionId === decisionId);
  const asked = requirements.map(({ name, count, reviewers, because, requireComment }) => {
    const whom = [...reviewers.groups, ...reviewers.people.map(told.nameOf)].join(', ') || 'anybody who may review';
    const out = excluded
      .filter(({ requirement }) => requirement === name)
      .map(({ person, because: reason }) => `${told.nameOf(person)} (${reason})`);
    return html`<li>${name} asks ${counted(count, 'person', 'people')} of ${whom}${requireComment && ', each with a comment'}: ${because.map(withStop).join(' ')} ${out.length > 0 ? `Kept out: ${out.join(', ')}.` : 'Nobody was kept out.'}</li>`;
  });
  const closed = closedReview && html`<p class="small">The review ended: ${withStop(closedReview.because)}</p>`;
  return html`${asked.length > 0 && html`<h4>Review</h4><ul class="why">${asked}</ul>`}${closed}`;
}

/** The facts: what was read, under which hash it is kept. */
function inputTable({ inputs, policyTexts }: Decision): Part {
  const rows = [
    ...inputs.recorded.map(({ what, sha256 }) => [what, sha256] as const),
    ...(policyTexts === undefined ? [] : [['Policy files as deployed', policyTexts] as const]),
    ['Package digest, what an approval is bound to', inputs.packageDigest] as const,
  ];
  return html`<h4>Facts it rests on</h4><table class="facts-table"><thead><tr><th scope="col">What</th><th scope="col">sha256</th></tr></thead><tbody>${rows.map(
    ([what, hash]) => html`<tr><th scope="row">${what}</th><td><code>${hash}</code></td></tr>`,
  )}</tbody></table>${inputs.champion !== null && html`<p class="small">Compared with ${inputs.champion}.</p>`}`;
}
