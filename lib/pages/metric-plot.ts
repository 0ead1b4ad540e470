// One metric as a small plot: the value above the axis, the champion below, the tolerated band tinted, the rejected zone hatched.
import { shownNumber } from '../policy/numbers.ts';
import { html, type Markup } from './html.ts';
import type { Edge, Metric } from './metrics.ts';

/** Where the axis is, in px of the plot's 58; x is in percent, so that no text is scaled. */
const AXIS = 30;
/** Room beside the outermost value, as a share of what is shown. */
const MARGIN = 0.14;

/** The plot is hidden from screen readers: its caption says the same in words. */
export function metricPlot(metric: Metric, baselineName: string): Markup {
  const at = scaleOf(metric);
  return html`<svg class="plot" aria-hidden="true">${zones(metric, at)}<line class="axis" x2="100%" y1="${AXIS}" y2="${AXIS}"/>${ticks(
    metric,
    at,
  )}${metric.baseline !== null && html`<use class="champ" href="#dia" x="${percent(at(metric.baseline))}" y="${AXIS}"/>`}<circle class="this" cx="${percent(at(metric.value))}" cy="${AXIS}" r="7"/><text class="${anchorOf(at(metric.value))} val" x="${percent(at(metric.value))}" y="14">${shownNumber(metric.value, 6)}</text>${labels(metric, baselineName, at)}</svg>`;
}

type Scale = (value: number) => number;

/** From values to 0..100. */
function scaleOf({ value, baseline, limit, minimum, maximum }: Metric): Scale {
  const shown = [value, baseline, limit?.at, minimum?.at, maximum?.at].filter((one) => typeof one === 'number');
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const span = most - least || Math.abs(value) || 1;
  const from = least - MARGIN * span;
  const width = span * (1 + 2 * MARGIN);
  return (one) => Math.min(100, Math.max(0, ((one - from) / width) * 100));
}

const percent = (x: number): string => `${Number(x.toFixed(1))}%`;

function rect(name: 'bad' | 'band', from: number, to: number): Markup | false {
  return (
    to > from &&
    html`<rect class="${name}" x="${percent(from)}" y="${AXIS - 7}" width="${percent(to - from)}" height="14"/>`
  );
}

function zones({ baseline, limit, minimum, maximum, direction }: Metric, at: Scale): Markup {
  const isTolerated = limit !== null && baseline !== null;
  const [from, to] = isTolerated ? [at(Math.min(baseline, limit.at)), at(Math.max(baseline, limit.at))] : [0, 0];
  const isLowerBetter = direction === 'LowerIsBetter';
  const beyond = limit?.rejects === true && (isLowerBetter ? rect('bad', to, 100) : rect('bad', 0, from));
  return html`${beyond}${minimum?.rejects === true && rect('bad', 0, at(minimum.at))}${
    maximum?.rejects === true && rect('bad', at(maximum.at), 100)
  }${isTolerated && rect('band', from, to)}`;
}

function ticks({ minimum, maximum }: Metric, at: Scale): Markup {
  const tick = (edge: Edge | null) =>
    edge &&
    html`<line class="edge${!edge.rejects && ' people'}" x1="${percent(at(edge.at))}" x2="${percent(at(edge.at))}" y1="${AXIS - 8}" y2="${AXIS + 8}"/>`;
  return html`${tick(minimum)}${tick(maximum)}`;
}

/** Texts below the axis must not run into each other: neighbours nearer than this (in percent) turn away from one another. */
const NEAR = 24;

function labels({ baseline, minimum, maximum }: Metric, baselineName: string, at: Scale): Markup {
  const texts = [
    ...(baseline === null ? [] : [{ x: at(baseline), text: `${baselineName} ${shownNumber(baseline, 6)}` }]),
    ...(minimum ? [{ x: at(minimum.at), text: `min ${shownNumber(minimum.at)}` }] : []),
    ...(maximum ? [{ x: at(maximum.at), text: `max ${shownNumber(maximum.at)}` }] : []),
  ].toSorted((a, b) => a.x - b.x);
  return html`${texts.map(({ x, text }, index) => {
    const [before, after] = [texts[index - 1], texts[index + 1]];
    const isCrowded = {
      left: before !== undefined && x - before.x < NEAR,
      right: after !== undefined && after.x - x < NEAR,
    };
    const anchor = isCrowded.left && !isCrowded.right ? '' : isCrowded.right && !isCrowded.left ? 'end' : anchorOf(x);
    return html`<text class="${anchor}" x="${percent(x)}" y="54">${text}</text>`;
  })}`;
}

/** Texts at the ends of the axis stay inside. */
const anchorOf = (x: number): string => (x < 12 ? '' : x > 88 ? 'end' : 'mid');
