// How a verdict relates to what people decided.
import type { Verdict } from '../policy/policy.ts';

/** `looser`: the policies would approve what people rejected. */
export type Agreement = 'agree' | 'stricter' | 'looser';

/** Approve, RequireReview and Reject against Approved and Rejected; null where the policies had nothing to go by. Asking people is stricter than what they approved. */
export function agreementOf(verdict: Verdict, people: 'Approved' | 'Rejected'): Agreement | null {
  if (verdict === 'Hold' || verdict === 'NoOpinion') return null;
  if (people === 'Approved') return verdict === 'Approve' ? 'agree' : 'stricter';
  return verdict === 'Approve' ? 'looser' : 'agree';
}
