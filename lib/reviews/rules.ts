// What the protocol is handed about people: the rules by the authority of one moment, and the hold for a version nobody knows the author of.
import type { Answer, OpenReview } from '../ledger/head.ts';
import { hasSaidEnough, lastAnswer } from '../ledger/last-answer.ts';
import type { Look } from '../ledger/look.ts';
import type { PrepareReview, ReadReviewRules, ReviewRules } from '../ledger/review-rules.ts';
import { directoryOf, personOfActor, type ReviewerDirectory } from '../policy/directory.ts';
import { addMetadataCommand } from '../policy/missing.ts';
import type { Ledger } from '../ports.ts';
import { unknownAuthor } from './authors.ts';
import { sentenceOf } from './review-state.ts';
import { settle } from './settle.ts';
import { standingsOf, type Authority } from './standing.ts';

/** Both as decide takes them. */
export const makeReviewPorts = (
  ledger: Pick<Ledger, 'readRevoked'>,
  policies: { readonly directories: readonly ReviewerDirectory[] },
): { readonly reviewRules: ReadReviewRules; readonly prepareReview: PrepareReview } => {
  const directory = directoryOf(policies);
  return {
    reviewRules: makeReadReviewRules({ ledger, directory }),
    prepareReview: makePrepareReview(directory),
  };
};

/** Reads who lost authority each time: `modelgate revoke` works at once. */
export const makeReadReviewRules =
  (ports: { readonly ledger: Pick<Ledger, 'readRevoked'>; readonly directory: ReviewerDirectory }): ReadReviewRules =>
  async () =>
    rulesBy({ directory: ports.directory, revoked: await ports.ledger.readRevoked() });

/** The rules by this authority. */
export const rulesBy = (authority: Authority): ReviewRules => ({
  settle: (review, now) => settle(review, authority, now),
  registryAnswer: (review, seen) => registryAnswer(review, seen, authority),
  sentence: (review) => sentenceOf(review, authority),
});

/** A comment can't be demanded in the registry: what stands in ApprovalDescription is not known to be his. */
function registryAnswer(review: OpenReview, seen: Look, authority: Authority): Answer | null {
  const person = personOfActor(authority.directory, seen.lastModifiedBy);
  const choice = seen.status === 'Approved' ? 'Approve' : 'Reject';
  const before = person && lastAnswer(review, person.id);
  // Whoever has said something else has to withdraw it first, as at every door: until then the status is nobody's answer.
  const hasSaid = before !== null && before.choice !== 'Withdraw';
  if (!person || hasSaid || hasSaidEnough(review, person.id) || !mayAnswer(review, person.id, authority)) return null;
  const answer: Answer = {
    person: person.id,
    choice,
    comment: '',
    door: 'Registry',
    packageDigest: review.packageDigest,
    answeredAt: seen.lookedAt,
  };
  const answers = [...review.answers, answer];
  return { ...answer, sentence: sentenceOf({ ...review, answers }, authority) };
}

/** Whether at least one requirement asks this person and none of its rules keeps him out of it. */
export const mayAnswer = (review: OpenReview, person: string, authority: Authority): boolean =>
  standingsOf(review, authority).some(
    ({ asked, excluded }) => asked.some(({ id }) => id === person) && !excluded.has(person),
  );

/** A review that holds for an unknown author is no request to anybody: the registrant hears what is missing instead. */
const makePrepareReview =
  (directory: ReviewerDirectory): PrepareReview =>
  (assessment, authors, arn) => {
    if (assessment.verdict !== 'RequireReview') return assessment;
    const held = assessment.requirements.flatMap((requirement) => {
      const sentence = requirement.onUnknownAuthor === 'Hold' ? unknownAuthor(requirement, authors, directory) : null;
      return sentence === null ? [] : [{ requirement, sentence: `${requirement.name}: ${sentence}` }];
    });
    if (held.length === 0) return assessment;
    const keys = held.flatMap(({ requirement }) => requirement.notFrom).filter((one) => one.startsWith('metadata:'));
    const missing = [...new Set(keys)].map(
      (one) =>
        `a person of the reviewer directory in metadata key \`${one.slice(9)}\`: ${addMetadataCommand(arn.arn, one.slice(9))}`,
    );
    const sentences = [...new Set(held.map(({ sentence }) => sentence))];
    return {
      ...assessment,
      verdict: 'Hold',
      holdCause: 'Evidence',
      isWaiting: false,
      requirements: [],
      reasons: [...sentences, ...assessment.reasons],
      missing: [...assessment.missing, ...missing],
    };
  };
