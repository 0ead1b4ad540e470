// LANE items: what is wanted for one project or registration target, and the call under way. Pure types and the legal moves.
import type { Blocked, Copy } from './copies.ts';
import { LEASE, LIMITS } from './limits.ts';
import { isNewer, type Wanted } from './wanted.ts';

/** A SageMaker project that is redeployed, or a target that versions are registered in. */
export type LaneKind = 'project' | 'registration';

/** One call to the target, written down before it is sent. All times in milliseconds since the epoch. */
export type Attempt = {
  /** New for every attempt: its event ids are made of it, and how a worker knows its own write again. */
  readonly owner: string;
  /** Counts the attempts of this lane from 1. */
  readonly number: number;
  readonly wanted: Wanted;
  /** `sending`: the outcome is unknown. `following`: the target has accepted it. */
  readonly phase: 'sending' | 'following';
  readonly startedAt: number;
  /** Nothing that the owner signed can land after this. */
  readonly leaseUntil: number;
  /** Digest of the whole parameter set sent. */
  readonly parameterDigest: string;
  /** LastModifiedTime of the target as described before; null where it tells none. */
  readonly readModifiedAt: number | null;
  /** What the call changes, by parameter, as shown to people. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  /** Who else changed the target while this was under way. */
  readonly changedBy: string | null;
};

export type LaneOutcome = {
  readonly result: 'Finished' | 'Failed' | 'Refused' | 'Dropped';
  readonly wanted: Wanted;
  readonly at: number;
  /** A sentence for people. */
  readonly because: string;
  /** The call that came to this end, with what it changed; null where none was needed. */
  readonly attempt: Attempt | null;
};

export type Lane = {
  /** `project/ACCOUNT/REGION/NAME` or `registration/...`; one item, one call at a time. */
  readonly laneId: string;
  readonly kind: LaneKind;
  /** Project name or group ARN. */
  readonly target: string;
  readonly account: string;
  readonly region: string;
  /** Grows by one with every write: its condition. */
  readonly revision: number;
  /** The newest version that is wanted and not yet begun. */
  readonly wanted: Wanted | null;
  readonly attempt: Attempt | null;
  /** What the target got last from this lane. */
  readonly served: Wanted | null;
  readonly outcome: LaneOutcome | null;
  /** Outcomes before that, newest first, at most 20. */
  readonly history: readonly LaneOutcome[];
  /** Begun so far. */
  readonly attempts: number;
  /** In a row, of the same version. */
  readonly failures: number;
  /** Since when something is wanted or under way that has not come to an end. */
  readonly waitingSince: number | null;
  readonly nextAttemptAt: number | null;
  /** Why it waits. */
  readonly because: string | null;
  /** LastModifiedTime that the last withdrawn call rested on: what is later than that, somebody else has changed since. */
  readonly readModifiedAt: number | null;
  /** Of a registration: the copies made through this lane, newest first. */
  readonly copies?: readonly Copy[];
  /** Of a registration: not there where nothing is in its way. */
  readonly blocked?: Blocked | null;
};

export type LaneStep =
  | { readonly step: 'nothing' }
  | { readonly step: 'wait'; readonly until: number; readonly why: string }
  | { readonly step: 'start'; readonly wanted: Wanted }
  /** Nobody can send this any more; whether it has landed shows a look begun now. */
  | { readonly step: 'resolve'; readonly attempt: Attempt }
  | { readonly step: 'follow'; readonly attempt: Attempt };

/** A failed call is tried this often in all; then a person has to look. */
export const MOST_FAILURES = 3;

/** What a worker that has just read this lane does. */
export function nextLaneStep(lane: Lane, now: number): LaneStep {
  const { attempt, wanted, nextAttemptAt, because } = lane;
  if (attempt?.phase === 'sending' && now <= attempt.leaseUntil)
    return { step: 'wait', until: attempt.leaseUntil + 1, why: 'a call is under way whose answer is not known yet' };
  if (!attempt && !wanted) return { step: 'nothing' };
  if (nextAttemptAt !== null && now < nextAttemptAt)
    return { step: 'wait', until: nextAttemptAt, why: because ?? 'not yet' };
  if (attempt) return { step: attempt.phase === 'sending' ? 'resolve' : 'follow', attempt };
  return wanted ? { step: 'start', wanted } : { step: 'nothing' };
}

