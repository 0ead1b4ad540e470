// Stories of people deciding, through the real functions on the embedded AWS; answers come in by the core that every door uses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { makeWaker } from '../../lib/aws/bus.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import type { ReviewRequested } from '../../lib/events.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import type { Ledger } from '../../lib/ports.ts';
import { makeAnswer } from '../../lib/reviews/answer.ts';
import type { HandleCommand } from '../../lib/reviews/command.ts';
import { makeHandleCommand } from '../../lib/reviews/handle-command.ts';
import type { AnswerOutcome, GivenAnswer } from '../../lib/reviews/answering.ts';
import { ACCOUNT, startGate, type Gate } from './gate.ts';

const PEOPLE = ['amara', 'jonas', 'mei', 'tomas', 'ines'];
const DIRECTORY = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
${PEOPLE.map((id) => `    - { id: ${id}, name: ${id[0]?.toUpperCase()}${id.slice(1)}, email: ${id}@example.com, iamUsers: ["arn:aws:iam::${ACCOUNT}:user/${id}"] }`).join('\n')}
  groups:
    - { name: risk-approvers, people: [amara, jonas, mei, ines] }
    - { name: heads, people: [tomas] }
`;
const asking = (group: string, review: string) => `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: ${group} }
spec:
  match: { modelPackageGroups: ["${group}"] }
  validations:
    - { name: floor, range: { value: metadata.accuracy, min: 0.5 }, action: Reject }
  reviews:
    - { name: risk-review, reviewers: { groups: [risk-approvers] }, ${review} }
  onPass: RequireReview
