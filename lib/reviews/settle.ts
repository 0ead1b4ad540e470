// What a review has come to: enough approvals, enough rejections, or its time is over. Pure.
import { listed } from '../counted.ts';
import type { OpenReview } from '../ledger/head.ts';
import type { ReviewEnd } from '../ledger/review-rules.ts';
import type { ReviewerDirectory } from '../policy/directory.ts';
import { nameOf } from './people.ts';
import { askedWords, isMet, standingsOf, type Authority, type Standing } from './standing.ts';
import { duration } from './duration.ts';

/**
 * Settles a review by the authority of this moment. Rejections come first, then the time: answers that came in time are in the review,
 * later ones are refused, so a review that is met is met whatever the clock says now.
 */
export function settle(review: OpenReview, authority: Authority, now: number): ReviewEnd | null {
  const standings = standingsOf(review, authority);
  const { directory } = authority;
  const rejected = standings.find(({ rejections, requirement }) => rejections.length >= requirement.rejectedBy);
  if (rejected) return { outcome: 'rejected', verdict: 'Reject', because: rejectedBecause(rejected, directory) };
  if (standings.length > 0 && standings.every(isMet))
    return { outcome: 'met', verdict: 'Approve', because: metBecause(standings, directory) };
  const expired = standings.filter((one) => !isMet(one) && one.expiresAt !== null && one.expiresAt <= now);
  return expired.length === 0 ? null : expire(review, expired, directory, now);
}

function rejectedBecause({ rejections, requirement }: Standing, directory: ReviewerDirectory): string {
  const who = listed(rejections.map(({ person }) => nameOf(directory, person)));
  const comments = rejections.map(({ comment }) => comment.trim()).filter((comment) => comment !== '');
  return `${who} rejected ${requirement.name}${comments.length > 0 ? `: ${comments.join('; ')}` : ''}`;
}

/** `2 of 2 risk-approvers approved: Amara and Mei`. */
function metBecause(standings: readonly Standing[], directory: ReviewerDirectory): string {
  const sentences = standings.map(({ requirement, count, approvals }) => {
    const who = listed(approvals.map(({ person }) => nameOf(directory, person)));
    const asked = askedWords(requirement, directory) ?? (count === 1 ? 'reviewer' : 'reviewers');
    return `${approvals.length} of ${count} ${asked} approved: ${who}`;
  });
  return [...new Set(sentences)].join('; ');
}

/** The strictest of what the expired requirements want: Reject, then Hold, then to ask others too. An escalation does not escalate again. */
function expire(
  review: OpenReview,
  expired: readonly Standing[],
  directory: ReviewerDirectory,
  now: number,
): ReviewEnd {
  const because = expired.map((one) => expiredBecause(one, directory)).join('; ');
  const wanted = expired.map(({ requirement }) => onExpiryOf(requirement));
  if (wanted.includes('Reject')) return { outcome: 'expired', verdict: 'Reject', because };
  if (wanted.includes('Hold')) return { outcome: 'expired', verdict: 'Hold', because };
  const late = new Set(expired.map(({ requirement }) => requirement));
  const requirements = review.requirements.map((one) =>
    late.has(one)
      ? { ...one, escalatedAt: now, reviewers: withGroup(one.reviewers, one.escalateTo) }
      : { ...one, askedAt: one.askedAt ?? review.openedAt },
  );
  const groups = [...new Set(expired.map(({ requirement }) => requirement.escalateTo))].filter((one) => one !== null);
  return {
    outcome: 'expired',
    verdict: 'RequireReview',
    because: `${because}; ${listed(groups)} is asked too`,
    requirements,
  };
}

const withGroup = (
  reviewers: Standing['requirement']['reviewers'],
  group: string | null,
): Standing['requirement']['reviewers'] =>
  // Nobody named means everybody: then there is nobody to add.
  group === null || reviewers.groups.length + reviewers.people.length === 0 || reviewers.groups.includes(group)
    ? reviewers
    : { ...reviewers, groups: [...reviewers.groups, group] };

/** What happens when this requirement expires. */
export function onExpiryOf({ onExpiry, escalatedAt }: Standing['requirement']): 'Reject' | 'Escalate' | 'Hold' {
  return onExpiry === 'Escalate' && escalatedAt !== undefined ? 'Hold' : onExpiry;
}

function expiredBecause({ requirement, approvals, count }: Standing, directory: ReviewerDirectory): string {
  const time = requirement.expiresAfter === null ? '' : ` within ${duration(requirement.expiresAfter)}`;
  const whose = askedWords(requirement, directory) ?? 'reviewers';
  const asked = requirement.escalatedAt === undefined ? '' : ' after the escalation';
  if (approvals.length === 0) return `nobody answered ${requirement.name}${time}${asked}`;
  return `only ${approvals.length} of ${count} ${whose} approved ${requirement.name}${time}${asked}`;
}
