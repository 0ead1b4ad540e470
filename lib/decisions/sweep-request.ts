// What a sweep is asked for: the schedule asks for nothing in particular, `modelgate reconcile` may name a group, everything, or only a look.
import { isMembers, membersOf } from '../members.ts';
import { InvalidError } from '../errors.ts';
import { isGroupName, type ModelPackageArn } from '../identity.ts';

export type SweepRequest = {
  /** Only versions of this group; null for all. */
  readonly group: string | null;
  /** Reads the list of all versions now, not only once a day. */
  readonly isFull: boolean;
  /** Finds and wakes nobody; no cursor is moved. */
  readonly isDryRun: boolean;
};

/** What the schedule asks for. */
export const WHOLE_SWEEP: SweepRequest = { group: null, isFull: false, isDryRun: false };

/** Reads the event that reconcile is invoked with: `{ sweep: { group, isFull, isDryRun } }`; anything else is the schedule's. Throws InvalidError BadSweep. */
export function readSweepRequest(event: unknown): SweepRequest {
  const asked = membersOf(event)['sweep'];
  if (!isMembers(asked)) return WHOLE_SWEEP;
  const { group = null, isFull = false, isDryRun = false } = asked;
  if (group !== null && !(typeof group === 'string' && isGroupName(group)))
    throw new InvalidError('BadSweep', 'sweep.group is not the name of a model package group');
  if (typeof isFull !== 'boolean' || typeof isDryRun !== 'boolean')
    throw new InvalidError('BadSweep', 'sweep.isFull and sweep.isDryRun are true or false');
  return { group, isFull, isDryRun };
}

/** A dry run wakes no lane and tells nobody anything; a sweep of one group is about its versions. */
export const isOfVersionsOnly = ({ group, isDryRun }: SweepRequest): boolean => group !== null || isDryRun;

/** Whether a version is among those that the sweep is about. */
export const isMeant = ({ group }: SweepRequest, arn: Pick<ModelPackageArn, 'group'>): boolean =>
  group === null || arn.group.toLowerCase() === group.toLowerCase();
