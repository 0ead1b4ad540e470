// One policy: what it governs, where it stands, its text, and what it decided lately.
import type { Decision } from '../decisions/decision.ts';
import type { Policy, PolicySet } from '../policy/load.ts';
import { decisionTable } from './decisions-page.ts';
import { framed, type Banner } from './frame.ts';
import { html, joined, pair, type Markup, type Part } from './html.ts';

export type PolicyPage = {
  readonly policy: Policy;
  readonly bindings: PolicySet['bindings'];
  /** The file it stands in; null where it is not at hand. */
  readonly text: string | null;
  /** The newest decisions it had a say in. */
  readonly decisions: readonly Decision[];
  readonly person: { readonly name: string };
  readonly banner: Banner;
  readonly now: number;
};

/** A page shows so many lines of the file, and of bindings; the rest is in the file. */
const MOST_LINES = 200;
const MOST_BINDINGS = 30;

/** The whole document. */
export function policyPage(page: PolicyPage): string {
  const { policy, decisions, person, banner, now } = page;
  return framed({
    title: `Policy ${policy.name}`,
    person,
    section: null,
    banner,
    skip: { to: 'list', text: 'Skip to its decisions' },
    main: html`<h1>${policy.name}</h1><p class="intro">${policy.description ?? 'A policy without a description.'}</p><div class="stack">${factsSection(page)}${textSection(page)}<section aria-labelledby="h-lately"><h2 id="h-lately">Decided lately</h2>${
      decisions.length === 0
        ? html`<p class="sheet none" id="list">It had no say in a decision of the last 30 days.</p>`
        : decisionTable(decisions, now)
    }</section></div>`,
  });
}

function factsSection({ policy, bindings }: PolicyPage): Markup {
  const { match, place, mode, onPass, failurePolicy, labels, params, validations } = policy;
  const groups = html`${match.modelPackageGroups.join(', ')}${match.exclude.length > 0 && html` <span class="soft">without ${match.exclude.join(', ')}</span>`}`;
  const passed = html`${onPass} when all pass, ${failurePolicy} on an error`;
  return html`<section class="sheet" aria-labelledby="h-facts"><h2 id="h-facts">What it governs</h2><dl class="pairs">${pair('Groups', match.modelPackageGroups.length > 0 && groups)}${pair('Accounts', match.accounts.join(', '))}${pair('Mode', mode)}${pair(
    'Checks',
    html`${validations.length}: ${joined(
      validations.map(({ name }) => name),
      ', ',
    )}`,
  )}${pair('Verdict', passed)}${pair(
    'Parameters',
    joined(
      [...params].map(([name, { text }]) => html`${name} ${text}`),
      ', ',
    ),
  )}${pair(
    'Labels',
    joined(
      [...labels].map(([name, value]) => html`${name} ${value}`),
      ', ',
    ),
  )}${bindings
    .slice(0, MOST_BINDINGS)
    .map((binding) =>
      pair(
        `Bound by ${binding.name}`,
        html`${binding.match.modelPackageGroups.join(', ')} <span class="soft">${binding.mode}${binding.owner !== null && `, owned by ${binding.owner}`}</span>`,
      ),
    )}${pair('Stands in', html`<code>${place.file}:${place.line}:${place.column}</code>`)}</dl></section>`;
}

function textSection({ policy, text }: PolicyPage): Part {
  if (text === null) return null;
  const lines = text.trimEnd().split('\n');
  const more = lines.length - MOST_LINES;
  return html`<section class="sheet" aria-labelledby="h-text"><h2 id="h-text">Text <small><code>${policy.file}</code></small></h2><pre class="text" tabindex="0" role="region" aria-label="Text of ${policy.file}"><code>${lines.slice(0, MOST_LINES).join('\n')}</code></pre>${more > 0 && html`<p class="soft">And ${more} more lines.</p>`}</section>`;
}
