// `npm run screenshot`: the review page as the README shows it, on a desk and on a phone in the dark, from the world of the page tests.
import { mkdir } from 'node:fs/promises';
import { openPage, startBrowser } from '../test/browser/browser.ts';
import { ADDRESSES, startSite } from '../test/pages/site.ts';

const FOLDER = 'docs/images';
// A sticky link would lie over the text of a picture that is longer than its window; so the window is as long as the page.
const LONG = 6_000;
const SHOTS = [
  { name: 'review-desktop', visiting: { viewport: { width: 1280, height: 1_400 } }, isWhole: false },
  {
    name: 'review-phone-dark',
    visiting: { viewport: { width: 390, height: LONG }, colorScheme: 'dark' as const, javaScriptEnabled: false },
    isWhole: true,
  },
];

const [browser, site] = await Promise.all([startBrowser(), startSite()]);
await mkdir(FOLDER, { recursive: true });
for (const { name, visiting, isWhole } of SHOTS) {
  const { page, context } = await openPage(browser, visiting);
  await page.goto(site.url + ADDRESSES.review);
  const end = isWhole ? await page.locator('.foot').boundingBox() : null;
  const height = end ? Math.ceil(end.y + end.height + 24) : visiting.viewport.height;
  const clip = { x: 0, y: 0, width: visiting.viewport.width, height };
  await page.screenshot({ path: `${FOLDER}/${name}.png`, clip });
  process.stdout.write(`${FOLDER}/${name}.png  ${clip.width} x ${clip.height}\n`);
  await context.close();
}
await browser.close();
site.stop();
