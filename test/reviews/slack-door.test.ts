// Who is kept out by the door of Slack, abuse case by abuse case, in process; 0 answers come of any of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { makeReadSlackApp } from '../../lib/reviews/door-secrets.ts';
import { APP, click, REVIEW, startDoors } from './doors-in-process.ts';

describe('Slack', () => {
  test('Approve is an answer, told to the one who pressed; Reject and a needed comment open a modal, which is one', async () => {
    const doors = startDoors();

    const approved = await doors.slack(click('approve'));
    await doors.slack(click('reject'));
    const view = {
      id: 'V1',
      callback_id: 'reject',
      private_metadata: REVIEW,
      state: { values: { b: { comment: { value: 'no' } } } },
    };
    const sent = await doors.slack(click('x', { type: 'view_submission', view, actions: undefined }));

    assert.deepEqual([approved.status, await approved.text(), sent.status], [200, '', 200]);
    assert.deepEqual(
      doors.answers.map(({ choice, comment, door, personId }) => [choice, comment, door, personId]),
      [
        ['Approve', '', 'Slack', 'mei'],
        ['Reject', 'no', 'Slack', 'mei'],
      ],
    );
    assert.deepEqual(
      doors.slackCalls.map(({ method }) => method),
      ['users.info', 'chat.postEphemeral', 'views.open'],
    );
  });

  test('a modal that is named as something every object has is none of ours', async () => {
    const doors = startDoors();
    const view = { id: 'V1', callback_id: 'constructor', private_metadata: REVIEW, state: { values: {} } };

    await doors.slack(click('x', { type: 'view_submission', view, actions: undefined }));

    assert.deepEqual([doors.logged, doors.answers], [['unknownAction'], []]);
  });

  test('a secret that is not what it should be is named in no error', async () => {
    const read = (text: string) => ({ read: async () => text });

    for (const text of ['xoxb-1234567890', '"xoxb-1234567890"', '{"signingSecret":"xoxb-1234567890"}']) {
      const [app] = await Promise.allSettled([makeReadSlackApp(read(text), 'slack')()]);
      assert.equal(app.status, 'rejected');
      assert.match(String(app.reason), /RefusedError: secret `slack` has no signingSecret, teamId or appId/u);
    }
  });

  test('A21: no, wrong, old and future signatures are refused', async () => {
    const doors = startDoors();

    const tries = [
      await doors.slack(click('approve'), { headers: { 'x-slack-signature': '' } }),
      await doors.slack(click('approve'), { secret: 'x'.repeat(32) }),
      await doors.slack(click('approve'), { stamp: -301 }),
      await doors.slack(click('approve'), { stamp: 301 }),
    ];

    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([403]));
    assert.deepEqual(doors.logged, ['noSignature', 'wrongSignature', 'stampTooOld', 'stampInFuture']);
    assert.deepEqual(doors.answers, []);
  });

  test('A22: the signature is over the raw bytes, so a body encoded anew is refused', async () => {
    const doors = startDoors();
    const payload = click('approve');

    await doors.slack(payload, { body: new URLSearchParams({ payload: JSON.stringify(payload, null, 1) }).toString() });
    await doors.slack(payload, { body: `payload=${encodeURIComponent(JSON.stringify(payload))}&` });

    assert.deepEqual(doors.logged, ['wrongSignature', 'wrongSignature']);
    assert.deepEqual(doors.answers, []);
  });

  test('A23, A26: another workspace, app or stranger is refused, and so are guests, bots and deactivated users', async () => {
    const doors = startDoors();
    const user = { id: 'U0MEI00001', team_id: APP.teamId };

    await doors.slack(click('approve', { team: { id: 'T0OTHER' } }));
    await doors.slack(click('approve', { api_app_id: 'A0OTHER' }));
    await doors.slack(click('approve', { user: { ...user, team_id: 'T0OTHER' } }));
    await doors.slack(click('approve', { user: { ...user, id: 'U0NOBODY' } }));
    for (const flag of ['deleted', 'is_bot', 'is_restricted', 'is_ultra_restricted']) {
      doors.given.slackUsers.set('U0MEI00001', { [flag]: true });
      doors.given.now += 10 * 60_000;
      await doors.slack(click('approve'));
    }

    const faults = [
      'foreignWorkspace',
      'foreignApp',
      'foreignUser',
      'unknownUser',
      'deactivated',
      'bot',
      'guest',
      'guest',
    ];
    assert.deepEqual(doors.logged, faults);
    assert.deepEqual(doors.answers, []);
  });

  test('A24: the same click again, as a replay or a repeat by Slack, is taken and changes nothing', async () => {
    const doors = startDoors();
    const payload = click('approve');

    const statuses = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, n) => (await doors.slack(payload, { headers: { 'x-slack-retry-num': String(n) } })).status,
      ),
    );

    assert.deepEqual(new Set(statuses), new Set([200]));
    assert.equal(doors.answers.length, 1);
  });

  test('A25, A30: only the opaque id in the button counts, whatever the message says', async () => {
    const doors = startDoors();
    const forged = (value: unknown) => click('approve', { actions: [{ action_id: 'approve', value, action_ts: '9' }] });

    for (const value of [
      '',
      'fraud-card/8',
      { id: REVIEW },
      `${REVIEW}0`,
      `{"reviewId":"${REVIEW}","person":"jonas"}`,
      REVIEW.toUpperCase(),
    ])
      await doors.slack(forged(value));
    await doors.slack(
      click('approve', { message: { text: 'Approve fraud-card v9', blocks: [{ value: 'b'.repeat(32) }] } }),
    );

    assert.deepEqual(
      doors.answers.map(({ reviewId }) => reviewId),
      [REVIEW],
    );
  });

  test('A27, A29: the response_url is never called, and what is told to Slack is escaped', async () => {
    const doors = startDoors();
    doors.given.outcome = {
      outcome: 'refused',
      reason: 'excluded',
      message: 'Refused: <!channel> & <https://evil|here>',
    };

    const pressed = await doors.slack(click('approve'));

    assert.equal(pressed.status, 200);
    assert.deepEqual(doors.slackCalls.at(-1), {
      method: 'chat.postEphemeral',
      input: {
        channel: 'C0RISK0001',
        user: 'U0MEI00001',
        text: 'Refused: &lt;!channel&gt; &amp; &lt;https://evil|here&gt;',
      },
    });
  });

  test('of mutated Slack bodies none is accepted', async () => {
    const doors = startDoors();
    const payload = click('approve');
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;

    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.integer({ min: 32, max: 126 }), async (at, code) => {
        fc.pre(body.charCodeAt(at) !== code);
        const changed = body.slice(0, at) + String.fromCharCode(code) + body.slice(at + 1);
        assert.equal((await doors.slack(payload, { body: changed })).status, 403);
      }),
      { numRuns: runs(700, 200_000) },
    );
    assert.deepEqual(doors.answers, []);
  });
});
