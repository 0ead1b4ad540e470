// The page of one model package: verdict sentence, determining checks, deadline, metrics, everything else, answer.
import type { Decision } from '../decisions/decision.ts';
import { shortActor } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import type { ReviewState } from '../ledger/review-state.ts';
import { shownNumber } from '../policy/numbers.ts';
import { longTime } from '../times.ts';
import { answerPanel, closedPanel, jumpLink, type Answerer } from './answer-panel.ts';
import { checksSection } from './checks-section.ts';
import { framed, type Banner } from './frame.ts';
import { earlierVersions, trendFigures, trendsOf } from './group-history.ts';
import { html, type Markup, type Part } from './html.ts';
import { asciiName } from './legible.ts';
import { lineageSection, shortHash } from './lineage-section.ts';
import { checkMark, CHECK_MARK, mark, VERDICT_MARK } from './marks.ts';
import { metricPlot } from './metric-plot.ts';
import type { PlanStep } from './pages-ports.ts';
import { planSection } from './plan-section.ts';
import { captionOf, metricsOf, wordOf, type Metric } from './metrics.ts';
import { reasonsOf, type Reason } from './reasons.ts';
import { dayTime, shownLeft, timeTag } from './shown-time.ts';
import { timeline, type Chain } from './timeline.ts';
import { verdictSentence, withStop, type NameOf } from './verdict-sentence.ts';

/** Everything the page is made of; nothing is read while it is rendered. */
export type ReviewView = {
  readonly decision: Decision;
  readonly head: Head;
  readonly review: ReviewState | null;
  readonly chain: Chain;
  /** The newest decision of each other version, newest version first. */
  readonly others: readonly Decision[];
  readonly you: Answerer;
  readonly nameOf: NameOf;
  readonly banner: Banner;
  /** What an approval sets in motion and how that stands now: the status first. */
  readonly plan: readonly PlanStep[];
  readonly now: number;
};

/** The whole document. */
export function reviewPage(view: ReviewView): string {
  const { decision, review, you, now } = view;
  const { modelPackageGroupName, modelPackageVersion } = decision.subject;
  const name = `${asciiName(modelPackageGroupName)} v${modelPackageVersion}`;
  const sentence = review?.sentence ?? verdictSentence(decision, answersOf(view), view.nameOf);
  const closed = view.head.lastReview ?? null;
  const panel = review ? answerPanel(review, you, now) : closed && closedPanel(closed, view.nameOf, now);
  return framed({
    title: `${name}: ${sentence}`,
    person: you,
    section: null,
    banner: view.banner,
    skip: panel ? { to: 'answer', text: 'Skip to your answer' } : { to: 'say', text: 'Skip to the verdict' },
    main: html`${titleBlock(view)}<div class="${panel && 'cols'}"><div class="stack">${leadSection(view, sentence)}${metricsSection(view)}${checksSection(decision)}${lineageSection(decision, championName(decision))}${planSection(view.plan, { isOpen: view.review !== null, champion: championName(decision), now })}${pastSection(view)}${review && jumpLink(review, you, now)}</div>${panel}</div>${footer(decision)}`,
  });
}

const answersOf = ({ chain, decision }: ReviewView) =>
  chain.contents.flatMap((content) =>
    content.kind === 'answered' && content.revision <= decision.revision ? [content.answer] : [],
  );

/** `v6`, or null where there was no champion. */
function championName({ inputs }: Decision): string | null {
  const version = inputs.champion?.split('/').at(-1);
  return version === undefined ? null : `v${version}`;
}

function titleBlock({ decision, head, now }: ReviewView): Markup {
  const { subject, package: made } = decision;
  const at = made ? Date.parse(made.createdAt) : null;
  const registered = html`Registered${subject.registrant !== null && ` by ${shortActor(subject.registrant)}`}${at !== null && html`, ${timeTag(at, longTime(at))}`}`;
  const status = head.target ?? subject.approvalStatus ?? 'no approval status';
  const isApplying = head.state === 'applying' && head.leaseUntil > now;
  return html`<div class="title"><h1>${asciiName(subject.modelPackageGroupName)} <span>v${subject.modelPackageVersion}</span></h1><p class="facts"><span>Account ${subject.account}, ${subject.region}</span><span>${registered}</span><span>${status}${isApplying && ', being written'}</span></p></div>`;
}

