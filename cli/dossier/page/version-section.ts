// One version of a dossier: what it is, its metrics against what is asked of it, everything that happened, and what it set in motion.
import type { Decision } from '../../../lib/decisions/decision.ts';
import { shortActor } from '../../../lib/identity.ts';
import { timeOf, type LogContent } from '../../../lib/ledger/log.ts';
import { html, type Markup, type Part } from '../../../lib/pages/html.ts';
import { mark, verdictWord } from '../../../lib/pages/marks.ts';
import { metricPlot } from '../../../lib/pages/metric-plot.ts';
import { captionOf, metricsOf } from '../../../lib/pages/metrics.ts';
import { DOOR } from '../../../lib/pages/timeline.ts';
import { longTime } from '../../../lib/times.ts';
import type { ToldVersion } from '../gathered.ts';
import { carriedTable } from './carried.ts';
import { decisionBlock } from './decision-block.ts';
import { decisionsOf, isWithin, type Told } from './told.ts';

/** The section of a version; its id is that of its place among them. */
export function versionSection(one: ToldVersion, index: number, told: Told): Markup {
  const { version, contents } = one;
  const last = decisionsOf(contents).at(-1);
  const carried = told.dossier.carried.filter(({ version: name }) => name === version.name);
  return html`<section class="version" id="v${index}"><h2>${version.name} ${last && verdictWord(last.verdict)}</h2>
${last && factList(last, one)}${last && metricsPart(last)}
<h3>What happened</h3><ol class="log">${contents.map((content, place) => entryItem(content, place, one, told))}</ol>
${carried.length > 0 && html`<h3>What it set in motion</h3>${carriedTable(carried)}`}</section>`;
}

function factList({ subject, package: made }: Decision, { version }: ToldVersion): Markup {
  const { registry } = version;
  const rows: readonly (readonly [string, Part])[] = [
    ['Model package', html`<code>${version.modelPackageArn}</code>`],
    ['Registered by', subject.registrant && shortActor(subject.registrant)],
    ['Registered', made && longTime(made.createdAt)],
    ...(made?.containers ?? []).flatMap(({ image, digest, modelDataUrl }) => [
      ['Image', html`<code>${image}</code>${digest === '' && html` <small>no digest pins it</small>`}`] as const,
      ['Model data', modelDataUrl !== '' && html`<code>${modelDataUrl}</code>`] as const,
    ]),
    ['Source', made?.sourceUri && html`<code>${made.sourceUri}</code>`],
    ...Object.entries(made?.provenance ?? {}).map(([name, value]) => [name, html`<code>${value}</code>`] as const),
    ['Status in the registry', registry?.approvalStatus],
    ['The registry says', registry ? (registry.approvalDescription ?? registry.approvalStatus) : 'not read'],
    ['Model card', registry && (registry.cardStatus ?? 'none')],
  ];
  return html`<dl class="pairs">${rows.map(([name, value]) => value && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** Each number that a check looked at, with the champion and the limits of then. */
function metricsPart({ policies }: Decision): Part {
  const metrics = metricsOf(policies);
  return (
    metrics.length > 0 &&
    html`<h3>Metrics of the last decision</h3>${metrics.map((metric) => {
      const baseline = metric.baselineSource ?? 'champion';
      return html`<figure class="metric"><figcaption><b>${metric.label}</b><br><small>${captionOf(metric, baseline)}</small></figcaption>${metricPlot(metric, baseline)}</figure>`;
    })}`
  );
}

function entryItem(content: LogContent, place: number, { version }: ToldVersion, told: Told): Markup {
  const at = timeOf(content);
  const entry = version.log[place];
  const isOut = !isWithin(told.dossier, new Date(at).toISOString());
  return html`<li><div><time datetime="${new Date(at).toISOString()}">${longTime(at)}</time>${isOut && html`<br><small>outside of the period</small>`}</div><div>${entryBody(content, { version }, told)}<p class="hash">Entry ${place + 1}: <code>${entry?.sha256}</code></p></div></li>`;
}

function entryBody(content: LogContent, { version }: Pick<ToldVersion, 'version'>, told: Told): Markup {
  switch (content.kind) {
    case 'decided':
      return decisionBlock(content.decision, version, told);
    case 'answered': {
      const { choice, person, door, comment, sentence } = content.answer;
      const word = choice === 'Withdraw' ? html`<b>Withdrawn</b>` : verdictWord(choice);
      return html`<p>${word} <b>by ${told.nameOf(person)}</b>, ${DOOR[door]}</p>${comment.trim() !== '' && html`<blockquote>${comment}</blockquote>`}${sentence !== undefined && html`<p class="small soft">${sentence}</p>`}`;
    }
    case 'bypassed': {
      const { person, principal, comment } = content.bypass;
      return html`<p><span class="word no">${mark('drift', 'no')}Break-glass</span> <b>ordered by ${told.nameOf(person)}</b> (${shortActor(principal)})</p><blockquote>${comment}</blockquote>`;
    }
    default:
      return content satisfies never;
  }
}
