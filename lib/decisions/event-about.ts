// How an event about a decided version is made: its name, its id, its resources, and what its own type says.
import type { PackageEvent } from '../events.ts';
import { eventIdOf } from '../ledger/entries.ts';
import type { OfVersion } from '../published.ts';
import type { Decision } from './decision.ts';

type Said<Name> = Omit<Extract<PackageEvent, { detailType: Name }>['detail'], keyof OfVersion>;

/**
 * The event of this name about the decision's version. Its id follows from `of` (the version itself where left out), `number` and `n`, so that
 * it is the same for every worker that publishes it.
 */
export function eventAbout<Name extends PackageEvent['detailType']>(
  detailType: Name,
  { subject }: Decision,
  { of = subject.identity, number, n = 0 }: { readonly of?: string; readonly number: number; readonly n?: number },
  said: Said<Name>,
): PackageEvent {
  const common: OfVersion = { schemaVersion: '1', eventId: eventIdOf(detailType, of, number, n), subject };
  // The compiler can't see that a union's member of this name has these members.
  return {
    detailType,
    resources: [subject.modelPackageArn],
    detail: { ...common, ...said },
  } as unknown as PackageEvent;
}
