// What an auditor reads first: everything that did not go the plain way, each as a sentence, and that there was nothing where there was nothing.
import type { Decision } from '../../../lib/decisions/decision.ts';
import { shortActor } from '../../../lib/identity.ts';
import { html, type Markup } from '../../../lib/pages/html.ts';
import { mark, type MarkName, type Tone } from '../../../lib/pages/marks.ts';
import { verdictSentence } from '../../../lib/pages/verdict-sentence.ts';
import { longTime } from '../../../lib/times.ts';
import { decisionsOf, isWithin, type Told } from './told.ts';

type Notice = { readonly shape: MarkName; readonly tone: Tone; readonly text: string };
type Named = { readonly name: string; readonly decision: Decision };

/** Break-glass, what was set outside the gate, exceptions, revoked people, decisions in Audit, what failed afterwards, and gaps. */
export function attentionSection(told: Told): Markup {
  const { dossier } = told;
  const named = told.versions.flatMap(({ version, contents }) =>
    decisionsOf(contents)
      .filter(({ createdAt }) => isWithin(dossier, createdAt))
      .map((decision) => ({ name: version.name, decision })),
  );
  const notices = [
    ...named.flatMap((one) => bypassNotice(one, told)),
    ...named.flatMap((one) => outsideNotice(one, told)),
    ...named.flatMap(exceptionNotices),
    ...auditNotice(named),
    ...told.dossier.carried.filter(({ result }) => result === 'Failed' || result === 'Refused').map(failedNotice),
    ...dossier.revoked.map(
      ({ person, by, at, comment }): Notice => ({
        shape: 'skip',
        tone: 'wait',
        text: `${told.nameOf(person)} may not answer since ${longTime(at)}: revoked by ${by}${comment === '' ? '' : `, “${comment}”`}.`,
      }),
    ),
    ...dossier.gaps.map((text): Notice => ({ shape: 'warn', tone: 'wait', text })),
  ];
  return html`<section id="attention"><h2>What to look at first</h2>${
    notices.length === 0
      ? html`<p>Nothing: nobody broke the glass, no status was set outside the gate, no check passed by exception, nothing failed afterwards, and nothing is missing from this record.</p>`
      : html`<ul class="marked">${notices.map(({ shape, tone, text }) => html`<li>${mark(shape, tone)}<span>${text}</span></li>`)}</ul>`
  }</section>`;
}

function bypassNotice({ name, decision }: Named, { nameOf }: Told): readonly Notice[] {
  const { bypass, decisionId } = decision;
  if (!bypass) return [];
  const text = `Break-glass: ${nameOf(bypass.person)} (${shortActor(bypass.principal)}) ordered ${name} approved past its policies on ${longTime(bypass.orderedAt)}, decision ${decisionId}: “${bypass.comment}”. The policies said: ${decision.reasons.slice(1, 3).join('; ') || 'nothing against it'}.`;
  return [{ shape: 'drift', tone: 'no', text }];
}

function outsideNotice({ name, decision }: Named, { nameOf }: Told): readonly Notice[] {
  if (decision.origin !== 'External') return [];
  const { verdict, decisionId, createdAt, reasons } = decision;
  const text = `Around the gate: ${name} was ${verdictSentence(decision, [], nameOf)}, seen ${longTime(createdAt)}, decision ${decisionId}. The policies say ${verdict}: ${reasons.slice(0, 2).join('; ')}.`;
  return [{ shape: 'drift', tone: verdict === 'Approve' ? 'wait' : 'no', text }];
}

const exceptionNotices = ({ name, decision }: Named): readonly Notice[] =>
  (decision.exceptions ?? []).map((one) => ({
    shape: 'skip',
    tone: 'wait',
    text: `By exception: ${name} passed ${one.policy}/${one.validation} by ${one.name} until ${one.until}, approved by ${one.approvedBy}: “${one.reason}” (decision ${decision.decisionId}).`,
  }));

function auditNotice(named: readonly Named[]): readonly Notice[] {
  const watched = named.filter(({ decision }) => decision.mode === 'Audit').length;
  if (watched === 0) return [];
  const text = `${watched} of ${named.length} decisions were made in Audit: recorded, not written to the registry, nobody was asked.`;
  return [{ shape: 'eye', tone: 'wait', text }];
}

const failedNotice = ({ kind, target, version, result, because, at }: Told['dossier']['carried'][number]): Notice => ({
  shape: 'fail',
  tone: 'no',
  text: `${result} afterwards: ${version} and ${kind === 'project' ? 'project' : 'group'} ${target}, ${longTime(at)}: ${because}`,
});
