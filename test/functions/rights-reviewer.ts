// A reviewer on the pages of a running gate, with the code from the mailbox.
import assert from 'node:assert/strict';
import type { Gate } from './gate.ts';

/** The newest mail that begins with six digits; requests to review come in between. */
async function codeFrom(subjects: () => readonly string[]): Promise<string> {
  for (;;) {
    const found = subjects().findLast((subject) => /^\d{6}/u.test(subject));
    if (found !== undefined) return found.slice(0, 6);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Mei signs in by mail, opens the pages and answers. Tells which pages were shown, and what is secret: code, session, nonce. */
export async function answerTheReview(
  gate: Gate,
): Promise<{ readonly pages: readonly string[]; readonly secrets: readonly string[] }> {
  const asked = gate.published.find(({ event }) => event['detail-type'] === 'Model Package Review Requested');
  const { reviewId = '' } = (asked?.event.detail ?? {}) as { reviewId?: string };
  const { url } = gate.world.people;
  const pages: string[] = [];
  const post = (path: string, fields: Record<string, string>, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(fields),
      headers: { origin: url, 'sec-fetch-site': 'same-origin', cookie },
    });
  const cookieOf = (response: Response) => response.headers.getSetCookie().at(-1)?.split(';')[0] ?? '';
  const sent = await post('/sign-in', { email: 'mei@example.com', returnTo: `/r/${reviewId}` });
  const code = await codeFrom(() => gate.world.people.ses.outbox().map(({ subject }) => subject));
  const signedIn = await post('/sign-in/code', { code, returnTo: `/r/${reviewId}` }, cookieOf(sent));
  const cookie = cookieOf(signedIn);
  const page = await (await fetch(`${url}/r/${reviewId}`, { headers: { cookie } })).text();
  for (const path of ['/', '/decisions', '/policies/everything'])
    pages.push(await (await fetch(`${url}${path}`, { headers: { cookie } })).text());
  pages.push(page.replaceAll(/value="[^"]+"/gu, ''));
  const [, Approve = ''] = /name="Approve" value="([^"]+)"/u.exec(page) ?? [];
  const [, digest = ''] = /name="digest" value="([^"]+)"/u.exec(page) ?? [];
  const answered = await post(`/r/${reviewId}/answer`, { Approve, digest, comment: 'fine' }, cookie);
  assert.equal(answered.status, 303, gate.logs.filter((line) => line.includes('door refused')).join('\n'));
  return { pages, secrets: [code, cookie.split('=')[1] ?? '', Approve] };
}
