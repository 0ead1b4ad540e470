// Notifications through the embedded stack: a review reaches Slack and the mailboxes, Slack fails, the message follows the review.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startGate, type Gate } from './gate.ts';

const REVIEWED = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud-review }
spec:
  match: { modelPackageGroups: ["fraud-*", "tagged-*"] }
  validations:
    - name: accuracy-floor
      range: { value: metadata.accuracy, min: 0.90 }
      action: RequireReview
      review: risk-review
  reviews:
    - name: risk-review
      reviewers: { groups: [risk-approvers] }
      count: 1
      notFrom: []
      expiresAfter: 72h
      onExpiry: Reject
  onPass: Approve
`;

const person = (id: string) => `    - id: ${id}
      name: ${id.charAt(0).toUpperCase()}${id.slice(1)}
      email: ${id}@example.com
      slack: U0${id.toUpperCase()}001
      iamUsers: ["arn:aws:iam::111122223333:user/${id}"]
`;
const DIRECTORY = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
${['amara', 'mei', 'jonas', 'tomas'].map(person).join('')}  groups:
    - { name: risk-approvers, people: [amara, mei, jonas, tomas] }
`;

const ROUTES = `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: risk }
spec:
  match: { modelPackageGroups: ["fraud-card"] }
  to:
    - slack: "#risk-models"
    - email: [reviewers]
---
apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: fallback }
spec:
  match: { modelPackageGroups: ["fraud-mail"] }
  to:
    - slack: "#fraud-mail"
      fallback: { email: [reviewers] }
---
apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: lost-mail }
spec:
  match: { modelPackageGroups: ["fraud-lost"] }
  to:
    - email: [reviewers]
      fallback: { slack: "#fraud-lost" }
`;

describe('a review is told', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ review: REVIEWED, people: DIRECTORY, routes: ROUTES });
    for (const name of ['fraud-card', 'fraud-mail', 'fraud-lost']) await gate.group(name);
  });
  after(() => gate.stop());
  const slackOf = (channel: string) => gate.world.people.slack.messages().filter((one) => one.channel === channel);
  const mailsAbout = (subject: string) =>
    gate.world.people.ses.outbox().filter((mail) => mail.subject.startsWith(subject));

  test('in the channel of its route and to the four reviewers, and the message follows when it is decided', async () => {
    const arn = await gate.register('fraud-card', { CustomerMetadataProperties: { accuracy: '0.85' } });
    await gate.rest();

    const [asked] = slackOf('#risk-models');
    assert.match(
      asked?.text ?? '',
      /^fraud-card v1 needs 1 of risk-approvers; 0 given\. accuracy 0\.85 is under 0\.90/u,
    );
    assert.match(JSON.stringify(asked?.blocks), /"action_id":"approve"/u);
    const mails = mailsAbout('fraud-card v1');
    assert.deepEqual(
      mails.flatMap(({ to }) => to).toSorted(),
      ['amara', 'jonas', 'mei', 'tomas'].map((id) => `${id}@example.com`),
    );
    for (const { text, html } of mails) {
      assert.equal(text.match(/https?:\/\//gu)?.length, 1);
      assert.equal(html?.match(/href=/gu)?.length, 1);
    }

    await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.rest();

    const messages = slackOf('#risk-models');
    assert.equal(messages.length, 1);
    assert.doesNotMatch(JSON.stringify(messages[0]?.blocks), /"action_id":"(?:approve|reject)"/u);
    assert.equal(mailsAbout('fraud-card v1').length, 4);
  });

  const post = 'chat.postMessage';
  const TROUBLES = [
    [
      'Slack says 429 with Retry-After',
      () => gate.world.people.slack.trouble({ kind: 'rateLimited', retryAfter: 40 }, 1, post),
    ],
    ['Slack is down for three calls', () => gate.world.people.slack.trouble({ kind: 'outage' }, 3, post)],
  ] as const;
  for (const [what, begin] of TROUBLES)
    test(`F39 later where ${what}: the review is open all the while`, async () => {
      const earlier = slackOf('#risk-models').length;
      begin();

      const arn = await gate.register('fraud-card', { CustomerMetadataProperties: { accuracy: '0.85' } });
      await gate.restAheadOfTime();

      assert.equal(slackOf('#risk-models').length, earlier + 1);
      assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'PendingManualApproval');
    });

  test('F39 by mail where Slack refuses and the route says so', async () => {
    gate.world.people.slack.trouble({ kind: 'error', error: 'channel_not_found' }, 1, 'chat.postMessage');

    await gate.register('fraud-mail', { CustomerMetadataProperties: { accuracy: '0.85' } });
    await gate.rest();

    assert.deepEqual(slackOf('#fraud-mail'), []);
    assert.equal(mailsAbout('fraud-mail v1').length, 4);
  });

  test('F42: in Slack where SES took the mail to a reviewer and let it disappear, and he does not count as asked', async () => {
    gate.world.people.ses.suppress('mei@example.com');

    await gate.register('fraud-lost', { CustomerMetadataProperties: { accuracy: '0.85' } });
    await gate.rest();

    assert.equal(mailsAbout('fraud-lost v1').length, 3);
    assert.equal(slackOf('#fraud-lost').length, 1);
    assert.ok(gate.logs.some((line) => line.includes('mail came back') && line.includes('OnAccountSuppressionList')));
    assert.ok(Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0));
  });

  test('F42 later where SES throttles', async () => {
    const { ses } = gate.world.people;
    const earlier = mailsAbout('fraud-mail').length;
    gate.world.people.slack.trouble({ kind: 'error', error: 'token_revoked' }, 50, post);
    ses.refuse({ code: 'TooManyRequestsException', message: 'Maximum sending rate exceeded.', statusCode: 429 });
    const refused = gate.world.aws.calls.counts()['SES.SendEmail'] ?? 0;

    await gate.register('fraud-mail', { CustomerMetadataProperties: { accuracy: '0.85' } });
    while ((gate.world.aws.calls.counts()['SES.SendEmail'] ?? 0) === refused) await pause(50);
    ses.refuse(null);
    await gate.restAheadOfTime();

    const told = mailsAbout('fraud-mail').slice(earlier);
    assert.deepEqual(
      told.flatMap(({ to }) => to).toSorted(),
      ['amara', 'jonas', 'tomas'].map((id) => `${id}@example.com`),
      'Mei’s address is suppressed since',
    );
  });
});
