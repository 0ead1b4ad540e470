// Every page in the real browser: no axe violation in light and dark, on a desk and on a phone; nothing loaded, nothing refused, no script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ADDRESSES, startSite } from '../pages/site.ts';
import { openPage, startBrowser } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let site: Awaited<ReturnType<typeof startSite>>;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), startSite()]);
});
after(async () => {
  await browser.close();
  site.stop();
});

type Violations = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
};

/** What axe finds, with every folded part of the page open. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  await page.evaluate(AXE);
  const found: Violations = await page.evaluate('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

const LOOKS = [
  ['on a desk, light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }],
  ['on a phone, dark', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
] as const;

describe('every page', () => {
  for (const [look, visiting] of LOOKS) {
    for (const [name, address] of Object.entries(ADDRESSES)) {
      test(`${name}, ${look}: no axe violation, no complaint of the browser, nothing wider than the screen`, async () => {
        const { page, complaints, context } = await openPage(browser, visiting);
        const loaded: string[] = [];
        page.on('request', (request) => void loaded.push(request.url()));

        await page.goto(site.url + address);
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

        const expected = name === 'unknown' ? 1 : 0;
        assert.deepEqual(loaded, [site.url + address]);
        assert.equal(complaints.length, expected, complaints.join('\n'));
        assert.equal(wide, 0);
        assert.deepEqual(await violationsOf(page), []);
        await context.close();
      });
    }
  }

  test('what can be pressed is at least 44 px high on a phone', async () => {
    const { page, context } = await openPage(browser, LOOKS[1][1]);
    const small: string[] = [];

    for (const address of [ADDRESSES.pending, ADDRESSES.review, ADDRESSES.decisions]) {
      await page.goto(site.url + address);
      const found: string[] =
        await page.evaluate(`[...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, nav a, .btn')]
        .filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 120))`);
      small.push(...found);
    }

    assert.deepEqual(small, []);
    await context.close();
  });
});
