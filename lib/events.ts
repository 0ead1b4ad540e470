// Every event in and out: source, detail-type, type. JSON Schemas and samples are in events/.
import type { Decision } from './decisions/decision.ts';
import type { PromotionEvent } from './promotion-events.ts';

/** One event of ours, ready for PutEvents on the bus modelgate. `detail` carries schemaVersion and a deterministic eventId. */
export type PublishedEvent =
  | PromotionEvent
  | {
      readonly detailType: 'Model Package Decision Made';
      readonly resources: readonly string[];
      readonly detail: DecisionMade;
    }
  | {
      readonly detailType: 'Model Package Review Requested';
      readonly resources: readonly string[];
      readonly detail: ReviewRequested;
    }
  | {
      readonly detailType: 'Model Package Approval Drifted';
      readonly resources: readonly string[];
      readonly detail: ApprovalDrifted;
    };

type Common = { readonly schemaVersion: '1'; readonly eventId: string; readonly subject: Decision['subject'] };

export type DecisionMade = Common & { readonly decision: Decision | DecisionPointer };
/** Stands in for a decision above 60 KiB: the whole one is in the ledger. */
export type DecisionPointer = Pick<
  Decision,
  'decisionId' | 'revision' | 'verdict' | 'origin' | 'policyDigest' | 'reasons'
> & { readonly trimmed: true; readonly ledgerEntry: string };
export type ReviewRequested = Common & {
  readonly decisionId: string;
  readonly reviewId: string;
  readonly packageDigest: string;
  readonly requirements: Decision['requirements'];
  readonly reasons: readonly string[];
  readonly expiresAt: string | null;
};
export type ApprovalDrifted = Common & {
  readonly decisionId: string;
  readonly cause: 'External' | 'BornApproved' | 'EvidenceChanged' | 'Overwritten';
  readonly by: string | null;
  readonly reasons: readonly string[];
};
