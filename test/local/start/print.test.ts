// Proves the exact text that `npm start` prints of decisions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTerminal, verdictText } from '../../../local/start/marks.ts';
import { exitCodeOf, outcomeJson, outcomeLines } from '../../../local/start/once.ts';
import { decisionLine, lastDecisions, summaryLine } from '../../../local/start/print.ts';
import { readSeen, type Seen } from '../../../local/start/seen.ts';

const printing = { terminal: { isUtf8: true, isColoured: false }, ownAccount: '111122223333' };

const seen = (group: string, version: number, verdict: string, registry: string | null, reason: string): Seen => ({
  arn: `arn:aws:sagemaker:us-east-1:111122223333:model-package/${group}/${version}`,
  group,
  version,
  account: '111122223333',
  region: 'us-east-1',
  verdict,
  origin: 'Gate',
  registry,
  reasons: reason === '' ? [] : [reason],
  decisionId: 'd-8f3a61c20b7e',
  at: new Date(2026, 10, 17, 9, 41, 12).getTime(),
  milliseconds: 31,
});

const winback = seen('churn-winback', 8, 'Reject', 'Rejected', 'accuracy 0.87 is under 0.90.');
const pending = 'PendingManualApproval';
const outcome = {
  decisions: [
    winback,
    seen('churn-retention', 31, 'Approve', 'Approved', 'accuracy 0.934 is at least 0.90.'),
    seen('doc-classifier', 4, 'Hold', pending, 'waiting for evidence: report quality'),
    seen('tagging-sandbox', 2, 'NoOpinion', pending, ''),
  ],
  calls: { 'SageMaker.BatchDescribeModelPackage': 4, 'SageMaker.UpdateModelPackage': 2, 'S3.GetObject': 1 },
  milliseconds: 1234,
  events: 18,
  left: 0,
  dlq: { 'intake-dlq': 0 },
  notes: [],
};

test('a decision is one line: time, package, mark and verdict, why, milliseconds', () => {
  assert.equal(
    decisionLine(winback, printing),
    '  09:41:12  churn-winback v8       ✗ Reject          accuracy 0.87 is under 0.90.  31 ms',
  );
});

test('the table of --once is aligned and ends with what it cost', () => {
  assert.deepEqual(outcomeLines(outcome, printing), [
    '  model package         verdict           registry                 why',
    '  churn-retention v31   ✓ Approve         Approved                 accuracy 0.934 is at least 0.90.',
    '  churn-winback v8      ✗ Reject          Rejected                 accuracy 0.87 is under 0.90.',
    '  doc-classifier v4     ‖ Hold            PendingManualApproval    waiting for evidence: report quality',
    '  tagging-sandbox v2    ○ NoOpinion       PendingManualApproval    no policy matched',
    '',
    '  4 decided in 1.2 s with 6 SageMaker calls (1.50 each), 18 events, 0 left in queues',
  ]);
});

test('a message in a dead letter queue is told with the queue, and the exit code is 70', () => {
  const dead = { ...outcome, dlq: { 'intake-dlq': 2, 'other-dlq': 0 } };
  assert.equal(exitCodeOf(outcome), 0);
  assert.equal(exitCodeOf(dead), 70);
  assert.equal(outcomeLines(dead, printing).at(-1), '  2 messages are in dead letter queue intake-dlq');
});

test('the last line of --json holds decisions, calls, milliseconds and dead letters', () => {
  const document = JSON.parse(outcomeJson(outcome)) as Record<string, unknown>;
  assert.equal(document['type'], 'result');
  assert.deepEqual(document['calls'], outcome.calls);
  assert.deepEqual(document['dlq'], { 'intake-dlq': 0 });
  assert.equal((document['decisions'] as unknown[]).length, 4);
});

test('a package that was decided twice is in the table once, as decided last', () => {
  const later = { ...winback, verdict: 'Approve' };
  assert.deepEqual(lastDecisions([winback, later]), [later]);
});

test('versions are ordered as numbers', () => {
  const versions = [10, 9, 2].map((version) => seen('fraud-card', version, 'Approve', 'Approved', 'good'));
  assert.deepEqual(
    lastDecisions(versions).map((one) => one.version),
    [2, 9, 10],
  );
});

test('a world without decisions costs no division by zero', () => {
  const none = { decided: 0, milliseconds: 0, sageMakerCalls: 0, events: 0, left: 0 };
  assert.equal(summaryLine(none), '  0 decided in 0.0 s with 0 SageMaker calls, 0 events, 0 left in queues');
});

test('without UTF-8 the marks fall back, and NO_COLOR drops colour only', () => {
  assert.deepEqual(readTerminal({ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, true), { isUtf8: false, isColoured: true });
  assert.deepEqual(readTerminal({ LANG: 'C.utf8', NO_COLOR: '1' }, true), { isUtf8: true, isColoured: false });
  const plain = { isUtf8: false, isColoured: false };
  const marks = ['Approve', 'Reject', 'Hold', 'RequireReview', 'NoOpinion'].map((one) => verdictText(one, plain));
  assert.deepEqual(marks, ['[+] Approve', '[x] Reject', '[=] Hold', '[?] RequireReview', '[ ] NoOpinion']);
  assert.equal(verdictText('Reject', { isUtf8: true, isColoured: true }), '\u001B[31m✗ Reject\u001B[0m');
});

test('an event that is no decision is not printed', () => {
  assert.equal(readSeen({ subject: {} }, 0, new Map()), null);
  assert.equal(readSeen('text', 0, new Map()), null);
});

test('the milliseconds run from the registration event of the same package', () => {
  const arn = winback.arn;
  const detail = { subject: { modelPackageArn: arn, modelPackageVersion: 8 }, decision: { verdict: 'Reject' } };
  assert.equal(readSeen(detail, 1031, new Map([[arn, 1000]]))?.milliseconds, 31);
  assert.equal(readSeen(detail, 1031, new Map())?.milliseconds, null);
});
