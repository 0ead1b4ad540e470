// What waits for people: open reviews and holds whose evidence may still come, as rows, filtered and in order. Pure.
import type { Decision } from '../decisions/decision.ts';
import type { Head } from '../ledger/head.ts';
import type { PersonState, ReviewState } from '../ledger/review-state.ts';
import { parseModelPackageArn, shortActor } from '../identity.ts';
import { matchesGlobIgnoringCase } from '../policy/glob.ts';
import { DAY } from '../times.ts';
import { packagePath } from '../package-path.ts';

export type PendingRow = {
  readonly path: string;
  readonly group: string;
  readonly version: number | null;
  readonly account: string;
  readonly region: string;
  readonly kind: 'RequireReview' | 'Hold';
  readonly why: string;
  /** Who is asked, in words; null for a hold. */
  readonly asked: string | null;
  readonly given: number;
  readonly count: number;
  /** What the visitor may do, and whether the review waits for him. */
  readonly you: string;
  readonly isYours: boolean;
  readonly registrant: string | null;
  /** Milliseconds. */
  readonly since: number;
  readonly deadline: number | null;
};

/** The view of the list: all, those that wait for the visitor, those due within a day, holds. */
export const VIEWS = ['all', 'mine', 'soon', 'holds'] as const;
export type View = (typeof VIEWS)[number];

/** `group` is a glob, `asked` one of the row's own words; empty for all. */
export type PendingFilter = { readonly view: View; readonly group: string; readonly asked: string };

/** The row of an open review for the visitor. */
export function reviewRow(head: Head, state: ReviewState, personId: string): PendingRow {
  const own = state.people.find(({ id }) => id === personId) ?? null;
  const sum = (pick: (one: ReviewState['requirements'][number]) => number): number =>
    state.requirements.reduce((total, one) => total + pick(one), 0);
  return {
    ...subjectOf(head),
    path: `/r/${state.reviewId}`,
    kind: 'RequireReview',
    why: state.requirements[0]?.because[0] ?? state.sentence,
    asked: [...new Set(state.requirements.map(({ asked }) => asked))].join(' and '),
    given: sum(({ given }) => given),
    count: sum(({ count }) => count),
    you: youOf(own),
    isYours: own?.state === 'mayAnswer',
    registrant: head.review?.authors.registrant ?? null,
    since: state.openedAt,
    deadline: state.expiresAt,
  };
}

/** The row of a hold; null where its page has no address. */
export function holdRow(head: Head, decision: Decision): PendingRow | null {
  const path = packagePath(head.identity);
  if (path === null) return null;
  return {
    ...subjectOf(head),
    path,
    kind: 'Hold',
    why: decision.reasons[0] ?? 'evidence is missing',
    asked: null,
    given: 0,
    count: 0,
    you: 'not asked',
    isYours: false,
    registrant: decision.subject.registrant,
    since: Date.parse(decision.package?.createdAt ?? decision.createdAt),
    deadline: null,
  };
}

function subjectOf({ modelPackageArn }: Head) {
  const { group, version, account, region } = parseModelPackageArn(modelPackageArn);
  return { group, version, account, region };
}

function youOf(own: PersonState | null): string {
  if (!own) return 'not asked';
  if (own.state === 'mayNot') return own.because ?? 'may not answer';
  return own.state === 'mayAnswer' ? 'may answer' : own.state;
}

/** Rows of a view, those that wait longest first. */
export function shownRows(rows: readonly PendingRow[], filter: PendingFilter, now: number): readonly PendingRow[] {
  return rows
    .filter((row) => isInView(row, filter.view, now))
    .filter(({ group }) => filter.group === '' || matchesGlobIgnoringCase(group, filter.group))
    .filter(({ asked }) => filter.asked === '' || asked === filter.asked)
    .toSorted((a, b) => a.since - b.since);
}

/** Whether a row belongs to a view. */
export function isInView(row: PendingRow, view: View, now: number): boolean {
  switch (view) {
    case 'all':
      return true;
    case 'mine':
      return row.isYours;
    case 'soon':
      return row.deadline !== null && row.deadline - now <= DAY;
    case 'holds':
      return row.kind === 'Hold';
    default:
      return view satisfies never;
  }
}

/** The short name of who registered the version. */
export const registrantOf = ({ registrant }: PendingRow): string =>
  registrant === null ? 'not known' : shortActor(registrant);
