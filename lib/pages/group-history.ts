// The other versions of a group as its ledger knows them: what became of each, and how one metric went over them. Pure.
import type { Decision } from '../decisions/decision.ts';
import { html, type Markup, type Part } from './html.ts';
import { metricsOf, type Metric } from './metrics.ts';
import { packagePath } from '../package-path.ts';
import { dayTime, timeTag } from './shown-time.ts';
import { decisionLine } from './timeline.ts';
import { trendFigure, type Fate, type Trend } from './trend-plot.ts';
import type { NameOf } from './verdict-sentence.ts';

/** So many metrics get a trend. */
const MOST_TRENDS = 2;

/** Trends of the metrics shown, where at least two versions measured them. `others` are the newest decisions of other versions. */
export function trendsOf(
  decision: Decision,
  metrics: readonly Metric[],
  others: readonly Decision[],
): readonly Trend[] {
  return metrics
    .map((metric) => trendOf(metric, decision, others))
    .filter(({ points }) => points.length > 1)
    .slice(0, MOST_TRENDS);
}

function trendOf(metric: Metric, decision: Decision, others: readonly Decision[]): Trend {
  const points = others.flatMap((other) => {
    const same = metricsOf([...other.policies, ...other.shadow]).find(({ label }) => label === metric.label);
    const version = other.subject.modelPackageVersion;
    return same && version !== null ? { version, value: same.value, fate: fateOf(other, decision) } : [];
  });
  const own = { version: decision.subject.modelPackageVersion ?? 0, value: metric.value, fate: 'this' as const };
  const edge = edgeOf(metric);
  return {
    label: metric.label,
    direction: metric.direction,
    edge,
    points: [...points, own].toSorted((a, b) => a.version - b.version),
  };
}

function edgeOf({ minimum, maximum }: Metric): Trend['edge'] {
  if (minimum?.rejects) return { word: 'min', at: minimum.at };
  return maximum?.rejects ? { word: 'max', at: maximum.at } : null;
}

function fateOf(other: Decision, decision: Decision): Fate {
  if (other.subject.modelPackageArn.toLowerCase() === decision.inputs.champion?.toLowerCase()) return 'champion';
  const { approvalStatus } = other.subject;
  return approvalStatus === 'Approved' ? 'approved' : approvalStatus === 'Rejected' ? 'rejected' : 'open';
}

/** The trends side by side. */
export const trendFigures = (trends: readonly Trend[]): Part =>
  trends.length > 0 &&
  html`<div class="trends">${trends.map(trendFigure)}</div><p class="key" aria-hidden="true"><span><svg><circle class="was" cx="7" cy="7" r="5"/></svg> approved</span><span><svg><use class="ex" href="#ex" x="7" y="7"/></svg> rejected</span><span><svg><circle class="idle" cx="7" cy="7" r="5"/></svg> not decided</span></p>`;

/** Earlier versions, folded: `v7 Reject ...`, each with a link to its page. */
export function earlierVersions(others: readonly Decision[], nameOf: NameOf, now: number): Part {
  if (others.length === 0) return null;
  const count = (status: string): number => others.filter(({ subject }) => subject.approvalStatus === status).length;
  const counts = [`${count('Approved')} approved`, `${count('Rejected')} rejected`].join(', ');
  return html`<details><summary>Other versions <span class="soft">${counts}, of ${others.length} decided lately</span></summary><div class="tree">${others.map((other) => versionLine(other, nameOf, now))}</div></details>`;
}

function versionLine(other: Decision, nameOf: NameOf, now: number): Markup {
  const { identity, modelPackageVersion } = other.subject;
  const path = packagePath(identity);
  const name = `v${modelPackageVersion}`;
  const at = Date.parse(other.createdAt);
  return html`<p>${path === null ? name : html`<a href="${path}">${name}</a>`} ${decisionLine(other, nameOf)} <small>${timeTag(at, dayTime(at, now))}</small></p>`;
}
