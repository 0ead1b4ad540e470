// A decision, and other news of the gate, as a message.
import type { Decision } from '../decisions/decision.ts';
import { shortActor, versionName } from '../identity.ts';
import type { Verdict } from '../policy/policy.ts';
import { linesOf, metricsOf } from './check-lines.ts';
import type { Line, Mark, Message } from './message.ts';

const VERDICT_MARK: Readonly<Record<Verdict, Mark>> = {
  Approve: '✓',
  Reject: '✗',
  Hold: '■',
  RequireReview: '◆',
  NoOpinion: '○',
};

/** What every message about a decision says of its subject; the rest is empty. */
export function aboutDecision(decision: Decision): Message {
  const { subject, decisionId, revision, supersedes } = decision;
  const { modelPackageGroupName, modelPackageVersion, account, region, registrant } = subject;
  const createdAt = decision.package ? Date.parse(decision.package.createdAt) : null;
  return {
    subject: versionName(modelPackageGroupName, modelPackageVersion),
    mark: VERDICT_MARK[decision.verdict],
    headline: decision.verdict,
    lines: [],
    metrics: [],
    registeredBy: registrant === null ? null : { who: shortActor(registrant), at: createdAt },
    account: `${account}, ${region}`,
    asked: [],
    deadline: null,
    said: [],
    plan: null,
    review: null,
    link: null,
    ids: `Decision ${decisionId}, revision ${revision}${supersedes === null ? '' : `, supersedes ${supersedes}`}`,
  };
}

/** What was decided, why, and, where evidence is missing, how to add it. */
export function tellDecision(decision: Decision, link: string | null): Message {
  const missing: readonly Line[] = (decision.hold?.missing ?? []).map((text) => ({ mark: '!', text }));
  const status = decision.subject.approvalStatus;
  return {
    ...aboutDecision(decision),
    headline:
      decision.verdict === 'Hold'
        ? 'Hold: it stays PendingManualApproval'
        : `${decision.verdict}: it is ${status ?? 'unchanged'}`,
    lines: [...linesOf(decision), ...missing],
    metrics: metricsOf(decision),
    link,
  };
}

/** Any other event: what happened, in its own sentences. */
export const tellEvent = (
  decision: Decision,
  news: { readonly headline: string; readonly mark: Mark; readonly sentences: readonly string[] },
  link: string | null,
): Message => ({
  ...aboutDecision(decision),
  mark: news.mark,
  headline: news.headline,
  lines: news.sentences.map((text) => ({ mark: news.mark, text })),
  link,
});
