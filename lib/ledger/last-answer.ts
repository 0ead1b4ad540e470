// One voice a person: what he said last in a review, if that was not to withdraw.
import type { Answer, OpenReview } from './head.ts';

/** The answer of each person that stands, in the order in which they were given. */
export function lastAnswers({ answers }: Pick<OpenReview, 'answers'>): readonly Answer[] {
  const last = new Map<string, Answer>();
  for (const answer of answers) {
    last.delete(answer.person);
    if (answer.choice !== 'Withdraw') last.set(answer.person, answer);
  }
  return [...last.values()];
}

/** The standing answer of one person; null where there is none. */
export const lastAnswer = (review: Pick<OpenReview, 'answers'>, person: string): Answer | null =>
  lastAnswers(review).find((answer) => answer.person === person) ?? null;

/** HEAD keeps all that was said in a review and has to fit into one item of the ledger: a comment is up to 6 KB there, an item 400 KB. */
const MOST_OF_A_PERSON = 10;

/** Whether this person has answered and withdrawn so often that nothing more is taken but a withdrawal. */
export const hasSaidEnough = ({ answers }: Pick<OpenReview, 'answers'>, person: string): boolean =>
  answers.filter((one) => one.person === person).length >= MOST_OF_A_PERSON;
