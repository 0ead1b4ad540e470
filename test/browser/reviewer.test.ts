// A reviewer's whole way in the real browser on the embedded stack: from the mail to Approved in the registry; scanners and races beside it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { asking } from '../functions/asking.ts';
import { startGate, untilDoorsOpen, type Gate } from '../functions/gate.ts';
import { openPage, startBrowser } from './browser.ts';

const POLICY = asking('{ groups: [risk-approvers] }', { more: 'notFrom: [registrant, "metadata:trained_by"]' });
const PEOPLE = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, slack: U0MEI00001 }
    - { id: jonas, name: Jonas, email: jonas@example.com, slack: U0JONAS001, iamUsers: ["arn:aws:iam::111122223333:user/jonas"] }
    - { id: eve, name: Eve, email: eve@example.com, slack: U0EVE00001 }
  groups:
    - { name: risk-approvers, people: [mei, jonas] }
`;
const ROUTES = `apiVersion: modelgate/v1
kind: NotificationRoute
metadata: { name: churn }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  to: [{ email: [reviewers] }]
`;

let gate: Gate;
let browser: Browser;
const mailsTo = (id: string) => gate.world.people.ses.outbox().filter(({ to }) => to.includes(`${id}@example.com`));
const linkIn = (text = ''): string => /https?:\/\/\S+\/r\/[0-9a-f]{32}/u.exec(text)?.[0] ?? '';
const answersOf = (): readonly unknown[] =>
  gate.published.filter(({ event }) => event['detail-type'] === 'Model Package Review Answered');

before(async () => {
  [gate, browser] = await Promise.all([
    startGate({ people: POLICY, directory: PEOPLE, routes: ROUTES }),
    startBrowser(),
  ]);
  await gate.group('churn-a');
  await untilDoorsOpen(gate);
});
after(async () => {
  await browser.close();
  await gate.stop();
});

/** A new version that people are asked about; answers its ARN and the link in the mail. */
async function asked(metadata: Readonly<Record<string, string>> = {}): Promise<{ arn: string; link: string }> {
  const arn = await gate.register('churn-a', { CustomerMetadataProperties: { accuracy: '0.9', ...metadata } });
  await gate.rest();
  return { arn, link: linkIn(mailsTo('mei').at(-1)?.text) };
}

/** Opens a link and signs in with the code from the mailbox, typing and pressing as a person does. */
async function signInAs(page: Page, id: string, link: string): Promise<void> {
  await page.goto(link);
  await page.fill('input[name=email]', `${id}@example.com`);
  await page.click('main button');
  await page.waitForSelector('input[name=code]');
  await page.fill('input[name=code]', /^\d{6}/u.exec(mailsTo(id).at(-1)?.subject ?? '')?.[0] ?? '');
  await page.click('main button');
  await page.waitForURL(link);
}

/** What a scanner presses, and how it gets past fields that want something. */
const PRESSABLE = 'button, input[type=submit], a[href]';
const FILL = `
  for (const input of document.querySelectorAll('input')) input.value ||= 'scanner@example.com';
  for (const form of document.forms) form.noValidate = true;`;

describe('a reviewer in the real browser', () => {
  test('without JavaScript: link in the mail, code, review, Approve; the registry says Approved and the page who did it', async () => {
    const { arn, link } = await asked();
    const { page, context, complaints } = await openPage(browser, { javaScriptEnabled: false });

    await signInAs(page, 'mei', link);
    await page.fill('textarea[name=comment]', 'Checked against the champion');
    await page.click('button[name=Approve]');
    await page.waitForURL(link);
    await gate.rest();
    await page.goto(link);

    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'Approved');
    assert.match(await page.innerText('main'), /Mei approved/u);
    assert.equal(await page.locator('button[name=Approve]').count(), 0);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test('A1, A2, A3: a scanner that opens each link of a mail, waits, runs scripts and presses every button decides nothing', async () => {
    const { arn, link } = await asked();
    const answered = answersOf().length;
    const { page, context } = await openPage(browser);
    const mail = mailsTo('mei').at(-1);
    const links = [...`${mail?.text} ${mail?.html}`.matchAll(/https?:\/\/[^\s"<>]+/gu)].map(([found]) => found);

    for (const one of [...new Set(links), `${link}/answer`, `${link}?Approve=1`]) {
      await page.goto(one);
      const count = await page.locator(PRESSABLE).count();
      for (let index = 0; index < count; index += 1) {
        await page.goto(one);
        await page.evaluate(FILL);
        await page.evaluate(`document.querySelectorAll('${PRESSABLE}')[${index}].click()`);
        await page.waitForLoadState('networkidle');
      }
    }
    await gate.rest();

    assert.ok(links.includes(link));
    assert.equal(answersOf().length, answered);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'PendingManualApproval');
    await context.close();
  });

  test('two reviewers who press opposite buttons at the same instant: one decides, the other is told who', async () => {
    const { arn, link } = await asked();
    const [mei, jonas] = [await openPage(browser), await openPage(browser)];
    await Promise.all([signInAs(mei.page, 'mei', link), signInAs(jonas.page, 'jonas', link)]);

    await Promise.all([mei.page.click('button[name=Approve]'), jonas.page.click('button[name=Reject]')]);
    await gate.rest();
    const seen = await Promise.all([mei.page.innerText('main'), jonas.page.innerText('main')]);

    const status = (await gate.describe(arn)).ModelApprovalStatus;
    const [winner, told] = status === 'Approved' ? ['Mei approved', seen[1]] : ['Jonas rejected', seen[0]];
    assert.ok(status === 'Approved' || status === 'Rejected');
    assert.match(told, new RegExp(winner, 'u'));
    assert.equal(gate.decisions.filter(({ subject }) => subject.modelPackageArn === arn).length, 2);
    await Promise.all([mei.context.close(), jonas.context.close()]);
  });

  test('A15, A40: one who is not asked, and the submitter by whatever identity, may look and have no form; a POST is refused', async () => {
    const { arn, link } = await asked({ trained_by: 'arn:aws:iam::111122223333:user/jonas' });
    const answered = answersOf().length;
    const shown: string[] = [];
    for (const id of ['eve', 'jonas']) {
      const { page, context } = await openPage(browser);
      await signInAs(page, id, link);
      assert.equal(await page.locator('button[name=Approve]').count(), 0);
      const posted = await page.request.post(`${link}/answer`, {
        headers: { origin: new URL(link).origin, 'sec-fetch-site': 'same-origin' },
        form: { Approve: `v1.00000000.zzz.${'0'.repeat(32)}.${'0'.repeat(64)}`, digest: 'd'.repeat(64) },
      });
      assert.equal(posted.status(), 403);
      shown.push(await page.innerText('main'));
      await context.close();
    }
    await gate.rest();

    assert.match(shown[1] ?? '', /trained_by/u);
    assert.equal(answersOf().length, answered);
    assert.equal((await gate.describe(arn)).ModelApprovalStatus, 'PendingManualApproval');
  });
});
