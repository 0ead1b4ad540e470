// The events of one revision, with ids that are the same for every worker that publishes them.
import type { ApprovalDrifted, DecisionMade, PublishedEvent } from '../events.ts';
import { eventIdOf } from '../ledger/entries.ts';
import type { Head } from '../ledger/head.ts';
import type { Decision } from './decision.ts';
import { approvalBypassed, reviewClosed, reviewRequested } from './review-events.ts';

/** One PutEvents billing unit is 64 KiB; above this the detail is trimmed to ids and a pointer to the ledger. */
const LARGEST_DETAIL = 60 * 1024;

/** All events that this revision asks for. `entryHash` names the ledger entry that holds the decision. */
export function eventsOf(head: Head, decision: Decision, entryHash: string): readonly PublishedEvent[] {
  const { cause, review, lastReview } = head;
  const events: PublishedEvent[] = [decisionMade(decision, entryHash)];
  if (lastReview?.decisionId === head.decisionId) events.push(...reviewClosed(decision, lastReview));
  if (review?.decisionId === head.decisionId) events.push(reviewRequested(decision, review));
  if (decision.bypass) events.push(approvalBypassed(decision, decision.bypass));
  if (cause)
    events.push(
      approvalDrifted(decision, {
        decisionId: head.decisionId,
        cause,
        by: decision.subject.lastModifiedBy,
        reasons: decision.reasons,
      }),
    );
  return events;
}

function decisionMade(decision: Decision, ledgerEntry: string): PublishedEvent {
  const detailType = 'Model Package Decision Made';
  const common = commonOf(detailType, decision, decision.revision, 0);
  const whole: DecisionMade = { ...common, decision };
  const { decisionId, revision, verdict, origin, policyDigest } = decision;
  const isLarge = Buffer.byteLength(JSON.stringify(whole)) > LARGEST_DETAIL;
  // Ten sentences of 500 characters still say why; the rest is in the ledger.
  const reasons = decision.reasons.slice(0, 10).map((reason) => reason.slice(0, 500));
  const pointer = { decisionId, revision, verdict, origin, policyDigest, reasons, trimmed: true as const, ledgerEntry };
  return { detailType, resources: resourcesOf(decision), detail: isLarge ? { ...common, decision: pointer } : whole };
}

type Drift = Pick<ApprovalDrifted, 'decisionId' | 'cause' | 'by' | 'reasons'>;

/** What happened around the gate. `revision` and `n` tell apart several of one version; `decision` names the subject. */
export function approvalDrifted(decision: Decision, drift: Drift, revision = decision.revision, n = 0): PublishedEvent {
  const detailType = 'Model Package Approval Drifted';
  return {
    detailType,
    resources: resourcesOf(decision),
    detail: { ...commonOf(detailType, decision, revision, n), ...drift },
  };
}

const resourcesOf = ({ subject }: Decision): readonly string[] => [subject.modelPackageArn];

const commonOf = (detailType: string, { subject }: Decision, revision: number, n: number) => ({
  schemaVersion: '1' as const,
  eventId: eventIdOf(detailType, subject.identity, revision, n),
  subject,
});
