// Each defence of the protocol, with the case and the first seed that find it missing.
import { LATE_LOOK_DEFENCES } from './defences.ts';
import type { Mutant } from './load-mutant.ts';

const PLAN = 'ledger/plan.ts';
const TRANSITIONS = 'ledger/transitions.ts';
const SETTLE = 'decisions/settle-package.ts';

/** The defences, by the names that the ledger's design uses. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'claimIsConditional',
    case: 'base',
    seed: 1,
    change: {
      file: TRANSITIONS,
      find: 'if (expected === null || current === null) return expected === current;',
      replace: 'return true;',
    },
  },
  {
    name: 'claimSeesAnswers',
    case: 'base',
    seed: 28,
    change: { file: TRANSITIONS, find: 'current.entryHash === expected.entryHash && ', replace: '' },
  },
  {
    name: 'marker',
    case: 'base',
    seed: 5,
    change: {
      file: PLAN,
      find: '!head.writes || seen.marker === head.decisionId',
      replace: '!head.writes || seen.status === head.target',
    },
  },
  {
    name: 'lookBeforeDone',
    case: 'base',
    seed: 1,
    change: { file: PLAN, find: '!head.writes || seen.marker === head.decisionId', replace: 'true' },
  },
  {
    name: 'longLease',
    case: 'tokenless',
    seed: 34,
    change: {
      file: 'ledger/limits.ts',
      find: 'LIMITS.sendWindow + LIMITS.signatureValidity + ',
      replace: 'LIMITS.sendWindow + ',
    },
  },
  {
    name: 'clockMargin',
    case: 'tokenless',
    seed: 13764,
    change: {
      file: 'ledger/limits.ts',
      find: 'LIMITS.signatureValidity + LIMITS.clockError + ',
      replace: 'LIMITS.signatureValidity + ',
    },
  },
  {
    name: 'signingDeadline',
    case: 'base',
    seed: 983,
    change: {
      file: 'decisions/write-registry.ts',
      find: '!isStale() && clock() <= latestSigning(head)',
      replace: '!isStale()',
    },
  },
  {
    name: 'freshness',
    case: 'base',
    seed: 664,
    change: {
      file: 'decisions/write-registry.ts',
      find: 'clock() - seen.lookedAt > LIMITS.freshness',
      replace: 'false',
    },
  },
  {
    name: 'lookNotBehind',
    case: 'base',
    seed: 213,
    change: { file: PLAN, find: 'if (head && isBehind(head, seen))', replace: 'if (false)' },
    also: LATE_LOOK_DEFENCES.hintIsNotBehind,
  },
  {
    name: 'repeatOnlyUnchanged',
    case: 'base',
    seed: 18,
    change: { file: PLAN, find: 'if (!isStillWanted(head, seen)) return null;', replace: '' },
  },
  {
    name: 'entryFirst',
    case: 'base',
    seed: 2,
    change: {
      file: 'decisions/claim.ts',
      find: 'await patiently(sleep, () => ledger.putEntry(entry, recordings));',
      replace: 'patiently(sleep, () => ledger.putEntry(entry, recordings)).catch(() => {});',
    },
  },
  {
    name: 'doneIsConditional',
    case: 'base',
    seed: 1,
    change: {
      file: TRANSITIONS,
      find: "current?.revision === mine.revision && current.owner === mine.owner && current.state === 'applying'",
      replace: 'current !== null && mine !== null',
    },
  },
  // A pair: answers wait while a revision is applied, and closing it patches. Either alone covers for the other.
  {
    name: 'donePatchesOnly',
    case: 'base',
    seed: 129,
    change: {
      file: TRANSITIONS,
      find: "return state === 'applying' ? 'applying' : null;",
      replace: 'return state ? null : null;',
    },
  },
  {
    name: 'eventAfterWrite',
    case: 'base',
    seed: 1,
    change: {
      file: SETTLE,
      find: 'if (mine.update) await writeRegistry(ports, args, mine.head, mine.update, seen);',
      replace:
        'await publishAndClose(ports, mine.head, mine); if (mine.update) await writeRegistry(ports, args, mine.head, mine.update, seen);',
    },
  },
  {
    name: 'eventBeforeDone',
    case: 'base',
    seed: 32,
    change: {
      file: 'decisions/publish-and-close.ts',
      find: 'await Promise.all(events.map(',
      replace: 'await close(ports, head); await Promise.all(events.map(',
    },
  },
  {
    name: 'eventIdIsFixed',
    case: 'base',
    seed: 2,
    change: {
      file: 'ledger/entries.ts',
      find: 'sha256(`${detailType}|',
      replace: 'sha256(`${Math.random()}|${detailType}|',
    },
  },
  {
    name: 'onePersonOneVoice',
    case: 'base',
    seed: 13,
    change: {
      file: TRANSITIONS,
      find: 'lastAnswer(review, given.person);',
      replace: 'lastAnswer(review, `${given.person} again`);',
    },
  },
  {
    name: 'changeVoidsReview',
    case: 'base',
    seed: 21,
    change: {
      file: PLAN,
      find: 'if (!done || !restsOnTheSame(done, seen)) return byPolicy;',
      replace:
        "const end = done?.review && rules.reviews.settle(done.review, seen.lookedAt); if (end) return decide(head, 'Reviewer', end.verdict, rules.mode, { reason: end.because, end }); if (!done || !restsOnTheSame(done, seen)) return byPolicy;",
    },
  },
  {
    name: 'resetIsRespected',
    case: 'base',
    seed: 4,
    change: {
      file: PLAN,
      find: 'if (done.target !== null) return afterReset(head, assessment, rules.mode);',
      replace: 'if (done.target !== null) return byPolicy;',
    },
  },
  {
    name: 'resetOutlivesAudit',
    case: 'audit',
    seed: 228,
    change: {
      file: PLAN,
      find: 'return done.wasReset ? afterReset(head, assessment, rules.mode) : byPolicy;',
      replace: 'return byPolicy;',
    },
  },
  {
    name: 'auditIsLeft',
    case: 'audit',
    seed: 1,
    change: { file: PLAN, find: "if (wasAudit && rules.mode === 'Enforce')", replace: 'if (false)' },
  },
  {
    name: 'waitingHoldEnds',
    case: 'base',
    seed: 7,
    change: { file: PLAN, find: 'return isOver ? byPolicy : NOTHING;', replace: 'return NOTHING;' },
  },
  {
    name: 'newerBuildWins',
    case: 'base',
    seed: 622,
    change: { file: PLAN, find: 'if (head && head.build > rules.build)', replace: 'if (false)' },
  },
  { name: 'holdLeavesStatus', case: 'studio', seed: 162, change: null },
  { name: 'sweep', case: 'base', seed: 4, change: null },
  { name: 'sweepSeesMetadata', case: 'base', seed: 5, change: null },
];
