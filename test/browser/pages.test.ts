// Every page in the real browser: no axe violation in light and dark, on a desk and on a phone; nothing loaded, nothing refused, no script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { pageOf } from '../dossier/told.ts';
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
async function violationsOf(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  await page.evaluate(AXE);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  const found: Violations = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** In the dark on a phone, the rules that colours and sizes can break; the structure is the same. */
const LOOKS = [
  ['on a desk, light', { colorScheme: 'light', viewport: { width: 1280, height: 900 } }, null],
  [
    'on a phone, dark',
    { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
    ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'],
  ],
] as const;

describe('every page', () => {
  for (const [look, visiting, rules] of LOOKS) {
    test(`${look}: no axe violation, no complaint of the browser, nothing loaded beside it, nothing wider than the screen`, async () => {
      const { page, complaints, context } = await openPage(browser, visiting);
      const loaded: string[] = [];
      page.on('request', (request) => void loaded.push(request.url()));
      const faults: string[] = [];

      for (const [name, address] of Object.entries(ADDRESSES)) {
        await page.goto(site.url + address);
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (wide !== 0) faults.push(`${name}: ${String(wide)} px wider than the screen`);
        faults.push(...(await violationsOf(page, rules)).map((violation) => `${name}: ${violation}`));
      }

      assert.deepEqual(faults, []);
      assert.deepEqual(
        loaded,
        Object.values(ADDRESSES).map((address) => site.url + address),
      );
      // The browser notes the one 404.
      assert.equal(complaints.length, 1, complaints.join('\n'));
      await context.close();
    });
  }

  test('a dossier has no axe violation, loads nothing and is no wider than the screen, on a desk and on a phone', async () => {
    const faults: string[] = [];
    for (const [look, visiting, rules] of LOOKS) {
      const { page, complaints, context } = await openPage(browser, visiting);
      await page.setContent(pageOf());
      const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (wide !== 0) faults.push(`${look}: ${String(wide)} px wider than the screen`);
      faults.push(...complaints, ...(await violationsOf(page, rules)).map((violation) => `${look}: ${violation}`));
      await context.close();
    }

    assert.deepEqual(faults, []);
  });

  test('what can be pressed is at least 44 px high on a phone', async () => {
    const { page, context } = await openPage(browser, { viewport: { width: 390, height: 844 } });
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

  test('with the keyboard alone and without a script, the answer is reached, written and sent', async () => {
    const { page, context } = await openPage(browser, { javaScriptEnabled: false });
    const posted: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(`${new URL(request.url()).pathname}?${request.postData()}`);
    });
    await page.goto(site.url + ADDRESSES.review);

    await page.keyboard.press('Tab');
    const first = await page.locator(':focus').innerText();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Seasonal, as explained.');
    await page.keyboard.press('Tab');
    const button = page.locator(':focus');
    const focused = [
      await button.innerText(),
      await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
    ];
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/answer$/u);

    assert.equal(first, 'Skip to your answer');
    assert.deepEqual(focused, ['Approve', 'solid']);
    assert.match(
      posted[0] ?? '',
      /^\/r\/[0-9a-f]{32}\/answer\?digest=[0-9a-f]{64}&comment=Seasonal%2C\+as\+explained\.&Approve=v1\.[^&]+$/u,
    );
    await context.close();
  });

  test('Approve and Reject have the same size and weight', async () => {
    const { page, context } = await openPage(browser);
    await page.goto(site.url + ADDRESSES.review);

    const boxes = await Promise.all(
      ['Approve', 'Reject'].map((name) => page.locator(`button[name=${name}]`).boundingBox()),
    );

    assert.ok(boxes[0] && boxes[1] && boxes[0].height >= 48);
    assert.ok(Math.abs(boxes[0].width - boxes[1].width) < 1);
    assert.equal(boxes[0].y, boxes[1].y);
    await context.close();
  });
});
