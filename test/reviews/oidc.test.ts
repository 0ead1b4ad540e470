// Signing in at the organisation's provider, with the real openid-client against a stand-in that lies on demand.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeOidcProvider } from '../../lib/oidc-provider.ts';
import { OIDC_COOKIE, SESSION_COOKIE } from '../../lib/reviews/door-cookies.ts';
import { ORIGIN, startDoors, type Doors } from './doors-in-process.ts';
import { startOidcStandIn, type OidcStandIn } from './oidc-stand-in.ts';

let idp: OidcStandIn;
let doors: Doors;
const MEI = { email: 'mei@example.com', email_verified: true };

before(async () => {
  idp = await startOidcStandIn();
});
after(() => idp.stop());
beforeEach(() => {
  idp.next = { claims: MEI, key: 'own' };
  const provider = makeOidcProvider({
    issuer: idp.issuer,
    clientId: idp.clientId,
    readClientSecret: async () => idp.clientSecret,
    redirectUri: `${ORIGIN}/sign-in/oidc/callback`,
    groupsClaim: 'groups',
    scope: 'openid email groups',
  });
  doors = startDoors({ provider });
});

/** To the provider and back, as a browser goes; `change` alters the address on the way back. */
async function signInThere(change: (back: URL) => void = () => undefined) {
  const out = await doors.get('/sign-in/oidc?returnTo=%2Fdecisions');
  const cookie = doors.cookieOf(out, OIDC_COOKIE);
  const sent = await fetch(out.headers.get('location') ?? '', { redirect: 'manual' });
  const back = new URL(sent.headers.get('location') ?? '');
  change(back);
  const path = `${back.pathname}${back.search}`;
  const entered = await doors.get(path, { cookie });
  return { entered, session: doors.cookieOf(entered, SESSION_COOKIE), path, cookie };
}

describe('signing in at the provider', () => {
  test('a person with a verified address of the directory gets a session and the page that was asked for', async () => {
    const { entered, session } = await signInThere();

    const page = await doors.get(`/r/${'a'.repeat(32)}`, { cookie: session });

    assert.deepEqual([entered.status, entered.headers.get('location')], [303, '/decisions']);
    assert.equal(((await page.json()) as { person: string }).person, 'mei');
  });

  test('the sign-in by code is off', async () => {
    const [asked, entered, page] = [
      await doors.post('/sign-in', { email: 'mei@example.com', returnTo: '/' }),
      await doors.post('/sign-in/code', { code: '123456', returnTo: '/' }),
      await (await doors.get('/sign-in')).text(),
    ];

    assert.deepEqual([asked.status, entered.status], [403, 403]);
    assert.deepEqual(doors.mails, []);
    assert.match(page, /href="\/sign-in\/oidc\?/u);
    assert.doesNotMatch(page, /name="email"/u);
  });

  const now = (): number => Math.floor(Date.now() / 1000);
  const LIES: readonly (readonly [string, () => Partial<OidcStandIn['next']>, string])[] = [
    ['a wrong nonce', () => ({ claims: { ...MEI, nonce: 'another' } }), 'notGranted'],
    ['another issuer', () => ({ claims: { ...MEI, iss: 'https://evil.example' } }), 'notGranted'],
    ['another audience', () => ({ claims: { ...MEI, aud: 'another-client' } }), 'notGranted'],
    ['a token that is over', () => ({ claims: { ...MEI, iat: now() - 900, exp: now() - 600 } }), 'notGranted'],
    ['a token signed by another key', () => ({ key: 'foreign' as const }), 'notGranted'],
    ['a token without a signature', () => ({ key: 'none' as const }), 'notGranted'],
    ['an address that is not verified', () => ({ claims: { ...MEI, email_verified: false } }), 'unknownAddress'],
    ['an address of which nothing is said', () => ({ claims: { email: MEI.email } }), 'unknownAddress'],
    ['a person whom the directory lacks', () => ({ claims: { ...MEI, email: 'eve@example.com' } }), 'unknownAddress'],
    ['an address that only looks alike', () => ({ claims: { ...MEI, email: 'mеi@example.com' } }), 'unknownAddress'],
  ];
  for (const [what, lie, fault] of LIES)
    test(`A7: ${what} opens no session`, async () => {
      idp.next = { ...idp.next, ...lie() };

      const { entered, session } = await signInThere();

      assert.deepEqual([entered.status, session], [403, '']);
      assert.equal(doors.logged.at(-1), fault);
    });

  test('A7: an altered state, a foreign code and a callback without or with a forged cookie open none', async () => {
    const changed = await signInThere((back) => back.searchParams.set('state', 'another'));
    const foreign = await signInThere((back) => back.searchParams.set('code', '0'.repeat(32)));
    const { path, cookie } = await signInThere((back) => back.searchParams.set('code', ''));
    const tries = [
      changed.entered,
      foreign.entered,
      await doors.get(path),
      await doors.get(path, { cookie: `${cookie.slice(0, -2)}00` }),
      await doors.get(path, { cookie: `${OIDC_COOKIE}=x.y.z` }),
    ];

    assert.deepEqual(new Set(tries.map(({ status }) => status)), new Set([403]));
    assert.ok(tries.every((one) => doors.cookieOf(one, SESSION_COOKIE) === ''));
  });

  test('A4: a callback counts once, and not after ten minutes', async () => {
    const first = await signInThere();
    const again = await doors.get(first.path, { cookie: first.cookie });
    const out = await doors.get('/sign-in/oidc');
    const sent = await fetch(out.headers.get('location') ?? '', { redirect: 'manual' });
    const back = new URL(sent.headers.get('location') ?? '');
    doors.given.now += 10 * 60_000;
    const late = await doors.get(`${back.pathname}${back.search}`, { cookie: doors.cookieOf(out, OIDC_COOKIE) });

    assert.equal(first.entered.status, 303);
    assert.deepEqual([again.status, late.status, doors.logged.at(-1)], [403, 403, 'over']);
  });

  test('A19: whoever was revoked a second ago gets no session', async () => {
    doors.given.revoked.add('mei');

    const { entered, session } = await signInThere();

    assert.deepEqual([entered.status, session, doors.logged.at(-1)], [403, '', 'revoked']);
  });

  test('the groups that the token claims go along with an answer; without such a claim none do', async () => {
    const answerWith = async (claims: object) => {
      idp.next = { claims: { ...MEI, ...claims }, key: 'own' };
      const { session } = await signInThere();
      const { Approve } = await doors.nonces(session);
      await doors.post(`/r/${'a'.repeat(32)}/answer`, { Approve, digest: 'd'.repeat(64) }, { cookie: session });
      return doors.answers.at(-1)?.claimedGroups;
    };

    assert.deepEqual(await answerWith({ groups: ['risk-approvers', 7] }), ['risk-approvers']);
    assert.deepEqual(await answerWith({ groups: 'risk-approvers' }), ['risk-approvers']);
    assert.deepEqual(await answerWith({}), []);
  });

  test('a provider that does not answer is a refusal like every other, and is asked again later', async () => {
    const provider = makeOidcProvider({
      issuer: 'http://127.0.0.1:9',
      clientId: 'x',
      readClientSecret: async () => 'x',
      redirectUri: `${ORIGIN}/sign-in/oidc/callback`,
      groupsClaim: null,
      scope: 'openid email',
    });

    const out = await startDoors({ provider }).get('/sign-in/oidc');

    assert.equal(out.status, 500);
    assert.match(await out.text(), /modelgate/u);
  });
});
