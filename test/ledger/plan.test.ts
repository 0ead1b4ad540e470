// The one step for each state of HEAD and registry, as a table of cases.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Head } from '../../lib/ledger/head.ts';
import { LEASE, LIMITS } from '../../lib/ledger/limits.ts';
import type { Look } from '../../lib/ledger/look.ts';
import { RESET_REASON } from '../../lib/ledger/drafts.ts';
import { plan, type PlanRules, type Step } from '../../lib/ledger/plan.ts';
import { NOBODY, type ReviewEnd, type ReviewRules } from '../../lib/ledger/review-rules.ts';
import { assessmentOf, doneHeadOf, headOf, lookOf, reviewOf } from './heads.ts';

const RULES: PlanRules = { build: 1, mode: 'Enforce', reviews: NOBODY };
const MET: ReviewEnd = { outcome: 'met', verdict: 'Approve', because: '1 of 1 approved' };
const ENDED: ReviewRules = { ...NOBODY, settle: () => MET };
const AUDIT: PlanRules = { ...RULES, mode: 'Audit' };
const HELD: Partial<Head> = { verdict: 'Hold', target: null };
const REVIEWED: Partial<Head> = { verdict: 'RequireReview', target: null, review: reviewOf() };
const look = (changes: Partial<Look>) => lookOf(changes);
const hold = (isWaiting = false) => ({ assessment: assessmentOf('Hold', isWaiting), marker: 'd-1' });
const approvedAround = { status: 'Approved', assessment: null } as const;

/** The step as one line: what is decided, with what target, and whether it is written. */
function told(step: Step): string {
  if (step.step !== 'decide') return step.step;
  const { origin, verdict, target, writes, cause, reason } = step.draft;
  const words = [
    origin,
    verdict,
    target ?? '-',
    writes ? 'writes' : 'silent',
    cause,
    reason === RESET_REASON ? 'reset' : null,
  ];
  return words.filter((word) => word !== null).join(' ');
}

