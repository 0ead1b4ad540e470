// What follows a decision, by the files alone: which project, or why nothing.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from '../../lib/decisions/decision.ts';
import type { PolicyResult, Verdict } from '../../lib/policy/policy.ts';
import { planPromotion } from '../../lib/promotion/plan.ts';
import { wantedOf } from '../ledger/lane-world.ts';
import { REDEPLOYMENT } from './given.ts';

const saying = (verdict: Verdict): PolicyResult => ({ policy: 'p', matched: true, verdict }) as PolicyResult;
const decided = (more: Partial<Pick<Decision, 'origin' | 'policies' | 'shadow'>>, status = 'Approved') => ({
  subject: { ...wantedOf(2).subject, approvalStatus: status as 'Approved' },
  origin: 'Gate' as const,
  policies: [],
  shadow: [],
  ...more,
});
const follows = (decision: Parameters<typeof planPromotion>[0], more: Partial<typeof REDEPLOYMENT> = {}) =>
  planPromotion(decision, [{ ...REDEPLOYMENT, ...more }]).map(({ because }) => because === null);

describe('a plan', () => {
  test('redeploys an approval of the gate and nothing of a group that no file names', () => {
    const other = { ...REDEPLOYMENT.match, modelPackageGroups: ['churn'] };

    assert.deepEqual(follows(decided({})), [true]);
    assert.deepEqual(follows(decided({}), { match: other }), []);
  });

  test('goes back after a rejection only where the file says so', () => {
    assert.deepEqual(follows(decided({}, 'Rejected')), [false]);
    assert.deepEqual(follows(decided({}, 'Rejected'), { onRejected: 'PreviousApproved' }), [true]);
  });

  test('carries an approval made around the gate on where the policies agree, unless told otherwise', () => {
    const external = (...verdicts: Verdict[]) => decided({ origin: 'External', policies: verdicts.map(saying) });

    assert.deepEqual(follows(external('Approve')), [true]);
    for (const verdicts of [
      ['Approve', 'Reject'],
      ['RequireReview'],
      ['Hold'],
      ['NoOpinion'],
      [],
    ] satisfies Verdict[][])
      assert.deepEqual(follows(external(...verdicts)), [false], verdicts.join());
    assert.deepEqual(follows(external('Reject'), { externalApproval: 'Promote' }), [true]);
    assert.deepEqual(follows(external('Approve'), { externalApproval: 'Ignore' }), [false]);
  });
});
