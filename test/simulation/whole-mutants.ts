// The defences of reviews, lanes and late looks with the first seed of whole histories that finds each missing, and those that none does.
import { LATE_LOOK_DEFENCES, LANE_DEFENCES, REVIEW_DEFENCES } from './defences.ts';
import type { Change, Mutant } from './load-mutant.ts';
import { MUTANTS } from './mutants.ts';

/** The first seeds known to show them, each in whole histories. */
const WHOLE: Readonly<Record<string, number>> = {
  authorityAtAnswer: 1,
  authorityAtSettling: 30,
  decidedIsDecided: 5,
  hintIsNotBehind: 349,
  leaseOutlivesSignature: 18,
  oneVoice: 201,
  onlyNewer: 235,
  quorumOfDistinctPeople: 4334,
  segregationOfDuties: 8,
  signingWindow: 745,
  digestBinding: 65,
  expiry: 5,
  wholeLease: 167,
  withdrawnIsWantedAgain: 87,
  failedIsTriedAgain: 486,
  ownWordFirst: 785,
  deletedIsEnded: 10,
  promoteLooksAgain: 24052,
};

/** Those of reviews, lanes and late looks. */
export const WHOLE_MUTANTS: readonly Mutant[] = Object.entries<Change>({
  ...REVIEW_DEFENCES,
  ...LANE_DEFENCES,
  ...LATE_LOOK_DEFENCES,
}).map(([name, change]) => ({ name, case: 'whole', seed: WHOLE[name] ?? 1, change }));

/** All that a known seed finds missing. */
export const KNOWN_MUTANTS: readonly Mutant[] = [...MUTANTS, ...WHOLE_MUTANTS.filter(({ name }) => name in WHOLE)];

/** Defences that no history finds missing, and why they stay. */
export const SURVIVORS: Readonly<Record<string, string>> = {
  token: 'a revision is sent once for each claim, and sent again only when the first can no longer land',
  ownWriteRecognised: 'costs the wait for a lease, never safety',
  lookBeforeRepeat: 'window, token and deadline cover it; it saves a useless second write',
  projectLaneLooksAgain: 'two deliveries lie between the landing and this look: more time than a registry lags',
  copyLaneLooksAgain: 'the same, for copies',
  deletedWaitsForLease: 'nothing lands on a deleted version; it only keeps two workers from telling of it at once',
};
