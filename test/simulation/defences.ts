// Defences of reviews, of lanes and against looks at the past, as changes that take them out.
import type { Change } from './load-mutant.ts';

type Defences = Readonly<Record<string, Change>>;

const STANDING = 'reviews/standing.ts';
const TRANSITIONS = 'ledger/transitions.ts';
const LANE = 'ledger/lane.ts';

export const REVIEW_DEFENCES = {
  authorityAtAnswer: { file: 'reviews/answer.ts', find: 'if (refused) return refused;', replace: '' },
  authorityAtSettling: {
    file: STANDING,
    find: 'excluded.set(id, revokedBecause(name, revocation));',
    replace: '{}',
  },
  segregationOfDuties: {
    file: STANDING,
    find: 'new Map(excludedBy(requirement, review.authors, directory))',
    replace: 'new Map<string, Exclusion>()',
  },
  digestBinding: {
    file: TRANSITIONS,
    find: "if (review.packageDigest !== given.packageDigest) return 'other evidence';",
    replace: '',
  },
  oneVoice: {
    file: TRANSITIONS,
    find: "if (before !== null && given.choice !== 'Withdraw') return 'answered before';",
    replace: '',
  },
  quorumOfDistinctPeople: {
    file: STANDING,
    find: 'lastAnswers(review).filter(isCounted)',
    replace: 'review.answers.filter(isCounted)',
  },
  expiry: { file: 'reviews/settle.ts', find: 'one.expiresAt <= now', replace: 'one.expiresAt < 0' },
  decidedIsDecided: {
    file: TRANSITIONS,
    find: "if (end) return end.outcome === 'expired' ? 'expired' : 'complete';",
    replace: '',
  },
} as const satisfies Defences;

export const LANE_DEFENCES = {
  signingWindow: { file: LANE, find: ' && now <= attempt.leaseUntil - (LEASE - LIMITS.sendWindow)', replace: '' },
  wholeLease: {
    file: LANE,
    find: "if (attempt?.phase === 'sending' && now <= attempt.leaseUntil)",
    replace: 'if (false)',
  },
  leaseOutlivesSignature: {
    file: 'ledger/limits.ts',
    find: 'LIMITS.sendWindow + LIMITS.signatureValidity + ',
    replace: 'LIMITS.sendWindow + ',
  },
  onlyNewer: { file: LANE, find: 'if (!isNewer(wanted, newestOf(current))) return null;', replace: '' },
  withdrawnIsWantedAgain: {
    file: LANE,
    find: 'wanted: lane.wanted ?? wanted });',
    replace: 'wanted: lane.wanted });',
  },
  failedIsTriedAgain: { file: LANE, find: 'failures < MOST_FAILURES ? wanted : null', replace: 'null' },
} as const satisfies Defences;

/** A registry may show the past for a few seconds; a version may be deleted; a reviewer may act around the gate against his own word. */
export const LATE_LOOK_DEFENCES = {
  hintIsNotBehind: {
    file: 'decisions/settle-package.ts',
    find: 'if (isBehindHint(args.hint, seen))',
    replace: 'if (false)',
  },
  promoteLooksAgain: {
    file: 'promotion/promote.ts',
    find: 'if (seen && (await mayBeBehind(ports, decision)))',
    replace: 'if (false)',
  },
  projectLaneLooksAgain: {
    file: 'promotion/start-update.ts',
    find: 'if (seen && mayBeBehind(wanted, now))',
    replace: 'if (false)',
  },
  copyLaneLooksAgain: {
    file: 'promotion/register-start.ts',
    find: 'source.approvalStatus !== wanted.approvalStatus && mayBeBehind(wanted, now)',
    replace: 'false',
  },
  ownWordFirst: {
    file: 'reviews/rules.ts',
    find: "before !== null && before.choice !== 'Withdraw'",
    replace: 'before?.choice === choice',
  },
  deletedWaitsForLease: {
    file: 'decisions/end-deleted.ts',
    find: "if (head.state === 'applying' && ports.clock() <= head.leaseUntil) return nothing;",
    replace: '',
  },
  deletedIsEnded: {
    file: 'decisions/end-deleted.ts',
    find: 'if (head.due === null || head.build > ports.build) return nothing;',
    replace: 'return nothing;',
  },
} as const satisfies Defences;
