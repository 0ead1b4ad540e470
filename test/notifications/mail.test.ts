// What leaves as mail: one link, nothing that decides, no header and no markup of others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailHtmlOf } from '../../lib/notifications/mail-html.ts';
import { mailSubjectOf, mailTextOf } from '../../lib/notifications/mail-text.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { decisionOf, openMessage, PAGES, REVIEW_ID } from './given.ts';

const BECAUSE = 'You get this mail because you are asked: risk-approvers.';

test('the mail of the mock-up: lines of at most 76 characters, the sentences, one link, who may answer, what was said', () => {
  const text = mailTextOf(openMessage(), BECAUSE, null);

  assert.match(text, /^fraud-card v8 needs 2 of risk-approvers; 1 given\.\n\n {2}✗ false_positive_rate 0\.0231/u);
  assert.match(text, new RegExp(`Read it and answer:\\n${PAGES}/r/${REVIEW_ID}\\n`, 'u'));
  assert.match(text, /Open until Fri 20 Nov 2026, 09:44 UTC\. Unanswered by then, it is Rejected\./u);
  assert.match(text, /Registered by {5}role\/fraud-train-pipeline, 17 Nov 2026, 09:41 UTC/u);
  assert.match(text, /Answered {10}Amara approved, 17 Nov, 15:10 UTC/u);
  assert.deepEqual(
    text.split('\n').filter((line) => line.length > 76),
    [],
  );
});

test('A12 A27: text of others is neither markup, nor a second link, nor a second header line', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      'https://evil.example/approve',
      'a\r\nBcc: all@example.com',
      'www.evil.example',
    ),
  );
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (name, sentence) => {
      const decision = decisionOf();
      const message = openMessage({
        ...decision,
        subject: { ...decision.subject, modelPackageGroupName: name, registrant: sentence },
        policies: [],
        reasons: [sentence, name],
      });

      const [text, html] = [mailTextOf(message, BECAUSE, null), await mailHtmlOf(message, BECAUSE, null)];

      assert.doesNotMatch(mailSubjectOf(message), /\p{Cc}/u);
      assert.equal(text.match(/https?:\/\//gu)?.length, 1);
      assert.equal(html.match(/href=/gu)?.length, 1);
      assert.doesNotMatch(html, /<(?:script|img|form)\b|\/answer/u);
    }),
    { numRuns: runs(60, 5_000) },
  );
});