const CASES: readonly (readonly [string, Head | null, Look, PlanRules, string])[] = [
  ['a new pending version is decided', null, look({}), RULES, 'Gate Approve Approved writes'],
  ['a hold is written without a status', null, look(hold()), RULES, 'Gate Hold - writes'],
  [
    'no opinion is recorded and not written',
    null,
    look({ assessment: assessmentOf('NoOpinion') }),
    RULES,
    'Gate NoOpinion - silent',
  ],
  ['Audit records and writes nothing', null, look({}), AUDIT, 'Gate Approve - silent'],
  [
    'a version without an approval status is left alone',
    null,
    look({ status: null, assessment: null }),
    RULES,
    'nothing',
  ],
  [
    'a status that was there first is External',
    null,
    look(approvedAround),
    RULES,
    'External Approve Approved silent External',
  ],
  [
    'a version registered as Approved is BornApproved',
    null,
    look({ ...approvedAround, bornApproved: true }),
    RULES,
    'External Approve Approved silent BornApproved',
  ],
  ['our own approval needs nothing', doneHeadOf(), look({ ...approvedAround, marker: 'd-1' }), RULES, 'nothing'],
  [
    'another status than ours is External',
    doneHeadOf(),
    look({ ...approvedAround, status: 'Rejected' }),
    RULES,
    'External Reject Rejected silent External',
  ],
  [
    'changed evidence of an approved version is noted',
    doneHeadOf(),
    look({ ...approvedAround, packageDigest: 'new' }),
    RULES,
    'External Approve Approved silent EvidenceChanged',
  ],
  ['the same inputs after a hold need nothing', doneHeadOf(HELD), look(hold()), RULES, 'nothing'],
  [
    'the same inputs after a request for review need nothing',
    doneHeadOf(REVIEWED),
    look({ assessment: assessmentOf('RequireReview'), marker: 'd-1' }),
    RULES,
    'nothing',
  ],
  [
    'a verdict changed by the champion alone needs nothing',
    doneHeadOf(HELD),
    look({ marker: 'd-1' }),
    RULES,
    'nothing',
  ],
  [
    'a waiting hold that still waits needs nothing',
    doneHeadOf({ ...HELD, isWaiting: true }),
    look(hold(true)),
    RULES,
    'nothing',
  ],
  [
    'a waiting hold that has become final is told once',
    doneHeadOf({ ...HELD, isWaiting: true }),
    look(hold()),
    RULES,
    'Gate Hold - writes',
  ],
  [
    'changed evidence of a held version is decided',
    doneHeadOf(HELD),
    look({ packageDigest: 'new' }),
    RULES,
    'Gate Approve Approved writes',
  ],
  [
    'changed policies are decided',
    doneHeadOf(HELD),
    look({ policyDigest: 'new' }),
    RULES,
    'Gate Approve Approved writes',
  ],
  ['a reset is respected', doneHeadOf(), look({ marker: 'd-1' }), RULES, 'Gate Hold - writes reset'],
  [
    'a reset opens a new review where policies ask for one',
    doneHeadOf(),
    look({ assessment: assessmentOf('RequireReview') }),
    RULES,
    'Gate RequireReview - writes reset',
  ],
  [
    'after Audit the same inputs are decided',
    doneHeadOf({ target: null, writes: false }),
    look({}),
    RULES,
    'Gate Approve Approved writes',
  ],
  [
    'a reset in Audit is still respected after it',
    doneHeadOf({ ...HELD, writes: false, wasReset: true }),
    look({}),
    RULES,
    'Gate Hold - writes reset',
  ],
  [
    'a complete review is carried out',
    doneHeadOf(REVIEWED),
    look({ assessment: assessmentOf('RequireReview'), marker: 'd-1' }),
    { ...RULES, reviews: ENDED },
    'Reviewer Approve Approved writes',
  ],
  [
    'a new Reject wins over the answers',
    doneHeadOf(REVIEWED),
    look({ assessment: assessmentOf('Reject') }),
    { ...RULES, reviews: ENDED },
    'Gate Reject Rejected writes',
  ],
  [
    'in Audit a complete review waits',
    doneHeadOf(REVIEWED),
    look({ assessment: assessmentOf('RequireReview') }),
    { ...AUDIT, reviews: ENDED },
    'nothing',
  ],
  ['an older build waits', doneHeadOf({ build: 2 }), look({ packageDigest: 'new' }), RULES, 'wait'],
  ['a look older than the one HEAD rests on is behind', doneHeadOf(), look({ modifiedAt: 499 }), RULES, 'wait'],
  ['a look without our fresh marker is behind', doneHeadOf(), look({ lookedAt: 3_000 }), RULES, 'wait'],
  ['a live claim is waited for', headOf(), look({ lookedAt: 374_000 }), RULES, 'wait'],
  [
    'a claim whose owner may still sign is waited for though it has landed',
    headOf(),
    look({ lookedAt: 41_000, marker: 'd-1' }),
    RULES,
    'wait',
  ],
  [
    'a claim that has landed is finished once its owner signs no more',
    headOf(),
    look({ lookedAt: 41_001, marker: 'd-1' }),
    RULES,
    'finish',
  ],
  ['a claim that did not land is taken over after the lease', headOf(), look({ lookedAt: 374_001 }), RULES, 'takeOver'],
  ['in Audit a claim that did not land stays', headOf(), look({}), AUDIT, 'nothing'],
  [
    'a claim on changed evidence is abandoned',
    headOf(),
    look({ packageDigest: 'new' }),
    RULES,
    'Gate Approve Approved writes',
  ],
  [
    'a claim with another verdict by now is abandoned',
    headOf(),
    look({ assessment: assessmentOf('Reject') }),
    RULES,
    'Gate Reject Rejected writes',
  ],
  [
    'a claim overtaken by a person is abandoned',
    headOf(),
    look(approvedAround),
    RULES,
    'External Approve Approved silent External',
  ],
];

describe('plan', () => {
  for (const [title, head, seen, rules, expected] of CASES)
    it(title, () => assert.equal(told(plan(head, seen, rules)), expected));

  it('names the decision that is superseded', () => {
    const step = plan(doneHeadOf(HELD), look({ packageDigest: 'new' }), RULES);
    assert.equal(step.step === 'decide' && step.draft.supersedes, 'd-1');
  });

  it('waits for the whole lease and not longer', () => {
    assert.equal(LEASE, 373_000);
    const step = plan(headOf(), look({ lookedAt: 2_000 }), RULES);
    assert.equal(step.step === 'wait' && step.until, 1_000 + LEASE);
  });

  it('stops waiting for a marker that somebody took away', () => {
    const lookedAt = 2_000 + 2 * LIMITS.clockError + LIMITS.registryLag;
    assert.equal(told(plan(doneHeadOf(HELD), look({ ...hold(), marker: null, lookedAt }), RULES)), 'nothing');
  });
});
