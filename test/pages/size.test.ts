// Each page stays under 14 KiB as it is sent, also of a large decision; the look is one style block that the policy of the page allows.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { reviewPage } from '../../lib/pages/review-page.ts';
import { decisionOf } from './given.ts';
import { reviewViewOf } from './given-view.ts';
import { checkOf, policyOf } from './given-policies.ts';
import { ADDRESSES, makeSite } from './site.ts';

const BUDGET = 14 * 1024;

describe('a page as it is sent', () => {
  let app: Awaited<ReturnType<typeof makeSite>>['app'];
  before(async () => {
    ({ app } = await makeSite());
  });

  for (const [name, address] of Object.entries(ADDRESSES)) {
    test(`${name} is at most 14 KiB compressed`, async () => {
      const answer = await app.request(address, { headers: { 'accept-encoding': 'gzip, br' } });

      const bytes = (await answer.arrayBuffer()).byteLength;

      assert.equal(answer.headers.get('content-encoding'), 'gzip');
      assert.ok(bytes <= BUDGET, `${bytes} bytes`);
    });
  }

  test('a decision of 12 policies with 120 checks, each with values and a trace, is at most 14 KiB compressed', () => {
    const words = ['auc', 'recall', 'precision', 'latency_p95_ms', 'psi', 'rows', 'dppl', 'calibration_error'];
    const check = (index: number) => {
      const label = `${words[index % words.length]}_${index}`;
      const value = String((index * 7919) % 1000);
      const result = index % 20 === 0 ? ('fail' as const) : ('pass' as const);
      return checkOf(`check-${index}`, `${label} ${value} is at least ${index}`, {
        result,
        values: [
          { label: `quality.${label}`, value, source: 'report quality' },
          { label: 'limit', value: String(index), source: `${index} - 1%` },
        ],
        trace: Array.from({ length: 5 }, (_, depth) => ({
          text: `quality.${label} >= ${depth}`,
          depth,
          value,
          state: 'value' as const,
          because: null,
        })),
      });
    };
    const own = decisionOf().policies;
    const more = Array.from({ length: 10 }, (_, policy) =>
      policyOf(
        `policy-${policy}`,
        Array.from({ length: 11 }, (_one, index) => check(policy * 11 + index)),
      ),
    );

    const page = reviewPage(reviewViewOf({ decision: decisionOf({ policies: [...own, ...more] }) }));

    const bytes = gzipSync(page).length;
    assert.ok(bytes <= BUDGET, `${bytes} bytes`);
  });

  test('its style block is the one that its Content-Security-Policy allows, and nothing else carries a style', async () => {
    const answer = await app.request(ADDRESSES.review);
    const text = await answer.text();

    const styles = [...text.matchAll(/<style>([\s\S]*?)<\/style>/gu)].map(([, style]) => style ?? '');
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');

    assert.equal(styles.length, 1);
    assert.ok(answer.headers.get('content-security-policy')?.includes(`style-src 'sha256-${hash}'`));
    assert.doesNotMatch(text, /\sstyle=|<script|\son\w+=|https?:\/\/(?!git\.example\.com)/u);
  });
});
