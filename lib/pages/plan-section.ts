// What an approval sets in motion, beside how each project and copy stands now; without an open review the latter alone.
import { html, type Markup, type Part } from './html.ts';
import type { PlanStep } from './pages-ports.ts';
import { dayTime, timeTag } from './shown-time.ts';
import { withStop } from './verdict-sentence.ts';

/** The section; null where there is nothing to tell. `champion` is `v6`. */
export function planSection(
  plan: readonly PlanStep[],
  { isOpen, champion, now }: { readonly isOpen: boolean; readonly champion: string | null; readonly now: number },
): Part {
  const known = plan.filter((step) => step.now.length > 0);
  if (plan.length === 0 || (!isOpen && known.length === 0)) return null;
  return isOpen
    ? html`<section class="sheet" aria-labelledby="h-plan"><h2 id="h-plan">What an approval sets in motion</h2><ol class="plan">${plan.map((step) => html`<li>${step.does}${step.now.length > 0 && html` <span class="soft">It ${standing(step, now)}</span>`}</li>`)}</ol><p class="soft">${rejection(plan, champion)}</p></section>`
    : html`<section class="sheet" aria-labelledby="h-plan"><h2 id="h-plan">Projects and copies</h2><ul class="plan">${known.map((step) => html`<li>${step.about} ${standing(step, now)}</li>`)}</ul></section>`;
}

/** `serves search v6 since Tue 12 Sep, 10:00 UTC; waits for search v7: project p is UpdateInProgress.` */
const standing = (step: PlanStep, now: number): Markup =>
  html`${step.now.map(({ text, since }, index) => {
    const isLast = index === step.now.length - 1;
    const end = isLast ? '.' : '; ';
    // A sentence that ends by itself is no place for a time.
    return since === null || /[.!?]$/u.test(text)
      ? html`${isLast ? withStop(text) : `${text}; `}`
      : html`${text}, since ${timeTag(since, `${dayTime(since, now)} UTC`)}${end}`;
  })}`;

function rejection(plan: readonly PlanStep[], champion: string | null): string {
  const told = plan.flatMap(({ onRejection }) => onRejection ?? []);
  if (told.length > 0) return `A rejection sets in motion: ${told.join(' ')}`;
  const kept = plan.flatMap(({ about, now: [first] }) =>
    first?.text.startsWith('serves ') ? `${about} ${first.text} as before` : [],
  );
  const stays = kept.length > 0 ? kept.join(', ') : champion && `${champion} stays as it is`;
  return `A rejection changes nothing else${stays === null ? '' : `: ${stays}`}.`;
}
