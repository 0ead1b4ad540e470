// The open review of a version as the command line shows it: who was asked, who answered, what is missing, and until when.
import type { AnswerState, PersonState, RequirementState, ReviewState } from '../../lib/ledger/review-state.ts';
import type { Way } from '../../lib/policy/to-be-approved.ts';
import { DOORS } from '../../lib/reviews/refusal.ts';
import { longTime, spanText } from '../../lib/times.ts';

export type ReviewShown = {
  /** `Needs 2 of risk-approvers; 1 given`. */
  readonly headline: string;
  /** `Review risk-review, open until 20 Nov 2026, 09:44 UTC (1 d 17 h left), then Rejected`. */
  readonly state: string;
  readonly people: readonly PersonShown[];
  /** What answers would approve. */
  readonly ways: readonly Way[];
};

type PersonShown = { readonly mark: 'pass' | 'fail' | 'open' | 'skip'; readonly name: string; readonly text: string };

/** `target` is how the version is named on the command line: `fraud-card/8`. */
export function reviewShownOf(review: ReviewState, target: string, now: number): ReviewShown {
  return {
    headline: review.sentence,
    state: stateOf(review, now),
    people: review.people.map(personShown),
    ways: waysOf(review.requirements, target),
  };
}

function stateOf({ requirements, expiresAt, onExpiry }: ReviewState, now: number): string {
  const names = [...new Set(requirements.map(({ name }) => name))].join(', ');
  if (expiresAt === null) return `Review ${names}, open without a deadline`;
  const left = expiresAt > now ? `${spanText(expiresAt - now)} left` : 'over, not closed yet';
  return `Review ${names}, open until ${longTime(expiresAt)} (${left})${onExpiry === null ? '' : `. ${onExpiry}`}`;
}

function personShown({ name, state, because, answer }: PersonState): PersonShown {
  switch (state) {
    case 'approved':
      return { mark: 'pass', name, text: said('approved', answer) };
    case 'rejected':
      return { mark: 'fail', name, text: said('rejected', answer) };
    case 'mayAnswer':
      return { mark: 'open', name, text: 'may answer' };
    case 'mayNot':
      return { mark: 'skip', name, text: `may not${because === null ? '' : `: ${because}`}` };
    default:
      return state satisfies never;
  }
}

const said = (what: string, answer: AnswerState | null): string =>
  answer === null
    ? what
    : `${what}, ${longTime(answer.answeredAt)}, from ${DOORS[answer.door]}${answer.comment === '' ? '' : `: "${answer.comment}"`}`;

/** All requirements have to be met, so they are one way. */
function waysOf(requirements: readonly RequirementState[], target: string): readonly Way[] {
  const open = requirements.filter(({ missing }) => missing > 0);
  if (open.length === 0) return [];
  const comment = open.some(({ requireComment }) => requireComment) ? ' --comment "..."' : '';
  return [
    {
      text: open.map(wishOf).join(', and '),
      commands: [`modelgate approve ${target}${comment}`],
      tryValues: [],
    },
  ];
}

function wishOf({ missing, given, people, asked }: RequirementState): string {
  const may = people.filter(({ state }) => state === 'mayAnswer').map(({ name }) => name);
  const more = `${missing}${given > 0 ? ' more' : ''}`;
  const verb = missing === 1 ? 'approves' : 'approve';
  return may.length === 0
    ? `${more} of ${asked} ${verb}, but nobody of them may: see policies`
    : `${more} of ${may.join(', ')} ${verb}`;
}
