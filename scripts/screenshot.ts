// `npm run screenshot`: the review page as the README shows it, on a desk and on a phone in the dark, from the seeded world as npm start runs it.
import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { requirePolicies } from '../local/start/check-policies.ts';
import { parseFlags } from '../local/start/flags.ts';
import { untilRest } from '../local/start/rest.ts';
import { registerCandidates } from '../local/start/run-once.ts';
import { startWorld, type StartedWorld } from '../local/start/world.ts';
import { openPage, startBrowser } from '../test/browser/browser.ts';
import { runScript } from './script.ts';

const FOLDER = 'docs/images';
/** Who reviews, and the group whose newest version the picture shows. */
const REVIEWER = 'mei@example.com';
const GROUP = 'fraud-card';
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

async function startSeeded(): Promise<StartedWorld> {
  const flags = parseFlags(['--port', '0', '--pages-port', '0']);
  const quiet = { onDecision: () => undefined, onLog: () => undefined };
  const world = await startWorld(flags, await requirePolicies(flags.policies), quiet);
  await registerCandidates(world, flags);
  await untilRest(world);
  return world;
}

const mailsOf = (world: StartedWorld) => world.people.ses.outbox().filter(({ to }) => to.includes(REVIEWER));

/** The link in the reviewer's mail about the group. Throws where the seed asks nobody about it. */
function linkOf(world: StartedWorld): string {
  const mail = mailsOf(world).findLast(({ subject }) => subject.includes(GROUP));
  const link = /https?:\/\/\S+\/r\/[0-9a-f]{32}/u.exec(mail?.text ?? '')?.[0];
  if (link === undefined) throw new Error(`the seeded world asks ${REVIEWER} about no version of ${GROUP}`);
  return link;
}

/** Signs in with the code from the mailbox, as a reviewer does. */
async function openReview(page: Page, world: StartedWorld, link: string): Promise<void> {
  await page.goto(link);
  await page.fill('input[name=email]', REVIEWER);
  await page.click('main button');
  await page.waitForSelector('input[name=code]');
  await page.fill('input[name=code]', /^\d{6}/u.exec(mailsOf(world).at(-1)?.subject ?? '')?.[0] ?? '');
  await page.click('main button');
  await page.waitForURL(link);
}

async function shoot(): Promise<number> {
  const [browser, world] = await Promise.all([startBrowser(), startSeeded()]);
  await mkdir(FOLDER, { recursive: true });
  for (const { name, visiting, isWhole } of SHOTS) {
    const { page, context } = await openPage(browser, visiting);
    await openReview(page, world, linkOf(world));
    const end = isWhole ? await page.locator('.foot').boundingBox() : null;
    const height = end ? Math.ceil(end.y + end.height + 24) : visiting.viewport.height;
    const clip = { x: 0, y: 0, width: visiting.viewport.width, height };
    await page.screenshot({ path: `${FOLDER}/${name}.png`, clip });
    process.stdout.write(`${FOLDER}/${name}.png  ${clip.width} x ${clip.height}\n`);
    await context.close();
  }
  await browser.close();
  await world.stop();
  return 0;
}

const SCRIPT = {
  call: 'npm run screenshot',
  does: [`Takes the pictures of the README again, into ${FOLDER}, from the seeded world.`],
  options: {},
};
await runScript(SCRIPT, shoot);
