// The numbers the protocol rests on, in milliseconds: how long a claim holds, and what may still land when.
import { HOUR, MINUTE } from '../times.ts';

/** All in milliseconds. */
export const LIMITS = {
  /** The owner of a claim signs within this time after the claim. */
  sendWindow: 40_000,
  /** AWS refuses a signature older than this: nothing lands later. */
  signatureValidity: 300_000,
  /** Every worker's clock is within this of AWS's. */
  clockError: 30_000,
  /** A Describe may show the package as it was this long ago (undocumented, so assumed). */
  registryLag: 3_000,
  /** The look that a write rests on is at most this old when the write is signed. */
  freshness: 20_000,
  /** A waiting hold is looked at again after this time. */
  evidenceAgain: 900_000,
  /** A worker of an older build looks again after this time. */
  olderBuildWaits: MINUTE,
  /** An order to bypass is carried out within this time or not at all. */
  bypassServes: HOUR,
  /** A look that was behind is repeated after this time. */
  behindWaits: 5_000,
  /** A version that was claimed this short a time ago is most likely being written right now: no look is spent on it. */
  justClaimed: 10_000,
} as const;

/** Long enough that nothing the owner sent can still land when somebody else finds the lease over. */
export const LEASE = LIMITS.sendWindow + LIMITS.signatureValidity + LIMITS.clockError + LIMITS.registryLag;

/** The last moment, by any worker's clock, at which the owner of this lease signs a registry write. */
export const latestSigning = (head: { readonly leaseUntil: number }): number =>
  head.leaseUntil - (LEASE - LIMITS.sendWindow);

/** Whether this claim is so young that its owner is most likely at work. Only worth a call: clocks may differ, and nothing rests on it. */
export const isJustClaimed = (head: { readonly leaseUntil: number }, now: number): boolean =>
  now < head.leaseUntil - LEASE + LIMITS.justClaimed;

/** How long after its closing a revision's own write may still be missing from a look. */
export const SETTLES_WITHIN = 2 * LIMITS.clockError + LIMITS.registryLag;
