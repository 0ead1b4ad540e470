// Who is kept out by signing in: codes, sessions, keys and the command line, abuse case by abuse case, in process.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SESSION_COOKIE } from '../../lib/reviews/door-cookies.ts';
import { signingKey } from '../../lib/reviews/signing-keys.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { click, DIGEST, REVIEW, startDoors } from './doors-in-process.ts';

const answerPath = `/r/${REVIEW}/answer`;

describe('signing in', () => {
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
      { numRuns: runs(1_000, 150_000) },
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
    { numRuns: runs(300, 25_000) },
  );
});
