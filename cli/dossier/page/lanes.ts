// How each version stood over time: one bar a version, its colour what the gate or people had said by then, and marks for answers and what went around the gate.
import type { Decision } from '../../../lib/decisions/decision.ts';
import { html, type Markup } from '../../../lib/pages/html.ts';
import { timeOf, type LogContent } from '../../../lib/ledger/log.ts';
import { DAY, longTime } from '../../../lib/times.ts';
import type { ToldVersion } from '../gathered.ts';
import { decisionsOf, type Told } from './told.ts';

/** More bars than this say nothing to an eye; the rest is counted. */
const MOST_BARS = 60;

type State = 'ok' | 'no' | 'wait' | 'ask' | 'none';
type Segment = { readonly from: number; readonly to: number; readonly state: State };
const WORD: Readonly<Record<State, string>> = {
  ok: 'approved',
  no: 'rejected',
  wait: 'held',
  ask: 'asked people',
  none: 'pending',
};

/** What held after a decision. */
function stateOf({ verdict, subject }: Decision): State {
  if (subject.approvalStatus === 'Approved') return 'ok';
  if (subject.approvalStatus === 'Rejected') return 'no';
  return verdict === 'RequireReview' ? 'ask' : verdict === 'Hold' ? 'wait' : 'none';
}

/** Bars of all versions on one scale of time, from the first registration to when the dossier was made. */
export function lanesFigure({ dossier, versions }: Told): Markup {
  const shown = versions.slice(0, MOST_BARS);
  const end = Date.parse(dossier.madeAt);
  const start = Math.min(...shown.flatMap(({ contents }) => startOf(contents) ?? []), end - 1);
  const at = (time: number): string => `${(((time - start) / (end - start)) * 100).toFixed(2)}%`;
  const more = versions.length - shown.length;
  return html`<figure class="lanes" aria-label="How each version stood over time">${shown.map((one) => lane(one, end, at))}<div><b></b>${axis(start, end)}</div></figure>
<p class="key" aria-hidden="true">${(['ok', 'no', 'ask', 'wait', 'none'] as const).map(
    (state) =>
      html`<span><svg><rect class="s-${state}" y="3" width="14" height="8" rx="2"/></svg> ${WORD[state]}</span>`,
  )}<span><svg><circle class="said" cx="7" cy="7" r="4"/></svg> a person answered</span><span><svg><circle class="odd" cx="7" cy="7" r="4"/></svg> bypass, or set outside the gate</span></p>${more > 0 && html`<p class="soft">${more} more versions are not drawn.</p>`}`;
}

const startOf = (contents: readonly LogContent[]): number | null => {
  const [first] = decisionsOf(contents);
  // Clocks differ: a version may be said to be younger than its first decision.
  return first ? Math.min(Date.parse(first.package?.createdAt ?? first.createdAt), ...contents.map(timeOf)) : null;
};

function segmentsOf(contents: readonly LogContent[], end: number): readonly Segment[] {
  const start = startOf(contents);
  if (start === null) return [];
  const points = [
    { at: start, state: 'none' as State },
    ...decisionsOf(contents).map((decision) => ({ at: Date.parse(decision.createdAt), state: stateOf(decision) })),
  ];
  return points.map(({ at, state }, index) => ({ from: at, to: points[index + 1]?.at ?? end, state }));
}

function lane({ version, contents }: ToldVersion, end: number, at: (time: number) => string): Markup {
  const segments = segmentsOf(contents, end);
  const said = segments.map(({ state, from }) => `${WORD[state]} from ${longTime(from)}`).join(', ');
  const odd = contents.filter((content) => content.kind === 'bypassed' || isOutside(content));
  const answers = contents.filter(({ kind }) => kind === 'answered');
  const mark = (name: 'said' | 'odd') => (content: LogContent) =>
    html`<circle class="${name}" cx="${at(timeOf(content))}" cy="12" r="5"/>`;
  return html`<div><b>${version.name}</b><svg role="img" aria-label="${version.name}: ${said}">${segments.map(
    ({ from, to, state }) =>
      html`<rect class="s-${state}" x="${at(from)}" y="8" width="${widthOf(at(from), at(to))}" height="8" rx="2"/>`,
  )}${answers.map(mark('said'))}${odd.map(mark('odd'))}</svg></div>`;
}

const isOutside = (content: LogContent): boolean =>
  content.kind === 'decided' && content.decision.origin === 'External';

/** A moment is seen, too. */
const widthOf = (from: string, to: string): string =>
  `${Math.max(0.4, Number.parseFloat(to) - Number.parseFloat(from)).toFixed(2)}%`;

function axis(start: number, end: number): Markup {
  const day = (time: number): string => longTime(time).replace(/, \d\d:\d\d UTC$/u, '');
  const isWithinDays = end - start < 3 * DAY;
  const text = isWithinDays ? longTime : day;
  return html`<svg aria-hidden="true"><line class="axis" x2="100%" y1="1" y2="1"/><text x="0" y="18">${text(start)}</text><text class="end" x="100%" y="18">${text(end)}</text></svg>`;
}
