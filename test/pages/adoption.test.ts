// The page of groups: agreement in shadow against people, and which group can be switched on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../../lib/decisions/decision.ts';
import { adoptionRows, type GroupFacts } from '../../lib/pages/adoption-view.ts';
import { adoptionPage } from '../../lib/pages/adoption-page.ts';
import { decisionOf, NOW, subjectOf } from './given.ts';
import { makeSite } from './site.ts';

const WATCHED: GroupFacts = {
  owner: 'risk-ml',
  mode: 'Audit',
  because: 'group',
  since: null,
  policies: ['fraud-production'],
};

/** What the gate said of a version in shadow, and what a person set afterwards. */
function told(version: number, verdict: Decision['verdict'], people: 'Approved' | 'Rejected'): readonly Decision[] {
  const subject = subjectOf(version, 'fraud-atm');
  const shadow = decisionOf({ revision: 1, origin: 'Gate', mode: 'Audit', verdict, subject });
  const outside = decisionOf({ revision: 2, origin: 'External', subject: { ...subject, approvalStatus: people } });
  return [outside, shadow];
}
const rowsOf = (decisions: readonly Decision[], facts = WATCHED) => adoptionRows(decisions, () => facts);
const pageOf = (decisions: readonly Decision[], facts = WATCHED): string =>
  adoptionPage({
    rows: rowsOf(decisions, facts),
    isCut: false,
    untouched: [],
    person: { name: 'Mei' },
    banner: { mode: 'Enforce', groupsInAudit: [] },
    now: NOW,
  });
const five = [1, 2, 3, 4, 5];

test('agreeing, stricter and looser are counted by what people set afterwards', () => {
  const [row] = rowsOf([
    ...told(1, 'Approve', 'Approved'),
    ...told(2, 'RequireReview', 'Approved'),
    ...told(3, 'Approve', 'Rejected'),
  ]);

  assert.deepEqual([row?.agree, row?.stricter, row?.looser], [1, 1, 1]);
});

test('a group with enough compared and none looser is ready, with the command', () => {
  const page = pageOf(five.flatMap((version) => told(version, 'Approve', 'Approved')));

  assert.match(
    page,
    /ready<\/strong>: 5 compared, 0 looser\. <code>modelgate mode Enforce --group fraud-atm --reason "\.\.\."<\/code>/u,
  );
});

test('what can be switched on stands first, before what is only watched and what is enforced', () => {
  const of = (group: string, facts: Partial<GroupFacts>, versions: number) => {
    const own = five.slice(0, versions).flatMap((version) =>
      told(version, 'Approve', 'Approved').map((one) => ({
        ...one,
        subject: { ...one.subject, modelPackageGroupName: group, identity: `${group}/${version}` },
      })),
    );
    return { group, facts: { ...WATCHED, ...facts }, own };
  };
  const groups = [
    of('a-enforced', { mode: 'Enforce', because: null }, 5),
    of('b-watched', {}, 2),
    of('c-ready', {}, 5),
  ];

  const rows = adoptionRows(
    groups.flatMap(({ own }) => own),
    (group) => groups.find((one) => one.group === group)?.facts ?? WATCHED,
  );

  assert.deepEqual(
    rows.map(({ group }) => group),
    ['c-ready', 'b-watched', 'a-enforced'],
  );
});

test('one looser version keeps it from being ready', () => {
  const decisions = [
    ...five.flatMap((version) => told(version, 'Approve', 'Approved')),
    ...told(6, 'Approve', 'Rejected'),
  ];

  assert.match(pageOf(decisions), /not yet: read the 1 looser/u);
});

test('what only a file can change is said so', () => {
  const decisions = five.flatMap((version) => told(version, 'Reject', 'Rejected'));

  assert.match(pageOf(decisions, { ...WATCHED, because: 'policy' }), /take mode: Audit out of its policy or binding/u);
});

test('a mode that was switched has its day; one that follows from files was so at the first decision under it, or before', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 9, day)).toISOString();
  const [outside, shadow] = told(1, 'Approve', 'Approved');
  const decisions = [
    { ...shadow, mode: 'Enforce', createdAt: at(1) },
    { ...shadow, mode: 'Audit', createdAt: at(3) },
    { ...outside, mode: 'Audit', createdAt: at(5) },
  ] as readonly Decision[];

  assert.match(
    pageOf(decisions, { ...WATCHED, since: Date.UTC(2026, 9, 26, 8) }),
    /<small>group, since 26 Oct<\/small>/u,
  );
  assert.match(pageOf(decisions, { ...WATCHED, because: 'policy' }), /<small>policy, since 3 Oct or before<\/small>/u);
  assert.match(
    pageOf(decisions, { ...WATCHED, mode: 'Enforce', because: null, since: Date.UTC(2025, 10, 2) }),
    /Enforce<\/b> <small>since 2 Nov 2025<\/small>/u,
  );
});

test('a group that no policy governs is not called enforced, whatever the mode', () => {
  const page = pageOf(told(1, 'NoOpinion', 'Approved'), { ...WATCHED, mode: 'Enforce', because: null, policies: [] });

  assert.match(page, /not yet: no policy governs it/u);
});

test('groups that are not adopted are counted, the first of them named', async () => {
  const { app } = await makeSite();

  const page = await (await app.request('/adoption')).text();

  assert.match(
    page,
    /22 groups of 111122223333, us-east-1 are not adopted: .* \(legacy-&lt;b&gt;risk, old-scoring \.\.\.\)/u,
  );
});

test('the page is served to whoever is signed in, and linked from every page', async () => {
  const { app } = await makeSite();

  const page = await (await app.request('/adoption')).text();

  assert.match(page, /<h1>Groups<\/h1>/u);
  assert.match(page, /<a href="\/adoption" aria-current="page">Groups<\/a>/u);
  assert.match(page, /churn-retention/u);
});
