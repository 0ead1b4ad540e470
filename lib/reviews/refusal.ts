// What somebody reads whose answer was not recorded: what, which value from where, what next.
import { listed } from '../counted.ts';
import type { ClosedReview, Head, OpenReview } from '../ledger/head.ts';
import { parseModelPackageArn } from '../identity.ts';
import type { Person } from '../policy/directory.ts';
import { shortTime } from '../times.ts';
import type { GivenAnswer, Refusal, RefusalReason } from './answering.ts';
import { nameOf } from './people.ts';
import { subjectOf } from './review-state.ts';
import { isMet, standingsOf, type Authority, type Standing } from './standing.ts';
import { duration } from './duration.ts';

/** A refusal of several lines; the first says what, the others why and what next. */
export const refusal = (reason: RefusalReason, first: string, ...more: readonly (string | null)[]): Refusal => ({
  outcome: 'refused',
  reason,
  message: [`Refused: ${first}`, ...more.filter((line) => line !== null).map((line) => `  ${line}`)].join('\n'),
});

/** `fraud-card/8`, as the command line takes it. */
export function nameForCommands({ modelPackageArn }: Pick<Head, 'modelPackageArn'>): string {
  const { group, version } = parseModelPackageArn(modelPackageArn);
  return `${group}/${version}`;
}

/** Nobody may answer for himself or without being asked. null where the person may. */
export function whyNotThisPerson(
  head: Head,
  review: OpenReview,
  person: Person,
  given: GivenAnswer,
  authority: Authority,
): Refusal | null {
  const standings = standingsOf(review, authority);
  const asked = standings.filter((standing) => standing.asked.some(({ id }) => id === person.id));
  const names = listed([...new Set(review.requirements.map(({ name }) => name))]);
  const first = `${person.name} may not answer ${names} of ${subjectOf(head)}.`;
  const next = whoMay(standings);
  const revocation = authority.revoked.get(person.id);
  if (revocation)
    return refusal(
      'revoked',
      first,
      `The authority of ${person.name} was revoked, ${shortTime(revocation.at)}, by ${revocation.by}.`,
      next,
    );
  if (asked.length === 0) return refusal('notAsked', first, `${person.name} is not in ${askedOf(review)}.`, next);
  const free = asked.filter(({ excluded }) => !excluded.has(person.id));
  if (free.length === 0) {
    const sentences = asked.map(({ excluded }) => excluded.get(person.id)?.sentence ?? '');
    return refusal('excluded', first, ...new Set(sentences), next);
  }
  const isCommentMissing = given.choice !== 'Withdraw' && given.comment.trim() === '';
  const wantsComment = free.find(({ requirement }) => requirement.requireComment);
  if (isCommentMissing && wantsComment) return commentMissing(head, wantsComment, given);
  return null;
}

const commentMissing = (head: Head, { requirement }: Standing, { choice }: GivenAnswer): Refusal =>
  refusal(
    'commentMissing',
    `${requirement.name} of ${subjectOf(head)} wants a comment.`,
    `requireComment is true in policy ${requirement.policy}${requirement.place ? ` (${requirement.place.file}:${requirement.place.line})` : ''}.`,
    `Say why: modelgate ${choice.toLowerCase()} ${nameForCommands(head)} --comment "...". Nothing was recorded.`,
  );

const askedOf = ({ requirements }: OpenReview): string =>
  listed([...new Set(requirements.flatMap(({ reviewers }) => [...reviewers.groups, ...reviewers.people]))], 'or') ||
  'the reviewer directory';

function whoMay(standings: readonly Standing[]): string {
  const open = standings.filter((standing) => !isMet(standing));
  const names = open.flatMap(({ asked, excluded, approvals }) =>
    asked
      .filter(({ id }) => !excluded.has(id) && approvals.every(({ person }) => person !== id))
      .map(({ name }) => name),
  );
  const may = [...new Set(names)];
  return may.length === 0
    ? 'Nobody else may answer. Nothing was recorded.'
    : `May answer: ${may.join(', ')}. Nothing was recorded.`;
}

