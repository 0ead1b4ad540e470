// What is wanted in a lane: one model package version, and when it takes the place of another. Pure.
import type { Decision } from '../decisions/decision.ts';
import { SETTLES_WITHIN } from './limits.ts';

/** A model package version that is wanted in a lane, and the decision that wants it. */
export type Wanted = {
  /** The version, as its events name it. */
  readonly subject: Decision['subject'];
  readonly version: number;
  readonly decisionId: string;
  /** Of that decision: it grows with each one about the version, whatever the clocks of workers say. */
  readonly revision: number;
  readonly packageDigest: string;
  /** The status to carry on: projects serve approved versions only, copies follow later rejections too. */
  readonly approvalStatus: 'Approved' | 'Rejected';
  /** When that was decided, in milliseconds since the epoch. */
  readonly decidedAt: number;
  /** When the registry was seen to have that status (ms); absent in lanes from before this was kept. */
  readonly seenAt?: number;
  /** Identity of the rejected version that this one replaces; null for an approval. */
  readonly insteadOf: string | null;
  /** Name of the ProjectRedeployment that wants it; absent for copies, and in lanes from before this was kept. */
  readonly redeployment?: string;
};

/** Whether a look at `now` that shows another status may be one at the past: whoever wanted the version had seen it only just before. */
export const mayBeBehind = ({ seenAt = -Infinity }: Wanted, now: number): boolean => now < seenAt + SETTLES_WITHIN;

/**
 * Whether `next` takes the place of `current`. In one group the higher version is newer, as in AWS's own project templates, whatever
 * order events come in; of one version the later decision. Between groups the later decision. What replaces a rejected version
 * counts only while that version is the newest.
 */
export function isNewer(next: Wanted, current: Wanted | null): boolean {
  if (!current) return true;
  if (next.insteadOf !== null) return next.insteadOf === current.subject.identity;
  if (groupOf(next) !== groupOf(current)) return next.decidedAt > current.decidedAt;
  if (next.version !== current.version) return next.version > current.version;
  if (next.subject.identity !== current.subject.identity) return next.decidedAt > current.decidedAt;
  if (next.decisionId === current.decisionId) return false;
  return current.insteadOf === null ? next.revision > current.revision : next.decidedAt > current.decidedAt;
}

const groupOf = ({ subject }: Wanted): string => subject.modelPackageGroupName.toLowerCase();
