// The incoming webhook: Slack's own host and nothing else, no redirect, no address in an error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSlack, postToWebhook } from '../../lib/slack-api.ts';

const GOOD = 'https://hooks.slack.com/services/T000/B000/secret';

for (const address of [
  'http://hooks.slack.com/services/T/B/x',
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.170.2/v2/credentials',
  'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
  'https://[::1]/services/x',
  'https://2852039166/services/x',
  'https://0x7f.1/services/x',
  'https://hooks.slack.com:8443/services/x',
  'https://hooks.slack.com@evil.example/services/x',
  'https://user:pw@hooks.slack.com/services/x',
  'https://hooks.slack.com.evil.example/services/x',
  'https://evil.example/https://hooks.slack.com/services/x',
  'https://hooks.slack.com/../api/chat.postMessage',
  'file:///services/x',
  'not an address',
]) {
  test(`A28: ${address} is never asked`, async () => {
    let asked = 0;
    const fetch = () => ((asked += 1), Promise.resolve(new Response('ok')));

    await assert.rejects(postToWebhook({ fetch }, address, {}), { name: 'RefusedError', reason: 'NotASlackWebhook' });

    assert.equal(asked, 0);
  });
}

test('A27 A28: a redirect is refused and not followed, and the error does not name the secret address', async () => {
  const seen: RequestInit[] = [];
  const fetch = (_url: string, init: RequestInit) => {
    seen.push(init);
    return Promise.resolve(new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }));
  };

  await assert.rejects(postToWebhook({ fetch }, GOOD, {}), (error: Error) => {
    assert.equal(error.name, 'RefusedError');
    assert.doesNotMatch(error.message, /secret|169\.254/u);
    return true;
  });

  assert.deepEqual([seen.length, seen[0]?.redirect], [1, 'manual']);
});

const answers: readonly (readonly [string, () => Response | Error, Readonly<Record<string, unknown>>])[] = [
  [
    '429 with Retry-After',
    () => new Response('', { status: 429, headers: { 'retry-after': '77' } }),
    { name: 'NotYetError', retryAfter: 77 },
  ],
  ['an outage', () => new Response('Service Unavailable', { status: 503 }), { name: 'UnansweredError' }],
  ['no connection', () => new TypeError('fetch failed'), { name: 'UnansweredError' }],
  ['an answer that is no JSON', () => new Response('<html>', { status: 200 }), { name: 'UnansweredError' }],
  [
    'channel_not_found',
    () => Response.json({ ok: false, error: 'channel_not_found' }),
    { name: 'RefusedError', reason: 'channel_not_found' },
  ],
  [
    'token_revoked',
    () => Response.json({ ok: false, error: 'token_revoked' }),
    { name: 'RefusedError', reason: 'token_revoked' },
  ],
];
for (const [what, answer, expected] of answers) {
  test(`F39: ${what} is told as ${String(expected['name'])}, without the token`, async () => {
    const fetch = async () => {
      const one = answer();
      if (one instanceof Error) throw one;
      return one;
    };

    await assert.rejects(
      callSlack({ fetch, apiUrl: 'https://slack.com/api' }, 'chat.postMessage', 'xoxb-secret', {}),
      (error: Error) => {
        assert.doesNotMatch(error.message, /xoxb/u);
        for (const [name, value] of Object.entries(expected)) assert.equal(Reflect.get(error, name), value);
        assert.equal(error.name, expected['name']);
        return true;
      },
    );
  });
}
