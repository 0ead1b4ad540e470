// Who is kept out by links and pages, abuse case by abuse case, in process; 0 answers come of any of them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { safeReturnTo } from '../../lib/reviews/return-to.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { DIGEST, ORIGIN, REVIEW, startDoors } from './doors-in-process.ts';

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
      { numRuns: runs(500, 500_000) },
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

  test('A17: of 50 parallel POSTs with one nonce one is an answer', async () => {
    const doors = startDoors();
    const cookie = await doors.signIn();
    const { Approve } = await doors.nonces(cookie);

    await Promise.all(
      Array.from({ length: 50 }, () => doors.post(answerPath, { Approve, digest: DIGEST }, { cookie })),
    );

    assert.equal(doors.answers.length, 1);
  });
});
