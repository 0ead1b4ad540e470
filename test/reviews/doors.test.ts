// Who is kept out by the doors, abuse case by abuse case, in process; 0 answers come of any of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SESSION_COOKIE } from '../../lib/reviews/door-cookies.ts';
import { safeReturnTo } from '../../lib/reviews/return-to.ts';
import { signingKey } from '../../lib/reviews/signing-keys.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { APP, click, DIGEST, ORIGIN, REVIEW, startDoors } from './doors-in-process.ts';

const answerPath = `/r/${REVIEW}/answer`;

describe('links and pages', () => {
  test('A1: GET and HEAD of a link show the sign-in, write nothing and answer nothing', async () => {
    const doors = startDoors();

    for (const method of ['GET', 'HEAD'])
      for (const path of ['/', `/r/${REVIEW}`, answerPath, '/sign-in', '/decisions', '/sign-out'])
        await doors.fetch(method, path, null, {});

    assert.equal(doors.store.items.size, 0);
    assert.deepEqual(doors.answers, []);
    assert.deepEqual(doors.mails, []);
  });

  test('a person signs in by code and answers once; A4: the used nonce answers nothing more', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve } = await doors.nonces(cookie);

    const first = await doors.post(answerPath, { Approve, digest: DIGEST, comment: 'fine' }, { cookie });
    const again = await doors.post(answerPath, { Approve, digest: DIGEST, comment: 'fine' }, { cookie });

    assert.deepEqual([first.status, first.headers.get('location')], [303, `/r/${REVIEW}`]);
    assert.deepEqual([again.status, again.headers.get('location')], [303, `/r/${REVIEW}`]);
    assert.deepEqual(doors.answers, [
      { reviewId: REVIEW, personId: 'mei', choice: 'Approve', comment: 'fine', door: 'Page', packageDigest: DIGEST },
    ]);
  });

  test('A5, A8, A9: a nonce is good for its person, session, review, choice and digest alone', async () => {
    const doors = startDoors();
    const [mei, other, jonas] = [await doors.signIn(), await doors.signIn(), await doors.signIn('jonas')];
    const { Approve, Reject } = await doors.nonces(mei);

    const tries = [
      await doors.post(answerPath, { Approve, digest: DIGEST }, { cookie: jonas }),
      await doors.post(answerPath, { Approve, digest: DIGEST }, { cookie: other }),
      await doors.post(`/r/${'b'.repeat(32)}/answer`, { Approve, digest: DIGEST }, { cookie: mei }),
      await doors.post(answerPath, { Approve: Reject, digest: DIGEST }, { cookie: mei }),
      await doors.post(answerPath, { Approve, digest: 'e'.repeat(64) }, { cookie: mei }),
    ];

    const pages = new Set(await Promise.all(tries.map(async (one) => `${one.status} ${await one.text()}`)));
    assert.equal(pages.size, 1, 'all failures look the same');
    assert.equal(tries[0]?.status, 403);
    assert.deepEqual(doors.logged, Array(5).fill('wrongMac'));
    assert.deepEqual(doors.answers, []);
  });

  test('A6: the address carries an id that is useless without a session, and the Referer stays here', async () => {
    const doors = startDoors();

    const page = await doors.get(`/r/${REVIEW}`);
    const nowhere = await doors.get(`/r/${'0'.repeat(32)}`);

    assert.equal(page.headers.get('referrer-policy'), 'same-origin');
    assert.equal((await page.text()).replaceAll(REVIEW, ''), (await nowhere.text()).replaceAll('0'.repeat(32), ''));
  });

  test('A10: a POST without our origin, from another site or as another media type is refused', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve } = await doors.nonces(cookie);
    const fields = { Approve, digest: DIGEST };
    const json = JSON.stringify(fields);
    const form = 'application/x-www-form-urlencoded';

    const tries = [
      await doors.post(answerPath, fields, { cookie, headers: { origin: 'https://evil.example' } }),
      await doors.post(answerPath, fields, { cookie, headers: { origin: 'null' } }),
      await doors.post(answerPath, fields, { cookie, headers: { 'sec-fetch-site': 'cross-site' } }),
      await doors.post(answerPath, fields, { cookie, headers: { 'sec-fetch-site': 'same-site' } }),
      await doors.post(answerPath, json, { cookie, headers: { 'content-type': 'text/plain' } }),
      await doors.fetch('POST', answerPath, new URLSearchParams(fields).toString(), {
        cookie,
        headers: { 'content-type': form },
      }),
    ];

    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([403]));
    assert.deepEqual(doors.answers, []);
  });

  test('A11, A20: every answer forbids frames, scripts, other hosts and caches', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();

    const all = [
      await doors.get('/sign-in'),
      await doors.get(`/r/${REVIEW}`, { cookie }),
      await doors.get('/nowhere', { cookie }),
      await doors.post('/sign-out', {}, { headers: { origin: 'https://evil.example' } }),
    ];

    for (const { headers } of all) {
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(
        policy,
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/u,
      );
      assert.equal(headers.get('cache-control'), 'no-store');
    }
  });

  test('A12: what somebody types is shown as text', async () => {
    const doors = startDoors();

    const page = await doors.post('/sign-in', { email: '<script>alert(1)</script>', returnTo: '/"><i>' });

    assert.doesNotMatch(await page.text(), /<script|"><i>/u);
  });

  test('A13: after signing in a person stays on this host', () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/%0d%0aX: y\n',
      '/.//evil.example',
      'javascript:alert(1)',
      '',
    ])
      assert.ok(['/', '/%0d%0aX'].includes(safeReturnTo(path)), path);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((text) => `/${text}`),
        ),
        (text) => {
          assert.equal(new URL(safeReturnTo(text), ORIGIN).origin, ORIGIN);
        },
      ),
      { numRuns: runs(1_000, 1_000_000) },
    );
  });

  test('A14: two choices, a field twice, an unknown field or another method are refused', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve, Reject } = await doors.nonces(cookie);

    const tries = [
      await doors.post(answerPath, { Approve, Reject, digest: DIGEST }, { cookie }),
      await doors.post(answerPath, `Approve=${Approve}&Approve=${Approve}&digest=${DIGEST}`, { cookie }),
      await doors.post(answerPath, { Approve, digest: DIGEST, _method: 'GET' }, { cookie }),
      await doors.fetch('PUT', answerPath, `Approve=${Approve}&digest=${DIGEST}`, {
        cookie,
        headers: { origin: ORIGIN },
      }),
      await doors.get(`${answerPath}?Approve=${Approve}&digest=${DIGEST}`, {
        cookie,
        headers: { 'x-http-method-override': 'POST' },
      }),
    ];

    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([403]));
    assert.deepEqual(doors.answers, []);
  });

  test('A16: known and unknown addresses get the same page, and a code has five tries', async () => {
    const doors = startDoors();

    const known = await doors.post('/sign-in', { email: 'mei@example.com', returnTo: '/' });
    const unknown = await doors.post('/sign-in', { email: 'eve@example.com', returnTo: '/' });
    const cookie = doors.cookieOf(known, '__Host-modelgate-sign-in');
    const right = doors.codeIn(doors.mails[0]);
    const wrong = right === '000000' ? '000001' : '000000';
    for (let attempt = 0; attempt < 5; attempt += 1)
      await doors.post('/sign-in/code', { code: wrong, returnTo: '/' }, { cookie });
    const late = await doors.post('/sign-in/code', { code: right, returnTo: '/' }, { cookie });

    assert.equal((await known.text()).replace('mei', 'x'), (await unknown.text()).replace('eve', 'x'));
    assert.equal(doors.mails.length, 1);
    assert.equal(late.status, 403);
    assert.equal(doors.cookieOf(late, SESSION_COOKIE), '');
  });

  test('the fourth code of an hour is not sent; the tenth wrong try of a day locks the door with an event', async () => {
    const doors = startDoors();
    const ask = () => doors.post('/sign-in', { email: 'mei@example.com', returnTo: '/' });
    const wrong = async (cookie: string): Promise<unknown> => {
      const code = doors.codeIn(doors.mails.at(-1)) === '000000' ? '000001' : '000000';
      return doors.post('/sign-in/code', { code, returnTo: '/' }, { cookie });
    };

    for (let code = 0; code < 2; code += 1) {
      const cookie = doors.cookieOf(await ask(), '__Host-modelgate-sign-in');
      for (let attempt = 0; attempt < 5; attempt += 1) await wrong(cookie);
    }
    await ask();
    doors.given.now += 3_600_000;
    await ask();

    assert.deepEqual(doors.locked, ['mei']);
    assert.equal(doors.mails.length, 2, 'none is sent to a locked person');
    doors.given.now += 24 * 3_600_000;
    for (let code = 0; code < 4; code += 1) await ask();
    assert.equal(doors.mails.length, 5, 'three an hour');
  });

  test('A17: of 50 parallel POSTs with one nonce one is an answer', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve } = await doors.nonces(cookie);

    await Promise.all(
      Array.from({ length: 50 }, () => doors.post(answerPath, { Approve, digest: DIGEST }, { cookie })),
    );

    assert.equal(doors.answers.length, 1);
  });

  test('A18: a session ends after twelve hours, and with signing out', async () => {
    const doors = startDoors();
    const [old, left] = [await doors.signIn(), await doors.signIn()];
    const { Approve } = await doors.nonces(left);

    await doors.post('/sign-out', {}, { cookie: left });
    const signedOut = await doors.post(answerPath, { Approve, digest: DIGEST }, { cookie: left });
    doors.given.now += 12 * 3_600_000;
    const over = await doors.get(`/r/${REVIEW}`, { cookie: old });

    assert.equal(signedOut.status, 403);
    assert.match(await over.text(), /Sign in to modelgate/u);
    assert.deepEqual(doors.answers, []);
  });

  test('A19, A60: a person revoked, or gone from the directory, a second ago is let through no door', async () => {
    const doors = startDoors();
    const [mei, jonas] = [await doors.signIn(), await doors.signIn('jonas')];
    const [ofMei, ofJonas] = [await doors.nonces(mei), await doors.nonces(jonas)];

    doors.given.revoked.add('mei');
    doors.given.people = doors.given.people.filter(({ id }) => id !== 'jonas');
    await doors.post(answerPath, { Approve: ofMei.Approve, digest: DIGEST }, { cookie: mei });
    await doors.post(answerPath, { Approve: ofJonas.Approve, digest: DIGEST }, { cookie: jonas });

    assert.deepEqual(doors.logged, ['noSession', 'noSession']);
    assert.deepEqual(doors.answers, []);
  });

  test('F47: after a rotation nonces of both keys count, after the next the first is over; unreadable keys make none', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const [first, second] = [await doors.nonces(cookie), await doors.nonces(cookie)];
    const old = doors.given.keys?.current ?? null;

    doors.given.keys = { current: signingKey('n'.repeat(64)), previous: old };
    await doors.post(answerPath, { Approve: first.Approve, digest: DIGEST }, { cookie });
    doors.given.keys = { current: signingKey('m'.repeat(64)), previous: signingKey('n'.repeat(64)) };
    await doors.post(answerPath, { Approve: second.Approve, digest: DIGEST }, { cookie });
    doors.given.keys = null;
    const none = await doors.nonces(cookie);
    const slack = await doors.slack(click('approve'));

    assert.deepEqual(
      doors.answers.map(({ door }) => door),
      ['Page', 'Slack'],
    );
    assert.equal(none, null);
    assert.equal(slack.status, 200);
  });

  test('a caller of the command line is whom the gateway names; without one the route is refused', async () => {
    const doors = startDoors();
    const arn = 'arn:aws:iam::111122223333:user/mei';

    const signed = await doors.fetch('POST', '/command/pending', '{}', {}, arn);
    const forged = await doors.fetch('POST', '/command/pending', '{}', { headers: { 'x-amzn-iam-user-arn': arn } });

    assert.deepEqual(await signed.json(), { outcome: 'done', lines: [`${arn} pending`] });
    assert.equal(forged.status, 403);
  });

  test('A7: of mutated, expired and transplanted nonces and session tokens none is accepted', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve } = await doors.nonces(cookie);
    const mutate = (text: string, at: number, by: number): string => {
      const index = at % text.length;
      const changed = String.fromCharCode(33 + ((text.charCodeAt(index) - 33 + 1 + (by % 92)) % 93));
      return text.slice(0, index) + changed + text.slice(index + 1);
    };

    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.boolean(), async (at, by, isNonce) => {
        const token = cookie.slice(SESSION_COOKIE.length + 1);
        const sent = isNonce ? cookie : `${SESSION_COOKIE}=${mutate(token, at, by)}`;
        const nonce = isNonce ? mutate(Approve, at, by) : Approve;
        const { status } = await doors.post(answerPath, { Approve: nonce, digest: DIGEST }, { cookie: sent });
        assert.equal(status, 403);
      }),
      { numRuns: runs(2_500, 500_000) },
    );
    doors.given.now += 10 * 60_000;
    await doors.post(answerPath, { Approve, digest: DIGEST }, { cookie });
    assert.equal(doors.logged.at(-1), 'expired');
    assert.deepEqual(doors.answers, []);
  });
});

test('A7: of mutated codes and of codes carried into another browser none is accepted', async () => {
  const digits = fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0'));
  await fc.assert(
    fc.asyncProperty(digits, fc.constantFrom('code', 'browser', 'late'), async (guess, change) => {
      const doors = startDoors();
      const attemptOf = async (): Promise<string> =>
        doors.cookieOf(
          await doors.post('/sign-in', { email: 'mei@example.com', returnTo: '/' }),
          '__Host-modelgate-sign-in',
        );
      const cookie = await attemptOf();
      const right = doors.codeIn(doors.mails.at(-1));
      fc.pre(change !== 'code' || guess !== right);
      const elsewhere = change === 'browser' ? await attemptOf() : cookie;
      fc.pre(change !== 'browser' || doors.codeIn(doors.mails.at(-1)) !== right);
      if (change === 'late') doors.given.now += 10 * 60_000;

      const code = change === 'code' ? guess : right;
      const { status } = await doors.post('/sign-in/code', { code, returnTo: '/' }, { cookie: elsewhere });

      assert.equal(status, 403);
    }),
    { numRuns: runs(1_000, 200_000) },
  );
});

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
      { numRuns: runs(1_500, 300_000) },
    );
    assert.deepEqual(doors.answers, []);
  });
});
