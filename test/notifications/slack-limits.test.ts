// What leaves for Slack stays within Slack's limits and harmless, whatever the registry says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slackContentOf, type SlackContent } from '../../lib/notifications/slack-blocks.ts';
import { slackDigestOf } from '../../lib/notifications/slack-digest.ts';
import type { Message } from '../../lib/notifications/message.ts';
import { blocksFault } from '../../local/slack/block-limits.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { openMessage, REVIEW_ID } from './given.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.integer({ min: 500, max: 4_000 }))
    .map(([text, times]) => text.repeat(times)),
  fc.constantFrom(
    '<!channel>',
    '<@U0MEI001>',
    '<https://evil.example|Approve>',
    '&lt;!here&gt;',
    '```',
    '*_~`',
    '\n>x',
    '\u202e',
  ),
);
const mark = fc.constantFrom('◆', '✓', '✗', '!', '■', '○');
const messages: fc.Arbitrary<Message> = fc.record({
  subject: nasty,
  mark,
  headline: nasty,
  lines: fc.array(fc.record({ mark, text: nasty }), { maxLength: 40 }),
  metrics: fc.array(
    fc.record({ mark, label: nasty, value: nasty, champion: fc.option(nasty), limit: fc.option(nasty) }),
    { maxLength: 20 },
  ),
  registeredBy: fc.option(fc.record({ who: nasty, at: fc.option(fc.nat()) })),
  account: nasty,
  asked: fc.array(fc.record({ name: nasty, slack: fc.option(fc.constantFrom('U0MEI001', '!channel', 'x>')) }), {
    maxLength: 40,
  }),
  deadline: fc.option(fc.record({ at: fc.nat(4e12), after: nasty })),
  said: fc.array(fc.record({ mark, name: nasty, did: fc.constant('approved'), at: fc.nat(4e12), comment: nasty }), {
    maxLength: 20,
  }),
  plan: fc.option(
    fc.record({ title: fc.constant('An approval sets in motion'), steps: fc.array(nasty, { maxLength: 20 }) }),
  ),
  review: fc.option(fc.constant({ id: REVIEW_ID, isOpen: true })),
  link: fc.option(fc.constant(`https://gate.example.com/r/${REVIEW_ID}`)),
  ids: nasty,
});

/** All texts in which Slack looks for markup: in plain_text it looks for none. */
const texts = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null || ('type' in value && value.type === 'plain_text')
    ? []
    : Object.entries(value).flatMap(([key, item]) =>
        key === 'text' && typeof item === 'string' ? [item] : texts(item),
      );
/** Everything between < and >: the only markup Slack acts on. */
const markupOf = ({ text, blocks }: SlackContent): readonly string[] =>
  [text, ...texts(blocks)].flatMap((one) => one.match(/<[^>]*>/gu) ?? []);
const OURS = /^<(?:@U0MEI001|!date\^\d+\^[^>|]*\|[^>|]*|https:\/\/gate\.example\.com\/r\/[0-9a-f]+\|[^>|]*)>$/u;

describe('for any message', () => {
  test('A29: Slack takes the blocks, and no markup is in them but a date, our link and people who are asked', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const content = slackContentOf(message);
        assert.equal(blocksFault(content.blocks), null);
        assert.deepEqual(
          markupOf(content).filter((one) => !OURS.test(one)),
          [],
        );
      }),
      { endOnFailure: true, numRuns: runs(200, 5_000) },
    );
  });

  test('a digest of up to fifty names every one within the same limits', () => {
    fc.assert(
      fc.property(fc.array(messages, { minLength: 6, maxLength: 50 }), (many) => {
        const content = slackDigestOf(many);
        const shown = texts(content.blocks).flatMap((one) => one.split('\n'));
        assert.equal(blocksFault(content.blocks), null);
        assert.equal(shown.length, many.length);
        assert.deepEqual(
          markupOf(content).filter((one) => !OURS.test(one)),
          [],
        );
      }),
      { endOnFailure: true, numRuns: runs(40, 500) },
    );
  });
});

test('the message of the mock-up: verdict, determining sentence first, facts, answers, and buttons that carry the id alone', () => {
  const { text, blocks } = slackContentOf(openMessage());
  const shown = texts(blocks).join('\n');

  assert.match(text, /^fraud-card v8 needs 2 of risk-approvers; 1 given\. false_positive_rate 0\.0231 is 13\.2% over/u);
  assert.match(
    shown,
    /◆ \*Needs 2 of risk-approvers; 1 given\*\n✗ false_positive_rate 0\.0231[^\n]*\n! latency_p95_ms/u,
  );
  assert.match(shown, /✓ 2 other checks passed\. auc 0\.951/u);
  assert.match(shown, /role\/fraud-train-pipeline/u);
  assert.match(shown, /<@U0MEI001>, <@U0JONAS001>, <@U0TOMAS001>/u);
  const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  assert.deepEqual(
    buttons.map((button) => ('value' in button ? [button.action_id, button.value] : [])),
    ['approve', 'reject', 'open'].map((action) => [action, REVIEW_ID]),
  );
});
