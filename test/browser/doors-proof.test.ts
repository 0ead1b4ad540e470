// The first proof of the doors in the real browser: session cookie, nonce and headers, reached by a link from another site and posted.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { readCookie, SESSION_COOKIE, setCookie } from '../../lib/reviews/door-cookies.ts';
import { issueNonce, nonceFault } from '../../lib/reviews/nonce.ts';
import { pageHeaders } from '../../lib/reviews/page-headers.ts';
import { originFault } from '../../lib/reviews/same-origin.ts';
import { signingKey } from '../../lib/reviews/signing-keys.ts';
import { openPage, startBrowser } from './browser.ts';

const keys = { current: signingKey('k'.repeat(64)), previous: null };
const scope = { reviewId: 'r', personId: 'mei', choice: 'Approve', packageDigest: 'd', session: 's' } as const;

const listen = (handler: (req: IncomingMessage, res: ServerResponse) => void): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(handler).listen(0, '127.0.0.1', () => resolve(server));
  });
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

let browser: Browser;
let site: Server;
let elsewhere: Server;
let posts: { fault: string | null; cookie: string | null; nonce: string | null; referer: string | undefined }[] = [];

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const cookie = readCookie(req.headers.cookie ?? null, SESSION_COOKIE);
  if (req.method === 'POST') {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    const headers = new Headers(req.headers as Record<string, string>);
    const nonce = new URLSearchParams(body).get('nonce') ?? '';
    posts.push({
      fault: originFault(headers, `http://127.0.0.1:${portOf(site)}`),
      cookie,
      nonce: nonceFault(keys, nonce, scope, Date.now()),
      referer: req.headers.referer,
    });
  }
  const nonce = issueNonce(keys.current, scope, Date.now(), '0'.repeat(32));
  res.writeHead(200, {
    ...pageHeaders(null),
    'Content-Type': 'text/html; charset=utf-8',
    ...(req.url === '/sign-in' && { 'Set-Cookie': setCookie(SESSION_COOKIE, 'token', 3600) }),
  });
  res.end(`<!doctype html><title>r</title><p>${cookie === null ? 'stranger' : 'known'}</p>
    <script>document.title = 'script ran'</script>
    <form method="post" action="/r/1/answer"><input type="hidden" name="nonce" value="${nonce}"><button>Approve</button></form>`);
}

before(async () => {
  browser = await startBrowser();
  site = await listen((req, res) => void answer(req, res));
  elsewhere = await listen((_req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/html' });
    res.end(`<a href="http://127.0.0.1:${portOf(site)}/r/1">link</a>
      <form method="post" action="http://127.0.0.1:${portOf(site)}/r/1/answer"><button>forged</button></form>`);
  });
});
after(async () => {
  await browser.close();
  site.close();
  elsewhere.close();
});

describe('the doors in the real browser', () => {
  test('a session survives a link from another site, and the form posted there has origin, session and nonce', async () => {
    const { page } = await openPage(browser);
    await page.goto(`http://127.0.0.1:${portOf(site)}/sign-in`);
    posts = [];

    await page.goto(`http://localhost:${portOf(elsewhere)}/`);
    await page.click('a');
    const seen = await page.textContent('p');
    await page.click('button');

    assert.equal(seen, 'known');
    assert.equal(await page.title(), 'r');
    assert.deepEqual(posts, [
      { fault: null, cookie: 'token', nonce: null, referer: `http://127.0.0.1:${portOf(site)}/r/1` },
    ]);
    await page.context().close();
  });

  test('A10: a form on another site arrives without session and with a foreign origin', async () => {
    const { page } = await openPage(browser);
    await page.goto(`http://127.0.0.1:${portOf(site)}/sign-in`);
    posts = [];

    await page.goto(`http://localhost:${portOf(elsewhere)}/`);
    await page.click('button');

    assert.equal(posts.length, 1);
    assert.equal(posts[0]?.fault, 'foreignOrigin');
    assert.equal(posts[0]?.cookie, null);
    await page.context().close();
  });

  test('A11: the page cannot be framed', async () => {
    const { page } = await openPage(browser);

    await page.setContent(`<iframe src="http://127.0.0.1:${portOf(site)}/r/1"></iframe>`);
    const frame = page.frames()[1];
    await frame?.waitForLoadState();

    assert.equal(await frame?.locator('form').count(), 0);
    await page.context().close();
  });
});
