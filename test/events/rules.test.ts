// The examples of rules: each pattern matches the samples it is meant for and none of the others.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { parsePattern } from '../../local/eventbridge/pattern.ts';

const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const samples = readdirSync('events')
  .filter((file) => file.startsWith('model-package-') && !file.endsWith('.schema.json'))
  .map((file) => [file, read(`events/${file}`)] as const);
const matchesPattern = (pattern: unknown, event: unknown): boolean => parsePattern(JSON.stringify(pattern))(event);
const matched = (pattern: unknown): readonly string[] =>
  samples.filter(([, event]) => matchesPattern(pattern, event)).map(([file]) => file);

const template = parse(readFileSync('events/rules/send-anywhere.yaml', 'utf8'), {
  customTags: ['!Ref', '!GetAtt', '!Sub'].map((tag) => ({ tag, resolve: (value: string) => value })),
}) as { Resources: Record<string, { Type: string; Properties: { EventPattern?: unknown } }> };

describe('send-anywhere.yaml', () => {
  test('its rule for reviews takes requests and closings, and nothing else', () => {
    assert.deepEqual(matched(template.Resources['ReviewRule']?.Properties.EventPattern), [
      'model-package-review-closed.json',
      'model-package-review-requested.json',
    ]);
  });

  test('its rule for tickets takes a rejected decision and no approved one', () => {
    const pattern = template.Resources['RejectedRule']?.Properties.EventPattern;
    const sample = read('events/model-package-decision-made.json') as { detail: { decision: object } };
    const withVerdict = (verdict: string) => ({
      ...sample,
      detail: { ...sample.detail, decision: { ...sample.detail.decision, verdict } },
    });

    assert.deepEqual(
      ['Reject', 'Approve', 'Hold'].map((verdict) => matchesPattern(pattern, withVerdict(verdict))),
      [true, false, false],
    );
  });
});