/** When the lane has to be looked at again, though no wake-up came; null where nothing is left to do. */
export function laneDueAt(lane: Lane): number | null {
  if (lane.attempt?.phase === 'sending') return Math.max(lane.attempt.leaseUntil + 1, lane.nextAttemptAt ?? 0);
  return lane.attempt || lane.wanted ? (lane.nextAttemptAt ?? lane.waitingSince ?? 0) : null;
}

/** The version that counts as the newest one here. One that failed for good still does, else an event that comes twice would try it again. */
export function newestOf({ wanted, attempt, served, outcome }: Lane): Wanted | null {
  const hasFailed = outcome?.result === 'Failed' || outcome?.result === 'Refused';
  return wanted ?? attempt?.wanted ?? (hasFailed ? outcome.wanted : served);
}

export type LanePlace = Pick<Lane, 'laneId' | 'kind' | 'target' | 'account' | 'region'>;

const REST = { wanted: null, attempt: null, waitingSince: null, nextAttemptAt: null, because: null } as const;
const emptyLane = (place: LanePlace): Lane => ({
  ...place,
  ...REST,
  revision: 0,
  served: null,
  outcome: null,
  history: [],
  attempts: 0,
  failures: 0,
  readModifiedAt: null,
});

const next = (lane: Lane, changes: Partial<Lane>): Lane => ({ ...lane, ...changes, revision: lane.revision + 1 });

/** The lane with this version wanted, or null where it is no news: an older one, or one that is known. */
export function want(lane: Lane | null, place: LanePlace, wanted: Wanted, now: number): Lane | null {
  const current = lane ?? emptyLane(place);
  if (!isNewer(wanted, newestOf(current))) return null;
  const isUnderWay = current.attempt !== null;
  return next(current, {
    wanted,
    failures: 0,
    waitingSince: current.waitingSince ?? now,
    // A call under way keeps its own time of the next look.
    nextAttemptAt: isUnderWay ? current.nextAttemptAt : now,
    because: isUnderWay ? current.because : null,
  });
}

export type Begin = Pick<Attempt, 'owner' | 'parameterDigest' | 'readModifiedAt' | 'before' | 'after' | 'changedBy'>;

/** The wanted version becomes the call under way; only under this may the call be signed. Throws where one is under way already. */
export function begin(lane: Lane, call: Begin, now: number): Lane {
  if (lane.attempt || !lane.wanted) throw new Error(`lane ${lane.laneId} has nothing to begin`);
  const number = lane.attempts + 1;
  const lease = { startedAt: now, leaseUntil: now + LEASE };
  const attempt: Attempt = { ...call, ...lease, number, wanted: lane.wanted, phase: 'sending' };
  const begun = { attempt, wanted: null, attempts: number, readModifiedAt: null };
  return next(lane, { ...begun, nextAttemptAt: null, because: null });
}

/** Whether the owner of this call may still sign it. Asked right before the signature. */
export const maySign = (attempt: Attempt, now: number): boolean =>
  attempt.phase === 'sending' && now <= attempt.leaseUntil - (LEASE - LIMITS.sendWindow);

const underWay = (lane: Lane): Attempt => {
  if (!lane.attempt) throw new Error(`lane ${lane.laneId} has no call under way`);
  return lane.attempt;
};

/** The target has accepted the call: it is followed from now on. */
export const accepted = (lane: Lane, lookAgainAt: number): Lane =>
  next(lane, { attempt: { ...underWay(lane), phase: 'following' }, nextAttemptAt: lookAgainAt, because: null });

