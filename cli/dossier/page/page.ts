// A dossier as one self-contained page that somebody who is no engineer reads from top to bottom, and prints: no script, no request.
import { raw } from 'hono/html';
import { counted } from '../../../lib/counted.ts';
import { trendFigures, trendsOf } from '../../../lib/pages/group-history.ts';
import { html, type Markup, type Part } from '../../../lib/pages/html.ts';
import { sprite } from '../../../lib/pages/marks.ts';
import { metricsOf } from '../../../lib/pages/metrics.ts';
import { longTime } from '../../../lib/times.ts';
import { exceptionsSection, modesSection, peopleSection, policiesSection, proofSection } from './appendix.ts';
import { attentionSection } from './attention.ts';
import { lanesFigure } from './lanes.ts';
import { DOSSIER_STYLE } from './style.ts';
import { decisionsOf, type Told } from './told.ts';
import { versionSection } from './version-section.ts';

/** The document. */
export function dossierPage(told: Told): string {
  const { dossier, versions } = told;
  const body = html`<main class="wrap">${opening(told)}${glanceSection(told)}${attentionSection(told)}${versions.map((one, index) => versionSection(one, index, told))}${peopleSection(told)}${exceptionsSection(told)}${modesSection(told)}${policiesSection(told)}${proofSection(told)}</main>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Dossier of ${dossier.subject} · modelgate</title><style>${raw(DOSSIER_STYLE)}</style></head>
<body>${sprite(body.toString())}${body}</body></html>
`.toString();
}

function opening({ dossier, versions }: Told): Markup {
  const { subject, from, to, madeAt, madeBy, stack, account, region } = dossier;
  const period = from === null ? '' : ` between ${longTime(from)} and ${longTime(to ?? madeAt)}`;
  return html`<header><h1>${subject.replace(/^group/u, 'Group')}</h1>
<p class="lede">What the approval gate recorded about ${versions.length === 1 ? 'this version' : `these ${versions.length} versions`}${period}: every decision with the facts and policies it rests on, who had a say, and what came of it.</p>
<p class="made soft">Dossier made ${longTime(madeAt)} by ${madeBy}, from stack ${stack}, account ${account}, ${region}. Times are UTC.</p>
<ul class="toc">${contents(versions.map(({ version }) => version.name)).map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></header>`;
}

const contents = (names: readonly string[]): readonly (readonly [string, string])[] => [
  ['glance', 'At a glance'],
  ['attention', 'What to look at first'],
  ...names.map((name, index) => [`v${index}`, name] as const),
  ['people', 'People'],
  ['exceptions', 'Exceptions in force'],
  ['policies', 'Policies as deployed'],
  ['proof', 'Proof'],
];

function glanceSection(told: Told): Markup {
  const decisions = told.versions.flatMap((one) => decisionsOf(one.contents));
  const answers = told.versions.flatMap((one) => one.contents.filter(({ kind }) => kind === 'answered'));
  const by = (origin: string): number => decisions.filter((one) => one.origin === origin).length;
  const now = (status: string): number =>
    told.versions.filter((one) => decisionsOf(one.contents).at(-1)?.subject.approvalStatus === status).length;
  return html`<section id="glance"><h2>At a glance</h2>
<p>${counted(told.versions.length, 'version')}: ${now('Approved')} approved, ${now('Rejected')} rejected, ${now('PendingManualApproval')} pending by the last decision. ${counted(decisions.length, 'decision')}: ${by('Gate')} by the gate, ${by('Reviewer')} by reviewers, ${by('External')} around the gate, ${by('Bypass')} by break-glass. ${counted(answers.length, 'answer')} of people.</p>
${lanesFigure(told)}${trendsPart(told)}</section>`;
}

/** How the metrics went over the versions of one group. */
function trendsPart({ versions }: Told): Part {
  const newest = versions.flatMap(({ contents: log }) => decisionsOf(log).at(-1) ?? []);
  const last = newest.at(-1);
  const groups = new Set(newest.map(({ subject }) => subject.modelPackageGroupName));
  if (!last || groups.size !== 1) return null;
  return trendFigures(trendsOf(last, metricsOf(last.policies), newest.slice(0, -1)));
}
