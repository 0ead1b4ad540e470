// People answer one review at random, two at the same instant, while authority, evidence and time change; a judge of its own counts.
import type * as answerModule from '../../lib/reviews/answer.ts';
import type * as settleModule from '../../lib/reviews/settle.ts';
import type * as portsModule from '../../lib/ports.ts';
import type { Answer, Head, OpenReview } from '../../lib/ledger/head.ts';
import type { ReviewerDirectory } from '../../lib/policy/directory.ts';
import type { OpenRequirement } from '../../lib/policy/policy.ts';
import type { Ledger, Revocation } from '../../lib/ports.ts';
import { headOf, reviewOf } from '../ledger/heads.ts';
import { makeChance, type Chance } from './schedule.ts';

export type AnswerEngine = typeof answerModule & typeof settleModule & Pick<typeof portsModule, 'ConditionFailedError'>;

/** The production code of answers, below lib/. */
export const ANSWER_MODULES = ['reviews/answer.ts', 'reviews/settle.ts', 'ports.ts'];

/** Loads it. */
export async function loadAnswerEngine(): Promise<AnswerEngine> {
  const lib = new URL('../../lib/', import.meta.url);
  const loaded = await Promise.all(
    ANSWER_MODULES.map(async (path): Promise<object> => import(new URL(path, lib).href)),
  );
  return Object.assign({}, ...loaded) as AnswerEngine;
}

const person = (id: string) => ({
  id,
  name: id,
  email: `${id}@example.com`,
  slack: null,
  iamUsers: [],
  studioProfiles: [],
  ssoSessions: [],
});
const PEOPLE = ['amara', 'jonas', 'mei', 'ines', 'tomas'];
/** Asked; Ines trained the model, Tomas is not in the group. */
const ELIGIBLE = ['amara', 'jonas', 'mei'];
const DIRECTORY: ReviewerDirectory = {
  people: PEOPLE.map(person),
  groups: [{ name: 'risk', people: ['amara', 'jonas', 'mei', 'ines'] }],
};
const COUNT = 2;
const EXPIRES_AFTER = 1_000;
const DIGESTS = ['package-1', 'package-2'] as const;

const REQUIREMENT: OpenRequirement = {
  name: 'risk-review',
  reviewers: { groups: ['risk'], people: [] },
  count: COUNT,
  notFrom: ['metadata:trained_by'],
  onUnknownAuthor: 'Allow',
  requireComment: false,
  invalidateOn: ['EvidenceChange'],
  remindEvery: null,
  expiresAfter: EXPIRES_AFTER,
  onExpiry: 'Reject',
  escalateTo: null,
  rejectedBy: 1,
  policy: 'fraud',
  because: [],
};

type World = {
  readonly engine: AnswerEngine;
  readonly chance: Chance;
  readonly broken: string[];
  readonly revoked: Map<string, Revocation>;
  now: number;
  head: Head & { readonly review: OpenReview };
};

/** Lives one history; answers the rules that were broken. */
export async function liveAnswers(seed: number, engine: AnswerEngine): Promise<readonly string[]> {
  const authors = { registrant: null, changedBy: [], metadata: [{ key: 'trained_by', value: 'ines' }] };
  const review = reviewOf({ packageDigest: DIGESTS[0], requirements: [REQUIREMENT], authors, openedAt: 0 });
  const head = { ...headOf({ state: 'done', target: null, verdict: 'RequireReview' }), review };
  const world: World = { engine, chance: makeChance(seed), broken: [], revoked: new Map(), now: 0, head };
  const say = engine.makeAnswer({
    ledger: ledgerOf(world),
    directory: DIRECTORY,
    clock: () => world.now,
    wake: async () => undefined,
    sleep: async () => undefined,
  });
  for (let act = 0; act < 10; act++) {
    world.now += world.chance.between(0, 220);
    changeSomething(world);
    const together = world.chance.pick([1, 2]);
    await Promise.all(Array.from({ length: together }, () => say(answerOf(world))));
    judgeOutcome(world);
  }
  return world.broken;
}

function changeSomething({ chance, revoked, now }: World): void {
  const who = chance.pick(PEOPLE);
  const what = chance.pick(['nothing', 'nothing', 'revoke', 'give back']);
  if (what === 'revoke') revoked.set(who, { by: 'lead', at: now, comment: '' });
  if (what === 'give back') revoked.delete(who);
}

function answerOf({ chance, head }: World) {
  return {
    reviewId: head.review.reviewId,
    personId: chance.pick(PEOPLE),
    choice: chance.pick(['Approve', 'Approve', 'Approve', 'Withdraw', 'Withdraw', 'Reject'] as const),
    comment: '',
    door: chance.pick(['Slack', 'Page', 'CommandLine'] as const),
    packageDigest: chance.pick([null, DIGESTS[0], DIGESTS[0], DIGESTS[1]]),
  };
}

type AnswerLedger = Pick<Ledger, 'readHead' | 'readReviewPointer' | 'readRevoked' | 'putEntry' | 'changeReview'>;

/** HEAD moves by compare-and-set, as in DynamoDB; every move is judged at that moment. */
const ledgerOf = (world: World): AnswerLedger => ({
  readHead: async () => world.head,
  readReviewPointer: async (reviewId) => ({
    reviewId,
    identity: world.head.identity,
    decisionId: world.head.decisionId,
    modelPackageArn: world.head.modelPackageArn,
  }),
  readRevoked: async () => new Map(world.revoked),
  putEntry: async () => undefined,
  changeReview: async (expected, { review, ...next }) => {
    if (expected.entryHash !== world.head.entryHash) throw new world.engine.ConditionFailedError('moved');
    if (!review) throw new Error('an answer took the review away');
    judgeAnswer(world, world.head.review, review.answers.at(-1));
    world.head = { ...next, review };
  },
});

const standing = (answers: readonly Answer[], id: string): Answer | null => {
  const last = answers.findLast((answer) => answer.person === id) ?? null;
  return last?.choice === 'Withdraw' ? null : last;
};

/** Who counts now, by his last word: counted here without any of the production code. */
function voices({ revoked }: World, { answers }: OpenReview, choice: Answer['choice']): number {
  return ELIGIBLE.filter((id) => !revoked.has(id) && standing(answers, id)?.choice === choice).length;
}

function judgeAnswer(world: World, before: OpenReview, given: Answer | undefined): void {
  const broke = (rule: string): number => world.broken.push(rule);
  if (!given) return;
  if (!ELIGIBLE.includes(given.person) || world.revoked.has(given.person)) broke('answered without authority');
  if (given.packageDigest !== before.packageDigest) broke('answered other evidence');
  if (given.choice !== 'Withdraw' && standing(before.answers, given.person)) broke('one person had two voices');
  if (given.answeredAt >= before.openedAt + EXPIRES_AFTER) broke('answered after the time was over');
  if (voices(world, before, 'Approve') >= COUNT || voices(world, before, 'Reject') > 0)
    broke('answered what was decided');
}

function judgeOutcome(world: World): void {
  const { engine, head, revoked, now } = world;
  const end = engine.settle(head.review, { directory: DIRECTORY, revoked }, now)?.outcome ?? null;
  const isRejected = voices(world, head.review, 'Reject') > 0;
  const isMet = !isRejected && voices(world, head.review, 'Approve') >= COUNT;
  if ((end === 'met') !== isMet) world.broken.push('met by another number of people');
  if ((end === 'rejected') !== isRejected) world.broken.push('rejected by another number of people');
}
