// A reviewer whom only the provider's token puts into the group that is asked: from signing in there to Approved in the registry.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startOidcStandIn, type OidcStandIn } from '../reviews/oidc-stand-in.ts';
import { asking } from './asking.ts';
import { startGate, type Gate } from './gate.ts';

const POLICY = asking('{ groups: [risk-approvers] }');
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com }
    - { id: tomas, name: Tomas, email: tomas@example.com }
  groups:
    - { name: risk-approvers, people: [tomas] }
`;

let gate: Gate;
let idp: OidcStandIn;
let arn = '';
const base = (): string => gate.world.people.url;
const cookieOf = (response: Response): string => response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
const get = (url: string, cookie = ''): Promise<Response> => fetch(url, { redirect: 'manual', headers: { cookie } });

before(async () => {
  idp = await startOidcStandIn();
  const params = { oidcIssuer: idp.issuer, oidcClientId: idp.clientId, oidcGroupsClaim: 'groups' };
  const args = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  gate = await startGate({ people: POLICY, directory: PEOPLE }, args);
  await gate.group('churn-a');
  arn = await gate.register('churn-a', { CustomerMetadataProperties: { accuracy: '0.9' } });
  await gate.rest();
});
after(async () => {
  await gate.stop();
  await idp.stop();
});

/** Signs in at the provider with these groups and opens the review. */
async function reviewAs(groups: readonly string[]): Promise<{ cookie: string; path: string; page: string }> {
  idp.next = { claims: { email: 'mei@example.com', email_verified: true, groups }, key: 'own' };
  const asked = gate.published.find(({ event }) => event['detail-type'] === 'Model Package Review Requested');
  const { reviewId } = (asked?.event.detail ?? {}) as { reviewId?: string };
  const path = `/r/${reviewId}`;
  const out = await get(`${base()}/sign-in/oidc?returnTo=${encodeURIComponent(path)}`);
  const there = await get(out.headers.get('location') ?? '');
  const entered = await get(there.headers.get('location') ?? '', cookieOf(out));
  const cookie = cookieOf(entered);
  return { cookie, path, page: await (await get(`${base()}${entered.headers.get('location')}`, cookie)).text() };
}

describe('claimed groups', () => {
  test('without the claim there is no form; with it the answer counts, also when decide carries it out', async () => {
    const without = await reviewAs(['everybody']);
    const { cookie, path, page } = await reviewAs(['everybody', 'risk-approvers']);
    const [, Approve = ''] = /name="Approve" value="([^"]+)"/u.exec(page) ?? [];
    const [, digest = ''] = /name="digest" value="([^"]+)"/u.exec(page) ?? [];

    const answered = await fetch(`${base()}${path}/answer`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ Approve, digest, comment: 'fine' }),
      headers: { origin: base(), 'sec-fetch-site': 'same-origin', cookie },
    });
    await gate.rest();

    assert.doesNotMatch(without.page, /name="Approve"/u);
    assert.equal(answered.status, 303);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
    assert.match(gate.decisions.at(-1)?.reasons[0] ?? '', /1 of 1 risk-approvers approved: Mei/u);
  });
});
