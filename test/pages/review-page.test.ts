// What the page of a version under review says, and who may do what on it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reviewPage } from '../../lib/pages/review-page.ts';
import { decisionOf, reviewStateOf } from './given.ts';
import { reviewViewOf } from './given-view.ts';
import { textOf } from './readable-text.ts';

describe('the page of a model package under review', () => {
  test('says verdict, determining checks, deadline, metrics and the rest in this order, the answer last', () => {
    const text = textOf(reviewPage(reviewViewOf()));

    const order = [
      'Needs 2 of risk-approvers; 1 given',
      "false_positive_rate 0.0231 is 13.2% over the champion's 0.0204 (v6); 5% is tolerated. Failed, asks people.",
      'Warning, asks nobody.',
      '8 other checks passed.',
      'Open until Fri 20 Nov, 09:44 UTC , 1 d 17 h left .',
      'Unanswered by then, it is Rejected.',
      'Against the champion, v6',
      '13.2% over v6, lower is better. Tolerated to 0.02142, rejected above 0.03.',
      'All checks 10 in 2 policies: 1 failed, 1 warning, 8 passed',
      'fraud-calibration (Audit) would be RequireReview: calibration_error 0.031 is over 0.030.',
      'Containers and lineage',
      'What an approval sets in motion',
      'So far',
      'Your answer, Mei',
      'Your approval would be the second of 2 and complete the review.',
      'Approve Reject',
    ];
    const places = order.map((words) => text.indexOf(words));

    assert.deepEqual(
      order.filter((_, index) => (places[index] ?? -1) < 0),
      [],
    );
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  test('a project is shown with the version that it serves now and the one that an approval puts there', () => {
    const text = textOf(reviewPage(reviewViewOf()));

    assert.match(
      text,
      /ModelPackageArn changes from v6 to v8\. It serves fraud-card v6, since \w+ \d+ Nov, 09:44 UTC/u,
    );
    assert.match(text, /A rejection changes nothing else: Project fraud-serving serves fraud-card v6 as before\./u);
  });

  test('without an open review the page says how projects and copies stand, and nothing where the gate did nothing there', () => {
    const followed = textOf(reviewPage(reviewViewOf({ review: null })));
    const untouched = textOf(reviewPage(reviewViewOf({ review: null, plan: [] })));

    assert.match(followed, /Projects and copies Project fraud-serving serves fraud-card v6, since/u);
    assert.doesNotMatch(followed, /sets in motion/u);
    assert.doesNotMatch(untouched, /Projects and copies/u);
  });

  test('a rejection that sets something in motion is told', () => {
    const step = {
      does: 'x.',
      about: 'Project p',
      now: [],
      onRejection: 'Project p gets the highest approved version.',
    };

    const text = textOf(reviewPage(reviewViewOf({ plan: [step] })));

    assert.match(text, /A rejection sets in motion: Project p gets the highest approved version\./u);
  });

  test('the buttons carry the choice and a nonce each, in one form with one comment', () => {
    const page = reviewPage(reviewViewOf());

    const buttons = [...page.matchAll(/<button class="btn (\w+)" name="(\w+)" value="(v1\.[^"]+)"/gu)];

    assert.deepEqual(
      buttons.map(([, tone, choice]) => [tone, choice]),
      [
        ['ok', 'Approve'],
        ['no', 'Reject'],
      ],
    );
    assert.equal(page.match(/<textarea/gu)?.length, 1);
    assert.match(page, /<form method="post" action="\/r\/[0-9a-f]{32}\/answer">/u);
  });

  test('who may not answer sees why and no form', () => {
    const you = { personId: 'ines', name: 'Ines', nonces: reviewViewOf().you.nonces };

    const page = reviewPage(reviewViewOf({ you }));

    assert.match(textOf(page), /You may not answer: named in metadata key trained_by\./u);
    assert.doesNotMatch(page, /<textarea|\/answer/u);
  });

  test('who approved may withdraw and nothing else', () => {
    const you = { personId: 'amara', name: 'Amara', nonces: reviewViewOf().you.nonces };

    const page = reviewPage(reviewViewOf({ you }));

    assert.deepEqual(
      [...page.matchAll(/<button class="btn[^"]*" name="(\w+)"/gu)].map(([, name]) => name),
      ['Withdraw'],
    );
  });

  test('without a signing key there is no form, and the page says which doors still work', () => {
    const page = reviewPage(reviewViewOf({ you: { personId: 'mei', name: 'Mei', nonces: null } }));

    assert.doesNotMatch(page, /<textarea/u);
    assert.match(textOf(page), /Slack and modelgate approve still work/u);
  });

  test('two requirements have a list each', () => {
    const [first] = reviewStateOf().requirements;
    if (!first) throw new Error('the review has a requirement');
    const review = reviewStateOf({
      requirements: [first, { ...first, name: 'legal', asked: 'legal', given: 0, count: 1, missing: 1, people: [] }],
    });

    const text = textOf(reviewPage(reviewViewOf({ review })));

    assert.match(text, /risk-review: 1 of 2 risk-approvers/u);
    assert.match(text, /legal: 0 of 1 legal/u);
    assert.doesNotMatch(text, /complete the review/u);
  });

  test('a decision from before packages were recorded is shown with what it has', () => {
    const { package: _package, ...old } = decisionOf();

    const text = textOf(reviewPage(reviewViewOf({ decision: old })));

    assert.match(text, /Containers not recorded/u);
  });
});
