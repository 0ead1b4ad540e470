// Stories of people deciding, through the real functions on the embedded AWS.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCOUNT } from './gate.ts';
import { message, type ReviewsWorld, startReviews } from './reviews-world.ts';

const HOUR = 3_600_000;

describe('people decide', () => {
  let world: ReviewsWorld;
  before(async () => {
    world = await startReviews();
  });
  after(() => world.gate.stop());

  test('two distinct people approve, and whoever trained the model is kept out', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });

    const ines = await world.say(arn, 'ines');
    const first = await world.say(arn, 'amara');
    const again = await world.say(arn, 'amara');
    const statusBetween = await world.statusOf(arn);
    const second = await world.say(arn, 'mei', { door: 'Slack' });

    assert.match(
      message(ines),
      /^Refused: Ines may not answer risk-review of two v1\.\n {2}Metadata key trained_by names Ines \(notFrom, policies\/two\.yaml:\d+\)\.\n {2}May answer: Amara, Jonas, Mei\. Nothing was recorded\.$/u,
    );
    assert.equal(first.outcome === 'recorded' && first.state.sentence, 'Needs 2 of risk-approvers; 1 given');
    assert.equal(again.outcome === 'recorded' && again.isRepeat, true);
    assert.equal(statusBetween, 'PendingManualApproval');
    assert.equal(second.outcome === 'recorded' && second.isComplete, true);
    assert.equal(await world.statusOf(arn), 'Approved');
    assert.match(
      (await world.gate.describe(arn)).ApprovalDescription ?? '',
      /^Approved: 2 of 2 risk-approvers approved: Amara and Mei\./u,
    );
    assert.equal(world.eventsOf(arn, 'Model Package Review Answered').length, 2);
    assert.deepEqual(world.endsOf(arn), ['met']);
    assert.equal(world.gate.decisions.at(-1)?.origin, 'Reviewer');
  });

  test('a comment is required where the policy says so, and one person has one voice', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });

    const silent = await world.say(arn, 'jonas', { comment: ' ' });
    await world.say(arn, 'jonas');
    const changed = await world.say(arn, 'jonas', { choice: 'Reject', door: 'Slack' });
    const withdrawn = await world.say(arn, 'jonas', { choice: 'Withdraw' });
    const rejected = await world.say(arn, 'jonas', { choice: 'Reject', comment: 'labels are wrong' });

    assert.match(message(silent), /wants a comment/u);
    assert.match(message(changed), /Jonas approved, .* UTC, from the page\. One person has one voice/u);
    assert.equal(withdrawn.outcome, 'recorded');
    assert.equal(rejected.outcome === 'recorded' && rejected.isComplete, true);
    assert.equal(await world.statusOf(arn), 'Rejected');
    assert.deepEqual(world.gate.decisions.at(-1)?.reasons[0], 'Jonas rejected risk-review: labels are wrong');
  });

  test('who answers and withdraws ten times in a review is heard no more there, through whatever door', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });
    for (let turn = 0; turn < 5; turn++) {
      await world.say(arn, 'mei');
      await world.say(arn, 'mei', { choice: 'Withdraw' });
    }

    const eleventh = await world.say(arn, 'mei');
    await world.setAs('mei', arn, { ModelApprovalStatus: 'Approved' });

    assert.match(message(eleventh), /^Refused: Mei has answered two v\d+ and withdrawn that too often\./u);
    assert.equal(world.gate.decisions.at(-1)?.origin, 'External');
    assert.equal(world.eventsOf(arn, 'Model Package Review Answered').length, 10);
  });

  test('whoever comes too late is told who decided', async () => {
    const arn = await world.register('one');
    const review = world.reviewOf(arn);

    const outcomes = await Promise.all(
      ['amara', 'jonas'].map((personId, index) =>
        world.say(arn, personId, { reviewId: review, choice: index === 0 ? 'Approve' : 'Reject' }),
      ),
    );

    const late = outcomes.find(({ outcome }) => outcome === 'refused');
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1);
    assert.match(late ? message(late) : '', /is already decided: .*(?:Amara|Jonas)/u);
    assert.equal(world.eventsOf(arn, 'Model Package Review Closed').length, 1);
  });

  test('a change in the middle voids what was said and asks again', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });
    const review = world.reviewOf(arn);
    await world.say(arn, 'amara');

    await world.setAs('jonas', arn, { CustomerMetadataProperties: { accuracy: '0.8' } });
    const old = await world.say(arn, 'mei', { reviewId: review });
    const changer = await world.say(arn, 'jonas');

    const [closed] = world.eventsOf(arn, 'Model Package Review Closed');
    assert.equal(closed?.['outcome'], 'voided');
    assert.match(String(closed?.['because']), /evidence changed after the review was opened: .*0\.9 and is 0\.8/u);
    assert.match(
      message(old),
      /^Refused: the evidence of two v\d+ changed after the review was opened\.\n {2}metadata\.accuracy was 0\.9 and is 0\.8\.\n {2}The review is void, Amara's answer with it\.\n {2}A new review is open: modelgate explain two\/\d+$/u,
    );
    assert.match(message(changer), /Jonas changed the metadata/u);
    assert.notEqual(world.reviewOf(arn), review);
    assert.equal(await world.statusOf(arn), 'PendingManualApproval');
  });

  test('a version that only a role is known to have made is held, or needs one more', async () => {
    const held = await world.register('hold');
    const decision = world.gate.decisions.at(-1);
    const more = await world.register('more');
    await world.say(more, 'amara');
    const statusAfterOne = await world.statusOf(more);
    await world.say(more, 'jonas');

    assert.equal(decision?.verdict, 'Hold');
    assert.match(
      decision?.reasons[0] ?? '',
      /nobody knows which person made this version: role\/train-pipeline registered it/u,
    );
    assert.equal(world.eventsOf(held, 'Model Package Review Requested').length, 0);
    assert.deepEqual([statusAfterOne, await world.statusOf(more)], ['PendingManualApproval', 'Approved']);
  });

  test('a reviewer revoked a second ago answers no more, and what he said no longer counts', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });
    await world.say(arn, 'amara');

    await world.ledger.putRevoked('amara', { by: 'Tomas', at: world.gate.world.now(), comment: 'left' });
    await world.ledger.putRevoked('jonas', { by: 'Tomas', at: world.gate.world.now(), comment: 'left' });
    const revoked = await world.say(arn, 'jonas');
    const mei = await world.say(arn, 'mei');
    await world.ledger.putRevoked('amara', null);
    await world.ledger.putRevoked('jonas', null);

    assert.match(message(revoked), /The authority of Jonas was revoked, .* UTC, by Tomas\./u);
    assert.equal(mei.outcome === 'recorded' && mei.isComplete, false);
    assert.equal(await world.statusOf(arn), 'PendingManualApproval');
  });

  test('a status that an eligible reviewer sets in the registry is his answer', async () => {
    const arn = await world.register('one');

    await world.setAs('mei', arn, { ModelApprovalStatus: 'Approved' });

    const decision = world.gate.decisions.at(-1);
    const [answer] = decision?.closedReview?.answers ?? [];
    assert.deepEqual([decision?.origin, decision?.verdict], ['Reviewer', 'Approve']);
    assert.deepEqual([answer?.person, answer?.door], ['mei', 'Registry']);
    assert.deepEqual(world.eventsOf(arn, 'Model Package Approval Drifted'), []);
  });

  test('where two are needed it is one answer, and drifted; the second one completes the review', async () => {
    const arn = await world.register('two', { trained_by: 'Ines' });

    await world.setAs('mei', arn, { ModelApprovalStatus: 'Approved' });
    const drifted = world.eventsOf(arn, 'Model Package Approval Drifted').length;
    const second = await world.say(arn, 'amara');

    assert.equal(drifted, 1);
    assert.equal(second.outcome === 'recorded' && second.isComplete, true);
    assert.deepEqual(world.endsOf(arn), ['met']);
    assert.equal(world.gate.decisions.at(-1)?.origin, 'Reviewer');
  });

  test('a status set by somebody who is no one person counts for nobody, and set back it is asked again', async () => {
    const arn = await world.register('one');
    const review = world.reviewOf(arn);

    await world.gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
    await world.gate.rest();
    const external = world.gate.decisions.at(-1);
    await world.setAs('mei', arn, { ModelApprovalStatus: 'PendingManualApproval' });

    assert.equal(external?.origin, 'External');
    assert.equal(external?.closedReview?.outcome, 'voided');
    assert.notEqual(world.reviewOf(arn), review);
  });

  test('a version registered as Approved is drifted and nobody is asked', async () => {
    const arn = await world.gate.register('one', {
      ModelApprovalStatus: 'Approved',
      CustomerMetadataProperties: { accuracy: '0.9' },
    });
    await world.gate.rest();

    assert.equal(world.eventsOf(arn, 'Model Package Approval Drifted')[0]?.['cause'], 'BornApproved');
    assert.deepEqual(world.eventsOf(arn, 'Model Package Review Requested'), []);
  });

  test('the command line answers as the IAM user it is signed by, and revokes at once', async () => {
    const arn = await world.register('one');
    const modelPackage = arn.split('model-package/')[1] ?? '';
    const userOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
    const approve = { verb: 'approve', modelPackage, comment: 'read' } as const;

    const listed = await world.command(userOf('amara'), { verb: 'pending' });
    const role = await world.command(`arn:aws:sts::${ACCOUNT}:assumed-role/admin/mei`, approve);
    await world.command(userOf('tomas'), { verb: 'revoke', person: 'Mei', comment: 'lost laptop' });
    const revoked = await world.command(userOf('mei'), approve);
    await world.command(userOf('tomas'), { verb: 'revoke', person: 'mei', undo: true });
    const approved = await world.command(userOf('mei'), approve);
    await world.gate.rest();

    assert.ok(listed.lines.some((line) => line.startsWith(`one v${modelPackage.split('/')[1]} `)));
    assert.match(role.lines.join(), /^Refused: nobody in the reviewer directory is arn:aws:sts/u);
    assert.match(revoked.lines.join(), /The authority of Mei was revoked/u);
    assert.equal(approved.outcome, 'done');
    assert.equal(await world.statusOf(arn), 'Approved');
  });

  test('break-glass approves past the policies, with its comment and an event of its own', async () => {
    const arn = await world.register('one', { accuracy: '0.1' });
    const modelPackage = arn.split('model-package/')[1] ?? '';
    const order = { verb: 'bypass', modelPackage } as const;
    const statusBefore = await world.statusOf(arn);

    const silent = await world.command(`arn:aws:iam::${ACCOUNT}:user/tomas`, order);
    const ordered = await world.command(`arn:aws:iam::${ACCOUNT}:user/tomas`, { ...order, comment: 'incident 4711' });
    await world.gate.rest();

    assert.equal(statusBefore, 'Rejected');
    assert.deepEqual([silent.outcome, ordered.outcome], ['refused', 'done']);
    assert.equal(await world.statusOf(arn), 'Approved');
    assert.equal(world.gate.decisions.at(-1)?.origin, 'Bypass');
    const [event] = world.eventsOf(arn, 'Model Package Approval Bypassed');
    assert.deepEqual([event?.['person'], event?.['comment']], ['tomas', 'incident 4711']);
  });

  test('people are reminded, then time decides: Reject, or others are asked too', async () => {
    const [late, heads] = [await world.register('late'), await world.register('heads')];
    const review = world.reviewOf(heads);

    await world.later(25 * HOUR);
    await world.later(48 * HOUR);
    const tooLate = await world.say(heads, 'amara', { reviewId: review });
    const escalated = await world.say(heads, 'tomas');

    assert.equal(world.eventsOf(late, 'Model Package Review Reminder Due').length >= 1, true);
    assert.equal(await world.statusOf(late), 'Rejected');
    assert.deepEqual(world.endsOf(late), ['expired']);
    assert.match(message(tooLate), /has expired: nobody answered risk-review within 72 h; heads is asked too/u);
    assert.equal(escalated.outcome === 'recorded' && escalated.isComplete, true);
    assert.equal(await world.statusOf(heads), 'Approved');
  });
});