/** The call did not happen and no longer can: its version is wanted as before, unless a newer one is. */
export function withdrawn(lane: Lane, lookAgainAt: number, because: string): Lane {
  const { wanted, readModifiedAt } = underWay(lane);
  const waiting = { nextAttemptAt: lookAgainAt, because, readModifiedAt };
  return next(lane, { ...waiting, attempt: null, wanted: lane.wanted ?? wanted });
}

/** Not now: the lane is looked at again at this time. */
export const postponed = (lane: Lane, lookAgainAt: number, because: string): Lane =>
  next(lane, { nextAttemptAt: lookAgainAt, because });

const MOST_HISTORY = 20;
const ended = (lane: Lane, outcome: LaneOutcome): Pick<Lane, 'outcome' | 'history'> => ({
  outcome,
  history: lane.outcome ? [lane.outcome, ...lane.history].slice(0, MOST_HISTORY) : [],
});

/** What the lane is once nothing is under way: on to the newer version, or at rest. */
const settled = (lane: Lane, now: number): Partial<Lane> => ({
  attempt: null,
  waitingSince: lane.wanted ? now : null,
  nextAttemptAt: lane.wanted ? now : null,
  because: null,
});

/** The call came to a good end. */
export function finished(lane: Lane, now: number, because: string): Lane {
  const attempt = underWay(lane);
  const { wanted } = attempt;
  const outcome = ended(lane, { result: 'Finished', wanted, at: now, because, attempt });
  return next(lane, { ...settled(lane, now), ...outcome, served: wanted, failures: 0 });
}

/** The target is as wanted already: served without a call. */
export function satisfied(lane: Lane, now: number, because: string): Lane {
  const { wanted } = lane;
  if (!wanted || lane.attempt) throw new Error(`lane ${lane.laneId} has nothing to satisfy`);
  const outcome = ended(lane, { result: 'Finished', wanted, at: now, because, attempt: null });
  const rest = settled({ ...lane, wanted: null }, now);
  return next(lane, { ...rest, ...outcome, wanted: null, served: wanted, failures: 0 });
}

/** The call came to a bad end: the same version again after a while, at most three times in all, unless a newer one is wanted. */
export function failed(lane: Lane, now: number, because: string, againAt: number): Lane {
  const attempt = underWay(lane);
  const { wanted } = attempt;
  const outcome = ended(lane, { result: 'Failed', wanted, at: now, because, attempt });
  if (lane.wanted) return next(lane, { ...settled(lane, now), ...outcome, failures: 0 });
  const failures = lane.failures + 1;
  const again = failures < MOST_FAILURES ? wanted : null;
  const waiting = again ? { attempt: null, nextAttemptAt: againAt, because } : settled(lane, now);
  return next(lane, { ...waiting, ...outcome, wanted: again, failures });
}

export type GivenUp = {
  readonly result: 'Refused' | 'Dropped';
  readonly because: string;
  readonly instead: Wanted | null;
};

/** What is wanted cannot be (`Refused`) or is no longer wanted (`Dropped`); `instead` is wanted in its place, if anything. */
export function givenUp(lane: Lane, up: GivenUp, now: number): Lane {
  const { wanted } = lane;
  if (!wanted || lane.attempt) throw new Error(`lane ${lane.laneId} has nothing to give up`);
  const { instead, result, because } = up;
  const outcome = ended(lane, { result, wanted, at: now, because, attempt: null });
  return next(lane, { ...settled({ ...lane, wanted: instead }, now), ...outcome, wanted: instead });
}

/** On a person's command: what failed or was refused is wanted once more. Null where there is nothing of that kind. */
export function reopened(lane: Lane, now: number): Lane | null {
  const { outcome } = lane;
  if (lane.attempt || !outcome || outcome.result === 'Finished') return null;
  const wanted = lane.wanted ?? outcome.wanted;
  return next(lane, { wanted, failures: 0, waitingSince: lane.waitingSince ?? now, nextAttemptAt: now, because: null });
}
