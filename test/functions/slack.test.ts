// Slack on the embedded stack: presses of the posted message's own buttons, until the registry is written and the message follows.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SlackMessage } from '../../local/slack/slack.ts';
import { asking } from './asking.ts';
import { startGate, untilDoorsOpen, type Gate } from './gate.ts';

const POLICY = asking('{ groups: [risk-approvers] }');
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
    - { id: jonas, name: Jonas, email: jonas@example.com, slack: U0JONAS001 }
  groups:
    - { name: risk-approvers, people: [mei, jonas] }
`;
const ROUTES = `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: churn }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  to: [{ slack: "#risk-models" }]
`;
const [MEI, JONAS] = ['U0MEI00001', 'U0JONAS001'];

let gate: Gate;
const slack = () => gate.world.people.slack;
const posted = (): readonly SlackMessage[] =>
  slack()
    .messages()
    .filter(({ seenBy }) => seenBy === null);
const saidTo = (user: string): readonly string[] =>
  slack()
    .messages()
    .filter(({ seenBy }) => seenBy === user)
    .map(({ text }) => text);
const press = (message: SlackMessage, user: string, actionId: string) =>
  slack().press({ user, channel: message.channel, ts: message.ts, actionId });

before(async () => {
  gate = await startGate({ people: POLICY, directory: PEOPLE, routes: ROUTES });
  await gate.group('churn-a');
  await untilDoorsOpen(gate);
});
after(() => gate.stop());

/** A new version and the message that asks about it. */
async function asked(): Promise<{ arn: string; message: SlackMessage }> {
  const arn = await gate.register('churn-a', { CustomerMetadataProperties: { accuracy: '0.9' } });
  await gate.rest();
  const message = posted().at(-1);
  assert.ok(message, 'a message was posted');
  return { arn, message };
}
const answersTo = (arn: string): readonly unknown[] =>
  gate.published.filter(
    ({ event }) =>
      event['detail-type'] === 'Model Package Review Answered' &&
      (event.detail as { subject: { modelPackageArn: string } }).subject.modelPackageArn === arn,
  );
const now = (message: SlackMessage): SlackMessage | undefined => posted().find(({ ts }) => ts === message.ts);
const statusOf = async (arn: string): Promise<string | undefined> => (await gate.describe(arn)).ModelApprovalStatus;

describe('Slack on the embedded stack', () => {
  test('F40 Approve, pressed twice, is one answer: Approved, and the message loses its buttons', async () => {
    const { arn, message } = await asked();

    const pressed = await Promise.all([press(message, MEI, 'approve'), press(message, MEI, 'approve')]);
    await gate.rest();

    assert.deepEqual(
      pressed.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(await statusOf(arn), 'Approved');
    assert.equal(answersTo(arn).length, 1);
    assert.notEqual(now(message)?.editedAt, null);
    assert.doesNotMatch(JSON.stringify(now(message)?.blocks), /"action_id":"(?:approve|reject)"/u);
    assert.match(JSON.stringify(now(message)), /Mei/u);
  });

  test('Reject asks for the comment in a modal; sent, it is the answer', async () => {
    const { arn, message } = await asked();

    await press(message, MEI, 'reject');
    const [view] = slack().views();
    const sent = await slack().submit(view?.id ?? '', { comment: 'The labels are wrong' });
    await gate.rest();

    assert.deepEqual([sent.status, sent.body], [200, '']);
    assert.equal(await statusOf(arn), 'Rejected');
    assert.match(gate.decisions.at(-1)?.reasons[0] ?? '', /Mei rejected risk: The labels are wrong/u);
    assert.doesNotMatch(JSON.stringify(now(message)?.blocks), /"action_id":"(?:approve|reject)"/u);
  });

  test('F40 two people at the same instant, opposite: one decides, the other is told who did', async () => {
    const { arn, message } = await asked();
    await press(message, JONAS, 'reject');
    const view = slack().views().at(-1);

    const [, modal] = await Promise.all([
      press(message, MEI, 'approve'),
      slack().submit(view?.id ?? '', { comment: 'no' }),
    ]);
    await gate.rest();

    const status = await statusOf(arn);
    const told = status === 'Approved' ? modal.body : (saidTo(MEI).at(-1) ?? '');
    assert.match(status ?? '', /^(?:Approved|Rejected)$/u);
    assert.match(told, status === 'Approved' ? /already.*Mei approved/su : /already.*Jonas rejected/su);
    assert.equal(answersTo(arn).length, 1);
  });

  test('F40 F41 a click that Slack repeats, with an address for answers that is dead, is one answer, told by the message itself', async () => {
    const { arn, message } = await asked();
    const click = { user: MEI, channel: message.channel, ts: message.ts, actionId: 'approve' };
    const dead = {
      payload: (payload: object) => ({ ...payload, response_url: 'https://hooks.slack.com/actions/T0/0/dead' }),
    };

    const tries = [
      await slack().press(click, dead),
      await slack().press(click, dead),
      await slack().press(click, dead),
    ];
    await gate.rest();

    assert.deepEqual(
      tries.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal(answersTo(arn).length, 1);
    assert.equal(await statusOf(arn), 'Approved');
    assert.notEqual(now(message)?.editedAt, null);
  });

  test('A21, A23, A26: a forged signature, another workspace and a stranger change nothing', async () => {
    const { arn, message } = await asked();
    const click = { user: MEI, channel: message.channel, ts: message.ts, actionId: 'approve' };

    const tries = [
      await slack().press(click, { signingSecret: 'x'.repeat(32) }),
      await slack().press(click, { skew: 600 }),
      await slack().press(click, { payload: (payload) => ({ ...payload, team: { id: 'T0OTHER' } }) }),
      await slack().press({ ...click, user: 'U0STRANGER' }),
    ];
    await gate.rest();

    assert.deepEqual(
      tries.map(({ status }) => status),
      [403, 403, 403, 200],
    );
    assert.equal(answersTo(arn).length, 0);
    assert.equal(await statusOf(arn), 'PendingManualApproval');
  });
});

describe('A61: somebody who keeps changing a version', () => {
  test('voids its review each time: old buttons are gone, an alarm counts it, and nothing is decided', async () => {
    const { arn, message } = await asked();
    const voided = (): number => gate.logs.filter((line) => line.includes('"ReviewsVoided":')).length;
    const earlier = voided();

    for (const accuracy of ['0.91', '0.92', '0.93']) {
      await gate.update({ ModelPackageArn: arn, CustomerMetadataProperties: { accuracy } });
      await gate.rest();
    }

    assert.equal(voided() - earlier, 3);
    assert.doesNotMatch(JSON.stringify(now(message)?.blocks), /"action_id":"(?:approve|reject)"/u);
    assert.equal(await statusOf(arn), 'PendingManualApproval');
  });
});

describe('a door that somebody tries', () => {
  test('after the tenth wrong code of a day it is locked, and the bus modelgate hears of it', async () => {
    const { url, ses } = gate.world.people;
    const post = (path: string, fields: Record<string, string>, cookie = ''): Promise<Response> =>
      fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields),
        headers: { origin: url, 'sec-fetch-site': 'same-origin', cookie },
      });
    for (let code = 0; code < 2; code += 1) {
      const signIn = await post('/sign-in', { email: 'mei@example.com', returnTo: '/' });
      const cookie = signIn.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
      const wrong = ses.outbox().at(-1)?.subject.startsWith('000000') ? '000001' : '000000';
      for (let attempt = 0; attempt < 5; attempt += 1)
        await post('/sign-in/code', { code: wrong, returnTo: '/' }, cookie);
    }
    await gate.rest();

    const events = gate.published.filter(({ event }) => event['detail-type'] === 'Gate Door Locked');
    assert.deepEqual(
      events.map(({ bus, event }) => [bus, (event.detail as { person: string }).person]),
      [['modelgate', 'mei']],
    );
  });
});