`;
const HOUR = 3_600_000;
const POLICIES = {
  people: DIRECTORY,
  two: asking('two', 'count: 2, notFrom: ["metadata:trained_by"], requireComment: true'),
  one: asking('one', 'count: 1, notFrom: []'),
  hold: asking('hold', 'count: 1, notFrom: [registrant]'),
  more: asking('more', 'count: 1, notFrom: [registrant], onUnknownAuthor: RequireOneMore'),
  late: asking('late', 'count: 1, notFrom: [], remindEvery: 24h, expiresAfter: 72h, onExpiry: Reject'),
  heads: asking('heads', 'count: 1, notFrom: [], expiresAfter: 72h, onExpiry: Escalate, escalateTo: heads'),
};

describe('people decide', () => {
  let gate: Gate;
  let ledger: Ledger;
  let answer: (given: GivenAnswer) => Promise<AnswerOutcome>;
  let command: HandleCommand;

  before(async () => {
    gate = await startGate(POLICIES);
    const client = {
      endpoint: gate.world.aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
    };
    const dynamodb = new DynamoDBClient(client);
    const { TableNames: [tableName = ''] = [] } = await dynamodb.send(new ListTablesCommand({}));
    dynamodb.destroy();
    ledger = makeLedger({ tableName, bucketName: null, client });
    const set = loadPolicySet(Object.entries(POLICIES).map(([path, text]) => ({ path: `${path}.yaml`, text })));
    const wake = makeWaker({ busName: 'modelgate-intake', client });
    const ports = { ledger, wake, directory: directoryOf(set), clock: () => gate.world.now() };
    answer = makeAnswer(ports);
    command = makeHandleCommand({ ...ports, answer, ownAccount: ACCOUNT, region: 'us-east-1', stack: 'modelgate-dev' });
    for (const name of ['two', 'one', 'hold', 'more', 'late', 'heads']) await gate.group(name);
  });
  after(() => gate.stop());

  const register = async (group: string, metadata: Record<string, string> = {}): Promise<string> => {
    const CustomerMetadataProperties = { accuracy: '0.9', ...metadata };
    const arn = await gate.register(group, { CustomerMetadataProperties });
    await gate.rest();
    return arn;
  };
  const eventsOf = (arn: string, detailType: string): readonly Record<string, unknown>[] =>
    gate.published
      .map(({ event }) => event as { 'detail-type': string; detail: { subject?: { modelPackageArn: string } } })
      .filter((event) => event['detail-type'] === detailType && event.detail.subject?.modelPackageArn === arn)
      .map(({ detail }) => detail as Record<string, unknown>);
  const reviewOf = (arn: string): string =>
    (eventsOf(arn, 'Model Package Review Requested').at(-1) as unknown as ReviewRequested).reviewId;
  const say = async (arn: string, personId: string, more: Partial<GivenAnswer> = {}): Promise<AnswerOutcome> => {
    const given = { choice: 'Approve', comment: 'read', door: 'Page', packageDigest: null } as const;
    const outcome = await answer({ reviewId: reviewOf(arn), personId, ...given, ...more });
    await gate.rest();
    return outcome;
  };
  const statusOf = async (arn: string) => (await gate.describe(arn)).ModelApprovalStatus;
  const setAs = async (user: string, arn: string, more: Record<string, unknown>): Promise<void> => {
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local', sessionToken: `user/${user}` };
    const client = new SageMakerClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
    await client.send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ...more }));
    client.destroy();
    await gate.rest();
  };
  /** Time goes on and the sweep comes. */
  const later = async (milliseconds: number): Promise<void> => {
    gate.world.advance(milliseconds);
    await gate.world.runtime.runSchedule('reconcile');
    await gate.rest();
  };
  const message = (outcome: AnswerOutcome): string => (outcome.outcome === 'refused' ? outcome.message : 'recorded');

  test('two distinct people approve, and whoever trained the model is kept out', async () => {
    const arn = await register('two', { trained_by: 'Ines' });

    const ines = await say(arn, 'ines');
    const first = await say(arn, 'amara');
    const again = await say(arn, 'amara');
    const statusBetween = await statusOf(arn);
    const second = await say(arn, 'mei', { door: 'Slack' });

    assert.match(
      message(ines),
      /^Refused: Ines may not answer risk-review of two v1\.\n {2}Metadata key trained_by names Ines \(notFrom, policies\/two\.yaml:\d+\)\.\n {2}May answer: Amara, Jonas, Mei\. Nothing was recorded\.$/u,
    );
    assert.equal(first.outcome === 'recorded' && first.state.sentence, 'Needs 2 of risk-approvers; 1 given');
    assert.equal(again.outcome === 'recorded' && again.isRepeat, true);
    assert.equal(statusBetween, 'PendingManualApproval');
    assert.equal(second.outcome === 'recorded' && second.isComplete, true);
    assert.equal(await statusOf(arn), 'Approved');
    assert.match(
      (await gate.describe(arn)).ApprovalDescription ?? '',
      /^Approved: 2 of 2 risk-approvers approved: Amara and Mei\./u,
    );
    assert.equal(eventsOf(arn, 'Model Package Review Answered').length, 2);
    assert.deepEqual(
      eventsOf(arn, 'Model Package Review Closed').map(({ outcome }) => outcome),
      ['met'],
    );
    assert.equal(gate.decisions.at(-1)?.origin, 'Reviewer');
  });

  test('a comment is required where the policy says so, and one person has one voice', async () => {
    const arn = await register('two', { trained_by: 'Ines' });

    const silent = await say(arn, 'jonas', { comment: ' ' });
    await say(arn, 'jonas');
    const changed = await say(arn, 'jonas', { choice: 'Reject', door: 'Slack' });
    const withdrawn = await say(arn, 'jonas', { choice: 'Withdraw' });
    const rejected = await say(arn, 'jonas', { choice: 'Reject', comment: 'labels are wrong' });

    assert.match(message(silent), /wants a comment/u);
    assert.match(message(changed), /Jonas approved, .* UTC, from the page\. One person has one voice/u);
    assert.equal(withdrawn.outcome, 'recorded');
    assert.equal(rejected.outcome === 'recorded' && rejected.isComplete, true);
    assert.equal(await statusOf(arn), 'Rejected');
    assert.deepEqual(gate.decisions.at(-1)?.reasons[0], 'Jonas rejected risk-review: labels are wrong');
  });

  test('whoever comes too late is told who decided', async () => {
    const arn = await register('one');
    const review = reviewOf(arn);

    const outcomes = await Promise.all(
      ['amara', 'jonas'].map((personId, index) =>
        say(arn, personId, { reviewId: review, choice: index === 0 ? 'Approve' : 'Reject' }),
      ),
    );

    const late = outcomes.find(({ outcome }) => outcome === 'refused');
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1);
    assert.match(late ? message(late) : '', /is already decided: .*(?:Amara|Jonas)/u);
    assert.equal(eventsOf(arn, 'Model Package Review Closed').length, 1);
  });

  test('a change in the middle voids what was said and asks again', async () => {
    const arn = await register('two', { trained_by: 'Ines' });
    const review = reviewOf(arn);
    await say(arn, 'amara');

    await setAs('jonas', arn, { CustomerMetadataProperties: { accuracy: '0.8' } });
    const old = await say(arn, 'mei', { reviewId: review });
    const changer = await say(arn, 'jonas');

    const [closed] = eventsOf(arn, 'Model Package Review Closed');
    assert.equal(closed?.['outcome'], 'voided');
    assert.match(String(closed?.['because']), /evidence changed after the review was opened: .*0\.9 and is 0\.8/u);
    assert.match(
      message(old),
      /^Refused: the evidence of two v\d+ changed after the review was opened\.\n {2}metadata\.accuracy was 0\.9 and is 0\.8\.\n {2}The review is void, Amara's answer with it\.\n {2}A new review is open: modelgate explain two\/\d+$/u,
    );
    assert.match(message(changer), /Jonas changed the metadata/u);
    assert.notEqual(reviewOf(arn), review);
    assert.equal(await statusOf(arn), 'PendingManualApproval');
  });

  test('a version that only a role is known to have made is held, or needs one more', async () => {
    const held = await register('hold');
    const decision = gate.decisions.at(-1);
    const more = await register('more');
    await say(more, 'amara');
    const statusAfterOne = await statusOf(more);
    await say(more, 'jonas');

    assert.equal(decision?.verdict, 'Hold');
    assert.match(
      decision?.reasons[0] ?? '',
      /nobody knows which person made this version: role\/train-pipeline registered it/u,
    );
    assert.equal(eventsOf(held, 'Model Package Review Requested').length, 0);
    assert.deepEqual([statusAfterOne, await statusOf(more)], ['PendingManualApproval', 'Approved']);
  });

  test('a reviewer revoked a second ago answers no more, and what he said no longer counts', async () => {
    const arn = await register('two', { trained_by: 'Ines' });
    await say(arn, 'amara');

    await ledger.putRevoked('amara', { by: 'Tomas', at: gate.world.now(), comment: 'left' });
    await ledger.putRevoked('jonas', { by: 'Tomas', at: gate.world.now(), comment: 'left' });
    const revoked = await say(arn, 'jonas');
    const mei = await say(arn, 'mei');
    await ledger.putRevoked('amara', null);
    await ledger.putRevoked('jonas', null);

    assert.match(message(revoked), /The authority of Jonas was revoked, .* UTC, by Tomas\./u);
    assert.equal(mei.outcome === 'recorded' && mei.isComplete, false);
    assert.equal(await statusOf(arn), 'PendingManualApproval');
  });

  test('a status that an eligible reviewer sets in the registry is his answer', async () => {
    const arn = await register('one');

    await setAs('mei', arn, { ModelApprovalStatus: 'Approved' });

    const decision = gate.decisions.at(-1);
    assert.deepEqual([decision?.origin, decision?.verdict], ['Reviewer', 'Approve']);
    assert.deepEqual(
      decision?.closedReview?.answers.map(({ person, door }) => [person, door]),
      [['mei', 'Registry']],
    );
    assert.deepEqual(eventsOf(arn, 'Model Package Approval Drifted'), []);
  });

  test('where two are needed it is one answer, and drifted; the second one completes the review', async () => {
    const arn = await register('two', { trained_by: 'Ines' });

    await setAs('mei', arn, { ModelApprovalStatus: 'Approved' });
    const drifted = eventsOf(arn, 'Model Package Approval Drifted').length;
    const second = await say(arn, 'amara');

    assert.equal(drifted, 1);
    assert.equal(second.outcome === 'recorded' && second.isComplete, true);
    assert.deepEqual(
      eventsOf(arn, 'Model Package Review Closed').map(({ outcome }) => outcome),
      ['met'],
    );
    assert.equal(gate.decisions.at(-1)?.origin, 'Reviewer');
  });

  test('a status set by somebody who is no one person counts for nobody, and set back it is asked again', async () => {
    const arn = await register('one');
    const review = reviewOf(arn);

    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
    await gate.rest();
    const external = gate.decisions.at(-1);
    await setAs('mei', arn, { ModelApprovalStatus: 'PendingManualApproval' });

    assert.equal(external?.origin, 'External');
    assert.equal(external?.closedReview?.outcome, 'voided');
    assert.notEqual(reviewOf(arn), review);
  });

  test('a version registered as Approved is drifted and nobody is asked', async () => {
    const arn = await gate.register('one', {
      ModelApprovalStatus: 'Approved',
      CustomerMetadataProperties: { accuracy: '0.9' },
    });
    await gate.rest();

    assert.equal(eventsOf(arn, 'Model Package Approval Drifted')[0]?.['cause'], 'BornApproved');
    assert.deepEqual(eventsOf(arn, 'Model Package Review Requested'), []);
  });

  test('the command line answers as the IAM user it is signed by, and revokes at once', async () => {
    const arn = await register('one');
    const modelPackage = arn.split('model-package/')[1] ?? '';
    const userOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
    const approve = { verb: 'approve', modelPackage, comment: 'read' } as const;

    const listed = await command(userOf('amara'), { verb: 'pending' });
    const role = await command(`arn:aws:sts::${ACCOUNT}:assumed-role/admin/mei`, approve);
    await command(userOf('tomas'), { verb: 'revoke', person: 'Mei', comment: 'lost laptop' });
    const revoked = await command(userOf('mei'), approve);
    await command(userOf('tomas'), { verb: 'revoke', person: 'mei', undo: true });
    const approved = await command(userOf('mei'), approve);
    await gate.rest();

    assert.ok(listed.lines.some((line) => line.startsWith(`one v${modelPackage.split('/')[1]} `)));
    assert.match(role.lines.join(), /^Refused: nobody in the reviewer directory is arn:aws:sts/u);
    assert.match(revoked.lines.join(), /The authority of Mei was revoked/u);
    assert.equal(approved.outcome, 'done');
    assert.equal(await statusOf(arn), 'Approved');
  });

  test('break-glass approves past the policies, with its comment and an event of its own', async () => {
    const arn = await register('one', { accuracy: '0.1' });
    const modelPackage = arn.split('model-package/')[1] ?? '';
    const order = { verb: 'bypass', modelPackage } as const;
    const statusBefore = await statusOf(arn);

    const silent = await command(`arn:aws:iam::${ACCOUNT}:user/tomas`, order);
    const ordered = await command(`arn:aws:iam::${ACCOUNT}:user/tomas`, { ...order, comment: 'incident 4711' });
    await gate.rest();

    assert.equal(statusBefore, 'Rejected');
    assert.deepEqual([silent.outcome, ordered.outcome], ['refused', 'done']);
    assert.equal(await statusOf(arn), 'Approved');
    assert.equal(gate.decisions.at(-1)?.origin, 'Bypass');
    const [event] = eventsOf(arn, 'Model Package Approval Bypassed');
    assert.deepEqual([event?.['person'], event?.['comment']], ['tomas', 'incident 4711']);
  });

  test('people are reminded, then time decides: Reject, or others are asked too', async () => {
    const [late, heads] = [await register('late'), await register('heads')];
    const review = reviewOf(heads);

    await later(25 * HOUR);
    await later(48 * HOUR);
    const tooLate = await say(heads, 'amara', { reviewId: review });
    const escalated = await say(heads, 'tomas');

    assert.equal(eventsOf(late, 'Model Package Review Reminder Due').length >= 1, true);
    assert.equal(await statusOf(late), 'Rejected');
    assert.deepEqual(
      eventsOf(late, 'Model Package Review Closed').map(({ outcome }) => outcome),
      ['expired'],
    );
    assert.match(message(tooLate), /has expired: nobody answered risk-review within 72 h; heads is asked too/u);
    assert.equal(escalated.outcome === 'recorded' && escalated.isComplete, true);
    assert.equal(await statusOf(heads), 'Approved');
  });
});
