// What the pages ask of the outside world: reads of the ledger, the loaded policies, and what other rooms know, handed over.
import type { Head } from '../ledger/head.ts';
import type { ReviewState } from '../ledger/review-state.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Mode } from '../policy/policy.ts';
import type { Clock, Ledger, SweepPlaces } from '../ports.ts';
import type { Visitor } from '../visitor.ts';

/** The reads of the ledger that pages need; pages write nothing. */
export type PagesLedger = Pick<
  Ledger,
  'readHead' | 'readHeads' | 'readEntry' | 'readEntries' | 'readLog' | 'readDue' | 'readModes' | 'readReviewPointer'
>;

export type PagesPorts = {
  readonly ledger: PagesLedger;
  /** What sweeps saw; pages have no right to the registry. */
  readonly sweeps: SweepPlaces;
  readonly policies: PolicySet;
  /** The files that the policies were loaded from. */
  readonly policyFiles: readonly { readonly path: string; readonly text: string }[];
  /** The stack's own mode; mode items of the ledger can only weaken it. */
  readonly mode: Mode;
  readonly clock: Clock;
  /** An open review as this visitor sees it: null where none is open under this HEAD. From the reviews room. */
  readonly reviewState: (head: Head, visitor: Visitor) => Promise<ReviewState | null>;
  /** What an approval of this version sets in motion beside the status, and how that stands now. From the promotion room. */
  readonly plan: (subject: PlanSubject) => Promise<readonly PlanStep[]>;
};

/** A version as its decision names it. */
type PlanSubject = {
  readonly group: string;
  readonly account: string;
  readonly region: string;
  readonly version: number | null;
  readonly identity: string;
};

/** One project or copy. */
export type PlanStep = {
  /** A sentence: what an approval does. */
  readonly does: string;
  /** `Project search-serving`; `now` goes on from it, clause by clause, each with the time it holds since (ms). */
  readonly about: string;
  readonly now: readonly { readonly text: string; readonly since: number | null }[];
  /** A sentence: what a rejection does; null where it changes nothing. */
  readonly onRejection: string | null;
};
