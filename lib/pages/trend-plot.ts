// How one metric went over the versions of its group: a line with a mark per version, and what became of each.
import { shownNumber } from '../policy/numbers.ts';
import { html, type Markup } from './html.ts';

/** What became of a version. */
export type Fate = 'this' | 'champion' | 'approved' | 'rejected' | 'open';

type TrendPoint = { readonly version: number; readonly value: number; readonly fate: Fate };

/** `edge` is the value beyond which versions are rejected; null where there is none. */
export type Trend = {
  readonly label: string;
  readonly direction: 'HigherIsBetter' | 'LowerIsBetter' | null;
  readonly edge: { readonly word: 'min' | 'max'; readonly at: number } | null;
  /** Oldest first. */
  readonly points: readonly TrendPoint[];
};

const [TOP, BOTTOM] = [20, 82];
const FATE_WORD = {
  this: 'this version',
  champion: 'champion',
  approved: '',
  rejected: 'rejected',
  open: 'not decided',
} as const;

/** A figure whose caption names the metric; its SVG has all values as its name, since no caption says them. */
export function trendFigure({ label, direction, edge, points }: Trend): Markup {
  const [first, last] = [points[0], points.at(-1)];
  const better = direction === null ? '' : direction === 'LowerIsBetter' ? ', down is better' : ', up is better';
  const said = points.map(({ value, fate }) => [shownNumber(value, 6), FATE_WORD[fate]].filter(Boolean).join(' '));
  const name = `${label} of v${first?.version} to v${last?.version}: ${said.join(', ')}`;
  const place = placesOf(points, edge?.at ?? null);
  return html`<figure><figcaption><b>${label}</b> <small>v${first?.version} to v${last?.version}${better}</small></figcaption><svg class="plot" role="img" aria-label="${name}">${
    edge && edgeLine(edge, place.y(edge.at))
  }<g class="trend">${points.slice(1).map((point, index) => {
    const from = points[index];
    return (
      from &&
      html`<line x1="${place.x(index)}" y1="${place.y(from.value)}" x2="${place.x(index + 1)}" y2="${place.y(point.value)}"/>`
    );
  })}</g>${points.map((point, index) => markOf(point, place.x(index), place.y(point.value)))}<g class="mid">${points.map(
    ({ version, fate }, index) =>
      isNamed(index, points.length) &&
      html`<text${fate === 'this' && VAL} x="${place.x(index)}" y="104">v${version}</text>`,
  )}</g></svg></figure>`;
}

const VAL = html` class="val"`;
/** Up to ten names fit side by side on a phone; of more every second or third, counted from the newest. */
const isNamed = (index: number, count: number): boolean => (count - 1 - index) % Math.ceil(count / 10) === 0;

function placesOf(points: readonly TrendPoint[], edge: number | null) {
  const values = [...points.map(({ value }) => value), ...(edge === null ? [] : [edge])];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  const step = points.length > 1 ? 90 / (points.length - 1) : 0;
  return {
    x: (index: number): string => `${Number((5 + index * step).toFixed(1))}%`,
    y: (value: number): number => Math.round(BOTTOM - ((value - least) / span) * (BOTTOM - TOP)),
  };
}

const edgeLine = ({ word, at }: NonNullable<Trend['edge']>, y: number): Markup =>
  html`<line class="dash" x2="100%" y1="${y}" y2="${y}"/><text class="end" x="100%" y="${y - 5}">${word} ${shownNumber(at)}</text>`;

function markOf({ fate }: TrendPoint, x: string, y: number): Markup {
  if (fate === 'champion') return html`<use class="champ" href="#dia" x="${x}" y="${y}"/>`;
  if (fate === 'rejected') return html`<use class="ex" href="#ex" x="${x}" y="${y}"/>`;
  const [name, radius] = fate === 'this' ? ['this', 7] : fate === 'approved' ? ['was', 5] : ['idle', 5];
  return html`<circle class="${name}" cx="${x}" cy="${y}" r="${radius}"/>`;
}
