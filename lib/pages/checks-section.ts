// All checks of a decision as a tree: what objected is open with its values, what passed is folded, what was not counted comes last.
import { counted } from '../counted.ts';
import { hasFailed } from '../policy/shown-checks.ts';
import type { PolicyResult, TraceNode, ValidationResult } from '../policy/policy.ts';
import { html, joined, type Markup, type Part } from './html.ts';
import { CHECK_MARK, checkMark, mark, verdictWord } from './marks.ts';
import { policyPath } from '../package-path.ts';
import { countedChecks } from './reasons.ts';
import { withStop } from './verdict-sentence.ts';

type Checks = { readonly policies: readonly PolicyResult[]; readonly shadow: readonly PolicyResult[] };

/** A page spells out at most so many checks, trace lines and policies that were not matched; the rest is counted. */
const MOST_CHECKS = 60;
const MOST_TRACE = 24;
const MOST_NOT_MATCHED = 5;

/** The section "All checks". */
export function checksSection({ policies, shadow }: Checks): Markup {
  const matched = policies.filter((one) => one.matched);
  return html`<section class="sheet" aria-labelledby="h-checks"><h2 id="h-checks">All checks <small>${countedChecks(policies)}</small></h2>
${matched.map(policyTree)}${notCounted({ policies, shadow })}</section>`;
}

function policyTree(result: PolicyResult): Markup {
  const { policy, verdict, mode, validations, errors } = result;
  const objecting = validations.filter((one) => one.result !== 'pass');
  const passed = validations.filter((one) => one.result === 'pass');
  const said = new Set(validations.map(({ message }) => message));
  const own = errors.filter((one) => !said.has(one));
  return html`<div class="policy"><h3><a href="${policyPath(policy)}">${policy}</a> ${verdictWord(verdict)} <small>${mode}</small></h3><div class="tree">${own.map(
    (error) => html`<p>${checkMark('error')} ${withStop(error)}</p>`,
  )}${objecting.slice(0, MOST_CHECKS).map(openCheck)}${passed.length > 0 && passedChecks(passed)}${validations.length === 0 && html`<p class="soft">No checks: ${verdict} without condition.</p>`}</div></div>`;
}

function openCheck(check: ValidationResult): Markup {
  return html`<details${hasFailed(check) && OPEN}><summary>${checkMark(check.result)} <span class="word">${CHECK_MARK[check.result][2]}</span> ${check.name}</summary><div class="tree">
<p>${withStop(check.message)}</p>${exceptionLine(check)}${valueList(check)}${traceList(check.trace)}<p class="small soft">${effectOf(check)} <code>${placeOf(check)}</code></p></div></details>`;
}

const OPEN = html` open`;

const placeOf = ({ place }: ValidationResult): string => `${place.file}:${place.line}:${place.column}`;

function effectOf({ action, review, result }: ValidationResult): string {
  if (result === 'skip') return 'Not counted: there is nothing to compare with.';
  if (action === 'RequireReview') return `False asks ${review ?? 'people'}.`;
  return action === 'Reject' ? 'False rejects.' : 'False only warns.';
}

const exceptionLine = ({ exception }: ValidationResult): Part =>
  exception &&
  html`<p>${mark('skip', 'wait')} Excepted by ${exception.name} until ${exception.until}: ${withStop(exception.reason)} Approved by ${exception.approvedBy}.</p>`;

function valueList({ values }: ValidationResult): Part {
  if (values.length === 0) return null;
  return html`<dl class="vals">${values.map(
    ({ label, value, source }) =>
      html`<div><dt>${label}</dt><dd class="n">${value}</dd><dd class="soft">${source}</dd></div>`,
  )}</dl>`;
}

/** Parts of the expression with their values; those alone that add something to the list of values. */
function traceList(trace: readonly TraceNode[] | undefined): Part {
  if (!trace || trace.length === 0) return null;
  const more = trace.length - MOST_TRACE;
  const lines = trace
    .slice(0, MOST_TRACE)
    .map(
      ({ text, depth, value, state, because }) =>
        html`<li class="d${Math.min(depth, 3)}"><code>${text}</code> ${
          state === 'value'
            ? html`is <b>${value}</b>`
            : html`<span class="soft">${state === 'error' ? 'error' : 'not evaluated'}</span>`
        }${because && html` <span class="soft">${because}</span>`}</li>`,
    );
  return html`<ul class="trace">${lines}${more > 0 && html`<li class="soft">and ${more} more parts</li>`}</ul>`;
}

function passedChecks(passed: readonly ValidationResult[]): Markup {
  const names = passed.slice(0, MOST_CHECKS).map(({ name }) => name);
  const more = passed.length - names.length;
  return html`<details><summary>${checkMark('pass')} <span class="word">${passed.length} passed</span> <span class="soft">${joined(names, ', ')}${more > 0 && ` and ${more} more`}</span></summary><div class="tree">${passed
    .slice(0, MOST_CHECKS)
    .map(
      (check) =>
        html`<p>${check.name}: ${withStop(check.message)} <small>${joined(check.values.map(shownValue), ', ')}</small></p>${exceptionLine(check)}`,
    )}</div></details>`;
}

const shownValue = ({ label, value, source }: ValidationResult['values'][number]): Part =>
  html`${label} ${value}${source !== '' && ` (${source})`}`;

function notCounted({ policies, shadow }: Checks): Part {
  const watching = shadow.filter(({ matched }) => matched);
  const idle = [...policies, ...shadow].filter(({ matched }) => !matched);
  if (watching.length + idle.length === 0) return null;
  const counts = [
    watching.length > 0 && `${counted(watching.length, 'policy', 'policies')} in Audit`,
    idle.length > 0 && `${idle.length} not matched`,
  ].filter((one) => one !== false);
  const more = idle.length - MOST_NOT_MATCHED;
  return html`<details class="policy"><summary>${mark('skip', 'dim')} <span class="word">Not counted</span> <span class="soft">${counts.join(', ')}</span></summary><div class="tree">${watching.map(shadowLines)}${idle
    .slice(0, MOST_NOT_MATCHED)
    .map(
      ({ policy, notMatchedBecause }) => html`<p>${policy}: ${withStop(notMatchedBecause ?? 'not matched')}</p>`,
    )}${more > 0 && html`<p class="soft">And ${more} more.</p>`}</div></details>`;
}

/** `fraud-calibration (Audit) would be RequireReview: calibration_error 0.031 is over 0.030.` */
function shadowLines({ policy, verdict, validations, errors }: PolicyResult): Markup {
  const objections = validations.filter(hasFailed).map(({ message }) => message);
  const sentences = [...new Set([...objections, ...errors])];
  const shown = sentences.length > 0 ? sentences : validations.slice(0, 1).map(({ message }) => message);
  return html`<p><a href="${policyPath(policy)}">${policy}</a> (Audit) would be ${verdict}${shown.length > 0 ? html`: ${joined(shown.map(withStop), ' ')}` : '.'}</p>`;
}
