// What deciding a batch asks of the outside, and what one batch knows of its account and region.
import type { GatherEvidence } from '../evidence/gather.ts';
import type { ModelPackageArn } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import type { PrepareReview, ReadReviewRules } from '../ledger/review-rules.ts';
import type { Observe } from '../observe.ts';
import type { Pacer } from '../pacer.ts';
import type { PolicySet } from '../policy/load.ts';
import type { Mode } from '../policy/policy.ts';
import type { Bus, Clock, Ledger, NewToken, Registries } from '../ports.ts';
import type { BatchSummaries } from './batch-summaries.ts';
import type { Sleep } from './patiently.ts';
import type { Candidate } from './survey.ts';

export type DecidePorts = {
  readonly registries: Registries;
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly observe: Observe;
  readonly gatherEvidence: GatherEvidence;
  readonly policies: PolicySet;
  readonly stack: string;
  readonly build: number;
  readonly mode: Mode;
  /** First deployment, where known; otherwise the ledger remembers the first time it was asked. */
  readonly deployedAt: number;
  /** How fast this process may call each operation of each registry. */
  readonly pacer: Pacer;
  /** Who counts in reviews, and what is held before anybody is asked; handed over by the function. */
  readonly reviewRules?: ReadReviewRules;
  readonly prepareReview?: PrepareReview;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Pauses between attempts; real time where left out. */
  readonly sleep?: Sleep;
};

/** What one batch knows of its place. */
export type Place = {
  readonly candidates: readonly Candidate[];
  /** What is unfinished about versions that are deleted. */
  readonly gone: readonly { readonly arn: ModelPackageArn; readonly head: Head }[];
  readonly heads: ReadonlyMap<string, Head>;
  /** Whether some version was named more than once: copies of its messages may be with another worker at this moment. */
  readonly hasCopies: boolean;
  readonly summaryInBatch: BatchSummaries;
  readonly modes: Awaited<ReturnType<Ledger['readModes']>>;
};
