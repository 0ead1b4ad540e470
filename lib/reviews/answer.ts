// Records what one person says about an open review: authority at this moment, the digest that was shown, one compare-and-set.
import { setTimeout as wait } from 'node:timers/promises';
import { parseModelPackageArn } from '../identity.ts';
import { entryOf } from '../ledger/entries.ts';
import type { Answer, Head, OpenReview } from '../ledger/head.ts';
import { lastAnswer } from '../ledger/last-answer.ts';
import { answer, whyRefused, type AnswerRefused } from '../ledger/transitions.ts';
import type { Person, ReviewerDirectory } from '../policy/directory.ts';
import { ConditionFailedError, type Clock, type Ledger, type Wake } from '../ports.ts';
import { shortTime } from '../times.ts';
import type { AnswerOutcome, AnswerReview, GivenAnswer, Refusal } from './answering.ts';
import { claimsAsked, withClaims } from './claims.ts';
import {
  alreadyComplete,
  beingApplied,
  DOORS,
  hasExpired,
  nameForCommands,
  nobodyAsked,
  refusal,
  SAID,
  whyNotThisPerson,
  whyOver,
} from './refusal.ts';
import { reviewStateOf, sentenceOf, subjectOf } from './review-state.ts';
import { settle } from './settle.ts';
import type { Authority } from './standing.ts';

export type AnswerPorts = {
  readonly ledger: Pick<Ledger, 'readHead' | 'readReviewPointer' | 'readRevoked' | 'putEntry' | 'changeReview'>;
  readonly directory: ReviewerDirectory;
  readonly clock: Clock;
  readonly wake: Wake;
  /** Pauses before another try, in milliseconds; real time where left out. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
};

/** Slack waits three seconds: what is still being applied after these tries is told so. */
const TRIES = 6;
const PAUSE = 150;
/** A comment travels in items and events. */
const LONGEST_COMMENT = 2000;

/** Makes the one way in for answers, whatever the door. It stores and wakes; decide carries out. */
export function makeAnswer(ports: AnswerPorts): AnswerReview {
  const sleep = ports.sleep ?? ((milliseconds: number) => wait(milliseconds));
  return async (given) => {
    const pointer = await ports.ledger.readReviewPointer(given.reviewId);
    if (!pointer) return refusal('unknownReview', 'there is no such review.', 'Open the newest message about it.');
    for (let attempt = 1; ; attempt++) {
      const outcome = await answerOnce(ports, given, pointer.identity);
      const mayPass = outcome === 'moved' || (outcome.outcome === 'refused' && outcome.reason === 'beingApplied');
      if (outcome !== 'moved' && (!mayPass || attempt >= TRIES)) return outcome;
      if (attempt >= TRIES * 2) throw new Error(`HEAD of ${pointer.modelPackageArn} kept moving`);
      await sleep(PAUSE);
    }
  };
}

async function answerOnce(ports: AnswerPorts, given: GivenAnswer, identity: string): Promise<AnswerOutcome | 'moved'> {
  const [head, revoked] = await Promise.all([ports.ledger.readHead(identity), ports.ledger.readRevoked()]);
  if (!head) return refusal('unknownReview', 'this review was never opened.', 'Wait for the message about it.');
  const directory = withClaims(ports.directory, new Map([[given.personId, given.claimedGroups ?? []]]));
  const authority: Authority = { directory, revoked };
  const person = directory.people.find(({ id }) => id === given.personId);
  if (!person) return unknownPerson(head, given);
  const { review } = head;
  if (review?.reviewId !== given.reviewId) return whyGone(head, given, authority);
  const refused = whyNotThisPerson(head, review, person, given, authority);
  if (refused) return refused;
  const said = saidBy(person, given, review, ports.clock(), authority);
  const why = whyRefused(head, { reviewId: given.reviewId, answer: said }, (one, now) => settle(one, authority, now));
  if (why === 'repeated') return recorded(head, review, person, given, authority, true);
  if (why !== null) return refusedBy(why, { head, review, person, said, authority });
  return record(ports, { head, review, person, given, said, authority });
}

/** The answer as it is kept; its sentence says how the review stands with it. */
function saidBy(person: Person, given: GivenAnswer, review: OpenReview, now: number, authority: Authority): Answer {
  const { choice, door } = given;
  const packageDigest = given.packageDigest ?? review.packageDigest;
  const comment = given.comment.trim().slice(0, LONGEST_COMMENT).toWellFormed();
  const groups = claimsAsked(review, given.claimedGroups);
  const said = { person: person.id, choice, comment, door, packageDigest, answeredAt: now };
  const bare: Answer = { ...said, ...(groups.length > 0 && { groups }) };
  return { ...bare, sentence: sentenceOf({ ...review, answers: [...review.answers, bare] }, authority) };
}

type Saying = {
  readonly head: Head;
  readonly review: OpenReview;
  readonly person: Person;
  readonly said: Answer;
  readonly authority: Authority;
};

/** The entry first, then HEAD onto it: of two at the same instant one comes through, the other looks again. */
async function record(
  ports: AnswerPorts,
  saying: Saying & { readonly given: GivenAnswer },
): Promise<AnswerOutcome | 'moved'> {
  const { head, said, given, person, authority } = saying;
  const { identity, revision, entryHash: previous } = head;
  const entry = entryOf({ kind: 'answered', identity, revision, previous, answer: said });
  const moved = answer(head, { reviewId: given.reviewId, answer: said, entryHash: entry.hash }, () => null);
  if ('refused' in moved || !moved.head.review) return 'moved';
  await ports.ledger.putEntry(entry, []);
  try {
    await ports.ledger.changeReview(head, moved.head);
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) throw error;
    // Our own write whose answer was lost looks the same: then the repetition is told as recorded.
    return 'moved';
  }
  await wakeDecide(ports, moved.head);
  return recorded(moved.head, moved.head.review, person, given, authority, false);
}