function leadSection({ decision, review, now }: ReviewView, sentence: string): Markup {
  const [name, tone] = VERDICT_MARK[decision.verdict];
  return html`<section class="sheet lead${!review && ' done'}" aria-labelledby="say"><h2 class="say" id="say">${mark(name, tone)} ${sentence}</h2><ul class="why">${reasonsOf(decision).map(reasonLine)}</ul>${review && deadlineLine(review, now)}</section>`;
}

function reasonLine({ result, sentence, consequence, isDetermining }: Reason): Markup {
  const sign = result === null ? mark('skip', 'dim') : checkMark(result);
  const text = withStop(sentence);
  return html`<li>${sign}<div>${isDetermining ? html`<strong>${text}</strong>` : text}${consequence !== null && html` <span class="soft">${consequence}.</span>`}</div></li>`;
}

function deadlineLine({ expiresAt, onExpiry }: ReviewState, now: number): Part {
  if (expiresAt === null) return html`<p class="soft">Open without a deadline.</p>`;
  return html`<p class="soft">Open until ${timeTag(expiresAt, `${dayTime(expiresAt, now)} UTC`)}, <span class="keep">${shownLeft(expiresAt, now)}</span>.${onExpiry !== null && ` ${withStop(onExpiry)}`}</p>`;
}

/** So many metrics are drawn; the others are in the tree of checks. */
const MOST_METRICS = 8;

function metricsSection({ decision, others }: ReviewView): Part {
  const metrics = metricsOf([...decision.policies, ...decision.shadow]).slice(0, MOST_METRICS);
  if (metrics.length === 0) return null;
  const champion = championName(decision);
  const isCompared = metrics.some(({ baseline }) => baseline !== null);
  const title = isCompared && champion !== null ? `Against the champion, ${champion}` : 'Metrics and limits';
  const version = `v${decision.subject.modelPackageVersion}`;
  return html`<section class="sheet" aria-labelledby="h-metrics"><h2 id="h-metrics">${title}</h2>${plotKey(metrics, version, champion)}${metrics.map((metric) => metricFigure(metric, champion))}${trendFigures(trendsOf(decision, metrics, others))}</section>`;
}

function plotKey(metrics: readonly Metric[], version: string, champion: string | null): Markup {
  const isCompared = metrics.some(({ baseline }) => baseline !== null);
  const isRejecting = metrics.some(
    ({ minimum, maximum, limit }) => minimum?.rejects || maximum?.rejects || limit?.rejects,
  );
  return html`<p class="key" aria-hidden="true"><span><svg><circle class="this" cx="7" cy="7" r="6"/></svg> ${version}, this one</span>${
    isCompared &&
    html`<span><svg><use class="champ" href="#dia" x="7" y="7"/></svg> ${champion === null ? 'baseline' : `champion ${champion}`}</span><span><svg><rect class="band" y="1" width="14" height="12"/></svg> tolerated</span>`
  }${isRejecting && html`<span><svg><rect class="bad" y="1" width="14" height="12"/></svg> rejected</span>`}</p>`;
}

function metricFigure(metric: Metric, champion: string | null): Markup {
  const [name, tone] = CHECK_MARK[metric.result];
  const isChampion = metric.baselineSource === null || champion !== null;
  const against = isChampion ? (champion ?? 'the baseline') : (metric.baselineSource ?? 'the baseline');
  return html`<figure class="metric"><figcaption><b>${metric.label} ${shownNumber(metric.value, 6)}</b> <span class="word ${tone}">${mark(name, tone)}${wordOf(metric)}</span><br><small>${captionOf(metric, against)}</small></figcaption>${metricPlot(metric, against)}</figure>`;
}

const pastSection = ({ chain, others, nameOf, now }: ReviewView): Markup =>
  html`<section class="sheet" aria-labelledby="h-past"><h2 id="h-past">So far</h2>${timeline(chain, nameOf, now)}${earlierVersions(others, nameOf, now)}</section>`;

const footer = ({ decisionId, revision, inputs, policyDigest, subject }: Decision): Markup =>
  html`<footer class="foot">Decision <code>${decisionId}</code>, revision ${revision}. Evidence <code>${shortHash(inputs.packageDigest)}</code>, policies <code>${shortHash(policyDigest)}</code>. <a href="/decisions?group=${asciiName(subject.modelPackageGroupName)}">All decisions of this group</a></footer>`;