/** The review that was shown is over: how it ended and by whom, and what there is instead. */
export function whyOver(head: Head, closed: ClosedReview, authority: Authority): Refusal {
  const subject = subjectOf(head);
  const isWriting = head.state === 'applying' && closed.decisionId === head.decisionId;
  const next =
    closed.nextReviewId === null || head.review?.reviewId !== closed.nextReviewId
      ? `Where it stands: modelgate explain ${nameForCommands(head)}. Nothing was recorded.`
      : `A new review is open: modelgate explain ${nameForCommands(head)}`;
  if (closed.outcome === 'voided') return voided(subject, closed, authority, next);
  if (closed.outcome === 'expired')
    return refusal(
      'expired',
      `the review of ${subject} has expired: ${closed.because}.`,
      said(closed, authority),
      next,
    );
  return refusal(
    'alreadyDecided',
    `the review of ${subject} is already decided: ${closed.because}.`,
    isWriting ? 'It is being applied.' : null,
    said(closed, authority),
    next,
  );
}

function voided(subject: string, closed: ClosedReview, authority: Authority, next: string): Refusal {
  const [, what = null] = /^the evidence changed after the review was opened(?:: (.+))?$/su.exec(closed.because) ?? [];
  if (!closed.because.startsWith('the evidence changed after'))
    return refusal('voided', `the review of ${subject} is void: ${closed.because}.`, said(closed, authority), next);
  const names = [...new Set(closed.answers.map(({ person }) => nameOf(authority.directory, person)))];
  const lost = names.map((name) => `${name}'s answer`);
  return refusal(
    'evidenceChanged',
    `the evidence of ${subject} changed after the review was opened.`,
    what === null ? null : `${what.replace(/^report /u, 'Report ')}.`,
    lost.length === 0 ? 'The review is void.' : `The review is void, ${listed(lost)} with it.`,
    next,
  );
}

/** Each answer with its time and door, so that whoever comes late knows who decided. */
function said({ answers }: Pick<ClosedReview, 'answers'>, { directory }: Authority): string | null {
  const lines = answers.map(
    ({ person, choice, answeredAt, door }) =>
      `${nameOf(directory, person)} ${SAID[choice]}, ${shortTime(answeredAt)}, from ${DOORS[door]}.`,
  );
  return lines.length === 0 ? null : lines.join(' ');
}

/** What somebody did by a choice. */
export const SAID = { Approve: 'approved', Reject: 'rejected', Withdraw: 'withdrew' } as const;

/** The doors in a sentence. */
export const DOORS = {
  Slack: 'Slack',
  Page: 'the page',
  CommandLine: 'the command line',
  Registry: 'the registry',
} as const;

/** All that was needed is given, but decide has not carried it out yet. */
export const alreadyComplete = (head: Head, review: OpenReview, because: string, authority: Authority): Refusal =>
  refusal(
    'alreadyDecided',
    `the review of ${subjectOf(head)} is already decided: ${because}.`,
    'It is being applied.',
    said(review, authority),
    'Nothing was recorded.',
  );

/** The time is over, but decide has not closed it yet. */
export const hasExpired = (head: Head, review: OpenReview, because: string): Refusal => {
  const times = review.requirements.map(({ expiresAfter }) => expiresAfter).filter((time) => time !== null);
  const open = times.length === 0 ? '' : ` (expiresAfter: ${duration(Math.min(...times))})`;
  return refusal(
    'expired',
    `the review of ${subjectOf(head)} has expired: ${because}.`,
    `It was open until ${shortTime(review.expiresAt ?? review.openedAt)}${open}. An expired review is only decided by a new one.`,
    'Nothing was recorded.',
  );
};

/** All is given, and its decision is on its way into the registry at this moment. */
export const beingApplied = (head: Head): Refusal =>
  refusal(
    'beingApplied',
    `decision ${head.decisionId} of ${subjectOf(head)} is being applied, retrying.`,
    'It is written to the registry at this moment; answer again in a moment. Nothing was recorded.',
  );

/** The version is decided and nobody is asked any more. */
export const nobodyAsked = (head: Head): Refusal =>
  refusal(
    'voided',
    `${subjectOf(head)} is ${head.target ?? 'PendingManualApproval'}, no review of it is open.`,
    `Why: modelgate explain ${nameForCommands(head)}. Nothing was recorded.`,
  );