/** A lost wake only costs time: the answer is due in the ledger, and the next sweep finds it. */
async function wakeDecide({ wake }: AnswerPorts, head: Head): Promise<void> {
  await wake(parseModelPackageArn(head.modelPackageArn), 'answered').catch(() => undefined);
}

function recorded(
  head: Head,
  review: OpenReview,
  person: Person,
  { choice }: GivenAnswer,
  authority: Authority,
  isRepeat: boolean,
): AnswerOutcome {
  const state = reviewStateOf(head, authority);
  if (!state) throw new Error(`HEAD of ${head.modelPackageArn} lost its review while it was answered`);
  const end = settle(review, authority, review.answers.at(-1)?.answeredAt ?? review.openedAt);
  const sentence = `${person.name} ${SAID[choice]} ${state.subject}; ${end?.because ?? state.sentence}`;
  return { outcome: 'recorded', isRepeat, isComplete: end !== null, sentence, state };
}

function refusedBy(why: AnswerRefused, { head, review, person, said, authority }: Saying): Refusal {
  const end = settle(review, authority, said.answeredAt);
  if (why === 'complete') return alreadyComplete(head, review, end?.because ?? '', authority);
  if (why === 'expired') return hasExpired(head, review, end?.because ?? '');
  if (why === 'applying') return beingApplied(head);
  if (why === 'answered before') return answeredBefore(head, review, person);
  if (why === 'too often')
    return refusal(
      'tooOften',
      `${person.name} has answered ${subjectOf(head)} and withdrawn that too often.`,
      'Others who are asked may answer. Nothing was recorded.',
    );
  if (why === 'nothing to withdraw')
    return refusal(
      'nothingToWithdraw',
      `${person.name} has no answer to ${subjectOf(head)} that could be withdrawn.`,
      'Nothing was recorded.',
    );
  return refusal(
    'evidenceChanged',
    `the evidence of ${subjectOf(head)} is not the one that was shown.`,
    `Read it again and answer then: modelgate explain ${nameForCommands(head)}. Nothing was recorded.`,
  );
}

function answeredBefore(head: Head, review: OpenReview, person: Person): Refusal {
  const before = lastAnswer(review, person.id);
  const when = before ? `, ${shortTime(before.answeredAt)}, from ${DOORS[before.door]}` : '';
  return refusal(
    'answeredBefore',
    `${person.name} has answered ${subjectOf(head)} already.`,
    `${person.name} ${SAID[before?.choice ?? 'Approve']}${when}. One person has one voice, through whatever door.`,
    `To change it, withdraw first: modelgate withdraw ${nameForCommands(head)}. Nothing was recorded.`,
  );
}

/** The review that was shown is not the open one: it is over, or was replaced. */
function whyGone(head: Head, given: GivenAnswer, authority: Authority): Refusal {
  if (head.lastReview?.reviewId === given.reviewId) return whyOver(head, head.lastReview, authority);
  if (!head.review) return nobodyAsked(head);
  return refusal(
    'voided',
    `the review of ${subjectOf(head)} that was shown is void, another is open.`,
    `Read it: modelgate explain ${nameForCommands(head)}. Nothing was recorded.`,
  );
}

const unknownPerson = (head: Head, { personId }: GivenAnswer): Refusal =>
  refusal(
    'unknownPerson',
    `nobody in the reviewer directory is \`${personId}\`.`,
    `Whoever answers ${subjectOf(head)} has to stand in kind: ReviewerDirectory. Nothing was recorded.`,
  );
