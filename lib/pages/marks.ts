// Marks of verdicts and checks: framed shapes for verdicts, bare strokes for checks, always beside the word.
import type { ValidationResult, Verdict } from '../policy/policy.ts';
import { html, type Markup } from './html.ts';

export type Tone = 'ok' | 'no' | 'wait' | 'ask' | 'dim';
export type MarkName = keyof typeof SHAPES;

const SHAPES = {
  approve: html`<circle class="full" cx="8" cy="8" r="8"/><path class="cut" d="M4.3 8.3 7 11l4.7-5.6"/>`,
  reject: html`<path class="full" d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z"/><path class="cut" d="m5 5 6 6m0-6-6 6"/>`,
  hold: html`<rect class="full" width="16" height="16" rx="3"/><path class="cut" d="M6 4.5v7m4-7v7"/>`,
  review: html`<path d="m8 1 7 7-7 7-7-7z"/><circle class="full" cx="8" cy="8" r="2.2"/>`,
  none: html`<circle cx="8" cy="8" r="7" stroke-dasharray="3 2.5"/>`,
  drift: html`<path d="M1 6c3-4 4 2 7 1s3-3 7-2M1 12c3-4 4 2 7 1s3-3 7-2"/>`,
  pass: html`<path d="m2.5 8.5 3.5 3.5L13.5 3.5"/>`,
  fail: html`<path d="m3 3 10 10m0-10L3 13"/>`,
  warn: html`<path d="M8 1.5 15 14.5H1z"/><path d="M8 6v4m0 1.2v1.6"/>`,
  skip: html`<path d="M3 8h10"/>`,
  open: html`<circle cx="8" cy="8" r="6"/>`,
  gate: html`<path d="M2 15V2m12 13V2M2 5h12M2 10h12"/>`,
  eye: html`<path d="M1 8c3-5.5 11-5.5 14 0-3 5.5-11 5.5-14 0z"/><circle class="full" cx="8" cy="8" r="2.2"/>`,
} as const satisfies Record<string, Markup>;

/** The definitions that `mark` points to: once a page, with those shapes alone that it uses. */
export const sprite = (page: string): Markup => html`<svg class="sprite" aria-hidden="true"><defs>
${Object.entries(SHAPES).map(([name, shape]) => page.includes(`"#${name}"`) && html`<symbol id="${name}" viewBox="0 0 16 16">${shape}</symbol>`)}
<path id="dia" d="M0-6 6 0 0 6-6 0z"/><path id="ex" d="m-4-4 8 8m0-8-8 8"/>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="line" d="M0 0v6"/></pattern>
</defs></svg>`;

/** One mark. It is hidden from screen readers: the word beside it says the same. */
export const mark = (name: MarkName, tone: Tone): Markup =>
  html`<svg class="m ${tone}" aria-hidden="true"><use href="#${name}"/></svg>`;

export const VERDICT_MARK = {
  Approve: ['approve', 'ok'],
  Reject: ['reject', 'no'],
  Hold: ['hold', 'wait'],
  RequireReview: ['review', 'ask'],
  NoOpinion: ['none', 'dim'],
} as const satisfies Record<Verdict, readonly [MarkName, Tone]>;

/** A verdict with its framed mark: `◆ RequireReview`. */
export function verdictWord(verdict: Verdict): Markup {
  const [name, tone] = VERDICT_MARK[verdict];
  return html`<span class="word ${tone}">${mark(name, tone)}${verdict}</span>`;
}

export const CHECK_MARK = {
  pass: ['pass', 'ok', 'passed'],
  fail: ['fail', 'no', 'failed'],
  error: ['fail', 'no', 'error'],
  warn: ['warn', 'wait', 'warning'],
  skip: ['skip', 'dim', 'skipped'],
} as const satisfies Record<ValidationResult['result'], readonly [MarkName, Tone, string]>;

/** The mark of a check's result. */
export function checkMark(result: ValidationResult['result']): Markup {
  const [name, tone] = CHECK_MARK[result];
  return mark(name, tone);
}
