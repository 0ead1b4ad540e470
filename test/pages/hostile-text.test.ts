// A12, A64: what others wrote never becomes markup and never looks like what it is not, whatever it is and wherever it stands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from '../../lib/decisions/decision.ts';
import { asciiName, legible } from '../../lib/pages/legible.ts';
import { decisionsPage } from '../../lib/pages/decisions-page.ts';
import { doorPages } from '../../lib/pages/door-pages.ts';
import { messagePage } from '../../lib/pages/message-page.ts';
import { pendingPage } from '../../lib/pages/pending-page.ts';
import { reviewRow } from '../../lib/pages/pending-view.ts';
import { reviewPage } from '../../lib/pages/review-page.ts';
import { fc } from '../property.ts';
import { runs } from '../runs.ts';
import { NOW } from './given.ts';
import { reviewViewOf } from './given-view.ts';

const MARKER = 'zq';
const PAYLOADS = [
  '<script>',
  '"><img src=x onerror=',
  "' onfocus='",
  '</style><svg onload=',
  '&lt;',
  '\u202e',
  '\u0000',
  '${',
  '`',
];
const hostile = fc
  .tuple(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...PAYLOADS))
  .map(([before, middle, after]) => `${MARKER}${before}${middle}${after}`);

/** Fields whose text has a meaning for the page; every other string is somebody's words. */
const KEPT = new Set([
  'schemaVersion',
  'createdAt',
  'mode',
  'origin',
  'verdict',
  'result',
  'action',
  'state',
  'status',
  'kind',
  'identity',
  'modelPackageArn',
  'choice',
  'door',
  'direction',
  'errorKind',
  'onExpiry',
  'outcome',
  'cause',
  'champion',
]);

/** The same value with every free text replaced. */
function poisoned<T>(value: T, text: string): T {
  const walk = (one: unknown, key: string): unknown => {
    if (typeof one === 'string') return KEPT.has(key) ? one : text;
    if (Array.isArray(one)) return one.map((item) => walk(item, key));
    if (one === null || typeof one !== 'object') return one;
    const pairs = Object.entries(one).map(([name, item]) => [name, walk(item, name)]);
    return Object.fromEntries(pairs);
  };
  return walk(value, '') as T;
}

const poisonedView = (text: string) => {
  const { nameOf: _nameOf, ...plain } = reviewViewOf();
  return { ...poisoned(plain, text), nameOf: () => text };
};

const rowOf = (text: string) => {
  const { head, review } = poisonedView(text);
  if (!review) throw new Error('the view has a review');
  return { ...reviewRow(head, review, 'mei'), group: text };
};

/** Every page that shows words of others. */
const PAGES: Readonly<Record<string, (text: string) => string>> = {
  review: (text) => reviewPage(poisonedView(text)),
  decided: (text) => reviewPage({ ...poisonedView(text), review: null }),
  pending: (text) =>
    pendingPage({
      rows: [rowOf(text)],
      isCut: false,
      filter: { view: 'all', group: text, asked: text },
      skip: 0,
      person: { name: text },
      banner: { mode: 'Enforce', groupsInAudit: [text] },
      now: NOW,
    }),
  decisions: (text) =>
    decisionsPage({
      decisions: [poisoned<Decision>(reviewViewOf().decision, text)],
      filter: { group: text, verdict: text, origin: text, from: text, to: text },
      nextUntil: NOW,
      isContinued: true,
      person: { name: text },
      banner: { mode: 'Audit', groupsInAudit: [text] },
      now: NOW,
    }),
  message: (text) => messagePage(text, [text], { name: text }),
  signIn: (text) => doorPages.signIn({ returnTo: text, isOidc: false, note: text }),
  code: (text) => doorPages.code({ email: text, returnTo: text, isAgain: true }),
  // A refusal has several lines, each a paragraph.
  notRecorded: (text) => doorPages.notRecorded({ name: text, reviewId: text, message: text.replaceAll('\n', ' ') }),
};

/** All tags of a document with the values of their attributes emptied: its bare structure. */
const skeleton = (document: string): readonly string[] =>
  [...document.replaceAll(/<style>[\s\S]*?<\/style>/gu, '').matchAll(/<\/?[a-z!][^<>]*>/giu)].map(([tag]) =>
    tag.replaceAll(/"[^"]*"/gu, '""'),
  );

describe('A12: text of others', () => {
  for (const [name, page] of Object.entries(PAGES)) {
    test(`never changes the structure of the page: ${name}`, () => {
      const harmless = skeleton(page(`${MARKER}harmless`));

      const property = fc.property(hostile, (text) => {
        const document = page(text);
        assert.deepEqual(skeleton(document), harmless);
        assert.doesNotMatch(document, /[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u);
      });

      fc.assert(property, { numRuns: runs(40, 2_000) });
    });
  }
});

describe('A64: names that imitate', () => {
  test('a group with a letter of another script is shown in ASCII', () => {
    const view = reviewViewOf();
    const group = 'fr\u0430ud-card';
    const decision = { ...view.decision, subject: { ...view.decision.subject, modelPackageGroupName: group } };

    const page = reviewPage({ ...view, decision });

    assert.equal(asciiName(group), 'fr[U+0430]ud-card');
    assert.match(page, /<h1>fr\[U\+0430\]ud-card /u);
  });

  test('characters that hide or reorder are written out, all others stay', () => {
    assert.equal(legible('a\u202eb\u200bc\u0007'), 'a[U+202E]b[U+200B]c[U+0007]');
    assert.equal(legible('Zoë, 模型, \u05d0, line\r\nline\ttab'), 'Zoë, 模型, \u05d0, line\nline\ttab');
    assert.equal(legible('half \ud800'), 'half \ufffd');
  });
});
