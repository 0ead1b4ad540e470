// The events of one revision, with ids that are the same for every worker that publishes them.
import type { ApprovalDrifted, DecisionMade, PublishedEvent } from '../events.ts';
import type { Head } from '../ledger/head.ts';
import { type Decision, setterOf } from './decision.ts';
import { eventAbout } from './event-about.ts';
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
        by: setterOf(decision),
        reasons: decision.reasons,
      }),
    );
  return events;
}

function decisionMade(decision: Decision, ledgerEntry: string): PublishedEvent {
  const { decisionId, revision, verdict, origin, policyDigest } = decision;
  const made = (said: DecisionMade['decision']) =>
    eventAbout('Model Package Decision Made', decision, { number: revision }, { decision: said });
  const whole = made(decision);
  if (Buffer.byteLength(JSON.stringify(whole.detail)) <= LARGEST_DETAIL) return whole;
  // Ten sentences of 500 characters still say why; the rest is in the ledger.
  const reasons = decision.reasons.slice(0, 10).map((reason) => reason.slice(0, 500).toWellFormed());
  return made({ decisionId, revision, verdict, origin, policyDigest, reasons, trimmed: true, ledgerEntry });
}

type Drift = Pick<ApprovalDrifted, 'decisionId' | 'cause' | 'by' | 'reasons'>;

/** What happened around the gate. `revision` and `n` tell apart several of one version; `decision` names the subject. */
export const approvalDrifted = (
  decision: Decision,
  drift: Drift,
  revision = decision.revision,
  n = 0,
): PublishedEvent => eventAbout('Model Package Approval Drifted', decision, { number: revision, n }, drift);
