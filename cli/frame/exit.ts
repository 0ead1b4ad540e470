// Exit codes of modelgate: below 64 a verdict or a finding, from 64 (sysexits.h) misuse or failure, so that a crash never looks like a verdict.
import type { Verdict } from '../../lib/policy/policy.ts';

export const EXIT = {
  good: 0,
  /** A test or a change check failed. */
  failed: 1,
  rejected: 2,
  /** lint found errors. */
  findings: 3,
  /** Hold, RequireReview or NoOpinion. */
  otherVerdict: 4,
  usage: 64,
  badData: 65,
  notFound: 66,
  unavailable: 69,
  internal: 70,
  refused: 77,
} as const;

/** 0 for Approve, 2 for Reject, 4 for the others. */
export const exitOfVerdict = (verdict: Verdict): number =>
  verdict === 'Approve' ? EXIT.good : verdict === 'Reject' ? EXIT.rejected : EXIT.otherVerdict;
