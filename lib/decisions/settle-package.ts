// The protocol for one package version: read HEAD, look, plan, claim, write, publish, close. The only way to the registry's write.
import { NotYetError } from '../errors.ts';
import type { Head, OpenReview } from '../ledger/head.ts';
import type { Draft, Hint, Look } from '../ledger/look.ts';
import { draftOf } from '../ledger/drafts.ts';
import { isJustClaimed } from '../ledger/limits.ts';
import { isBehindHint, isOldNews, plan, type PlanRules } from '../ledger/plan.ts';
import { NOBODY, type ReadReviewRules } from '../ledger/review-rules.ts';
import { recordRegistryAnswer, tell } from './tell.ts';
import type { Mode } from '../policy/policy.ts';
import type { Bus, Clock, Ledger, NewToken, Recording, RegistryUpdate } from '../ports.ts';
import { claim, takeOver, type Claimed } from './claim.ts';
import type { Decision } from './decision.ts';
import { patiently, type Sleep, sleepInTime } from './patiently.ts';
import { publishAndClose, readRecorded } from './publish-and-close.ts';
import { raiseOverwritten } from './raise-overwritten.ts';
import { writeRegistry } from './write-registry.ts';

/** `decided`: a revision was carried out by this call; `finished`: somebody else's was; `decision` is the newest of them. */
export type Settled = {
  readonly step: 'nothing' | 'decided' | 'finished';
  readonly head: Head | null;
  readonly decision: Decision | null;
};

export type SettlePorts = {
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly update: (request: RegistryUpdate, maySign: () => boolean) => Promise<void>;
  /** Told of a decision whose write has landed; resolves when its events may leave, so that those of a batch can travel together. At once where left out. */
  readonly turnToPublish?: (decision: Decision) => Promise<void>;
  readonly build: number;
  readonly stack: string;
  /** Who counts and what answers come to. Without it no review ever completes. */
  readonly reviewRules?: ReadReviewRules;
  /** Pauses between attempts; real time where left out. */
  readonly sleep?: Sleep;
};

/** The ports with their defaults filled in, as the steps take them. */
export type SettlePortsFull = SettlePorts & Required<Pick<SettlePorts, 'reviewRules' | 'sleep' | 'turnToPublish'>>;
/** What a revision needs that writes nothing to the registry. */
export type RevisionPorts = Omit<SettlePortsFull, 'update' | 'reviewRules' | 'turnToPublish'>;

/** Writes a drafted revision down: its document, its registry write, what to keep, the review it opens. */
export type Compose = (
  draft: Draft,
  seen: Look,
  revision: number,
  decisionId: string,
) => {
  decision: Decision;
  update: Omit<RegistryUpdate, 'clientToken'> | null;
  recordings: readonly Recording[];
  review: OpenReview | null;
  /** Recorded without an event. */
  isSilent?: boolean;
};

export type SettleArgs = {
  readonly identity: string;
  readonly modelPackageArn: string;
  /** HEAD read before the first look. */
  readonly firstHead: Head | null;
  readonly hint: Hint;
  /** Looks at the registry; null where the version was deleted meanwhile. */
  readonly look: (head: Head | null) => Promise<Look | null>;
  readonly compose: Compose;
  /** Effective mode: in Audit nothing is written to the registry and nobody is asked. */
  readonly mode: Mode;
};

const ROUNDS = 4;
const NOTHING: Settled = { step: 'nothing', head: null, decision: null };

/**
 * Makes the protocol for one package version. It throws NotYetError (with seconds to wait) where another worker is at it, ThrottledError
 * and UnansweredError where AWS did not answer: the message stays in the queue, and whoever gets it next goes on from HEAD.
 */
export function makeSettlePackage(given: SettlePorts): (args: SettleArgs) => Promise<Settled> {
  const ports: SettlePortsFull = {
    reviewRules: async () => NOBODY,
    sleep: sleepInTime,
    turnToPublish: async () => undefined,
    ...given,
  };
  return async (args) => {
    let settled = NOTHING;
    for (let round = 0; round < ROUNDS; round++) {
      const read = () => ports.ledger.readHead(args.identity);
      const head = round === 0 ? args.firstHead : await patiently(ports.sleep, read);
      const outcome = await settleOnce(ports, args, head);
      if (outcome.step === 'finished') settled = outcome;
      else return outcome.step === 'nothing' && settled.step === 'finished' ? settled : outcome;
    }
    throw new NotYetError(`HEAD of ${args.modelPackageArn} kept moving`, 5);
  };
}

/** One round, from a HEAD to one step. After `finished` HEAD is read again: what follows may be a decision of ours. */
async function settleOnce(ports: SettlePortsFull, args: SettleArgs, head: Head | null): Promise<Settled> {
  const nothing: Settled = { step: 'nothing', head, decision: null };
  if (isOldNews(head, args.hint)) return nothing;
  if (head?.state === 'applying' && isJustClaimed(head, ports.clock()))
    throw new NotYetError(`${args.modelPackageArn}: another worker is at it`, secondsUntil(ports, head.leaseUntil));
  const seen = await patiently(ports.sleep, () => args.look(head));
  // Deleted: what is unfinished about it falls due, and the wake that says so names the identity to end.
  if (!seen) return nothing;
  await raiseOverwritten(ports, head, args.hint, seen);
  if (isBehindHint(args.hint, seen))
    throw new NotYetError(`${args.modelPackageArn}: the registry does not show what its event says yet`, 5);
  const reviews = head?.review ? await patiently(ports.sleep, ports.reviewRules) : NOBODY;
  const rules: PlanRules = { build: ports.build, mode: args.mode, reviews };
  const next = plan(head, seen, rules);
  if (next.step === 'wait')
    throw new NotYetError(`${args.modelPackageArn}: ${next.why}`, secondsUntil(ports, next.until));
  if (next.step === 'decide') return carryOut(ports, args, seen, await claim(ports, args, head, next, seen));
  if (head && next.step === 'answer') return recordRegistryAnswer(ports, head, next.answer);
  if (head && next.step === 'tell') return tell(ports, head, reviews, seen.lookedAt);
  if (head && next.step === 'finish') return finish(ports, head);
  if (head && next.step === 'takeOver') return carryOut(ports, args, seen, await resume(ports, args, head, seen));
  return nothing;
}

const secondsUntil = ({ clock }: SettlePortsFull, time: number): number => (time - clock()) / 1000 + 1;

/** The write first, then the event, then HEAD: nothing is announced that has not landed. */
async function carryOut(ports: SettlePortsFull, args: SettleArgs, seen: Look, mine: Claimed): Promise<Settled> {
  if (mine.update) await writeRegistry(ports, args, mine.head, mine.update, seen);
  await ports.turnToPublish(mine.decision);
  const head = await publishAndClose(ports, mine.head, mine, mine.isSilent);
  return { step: 'decided', head, decision: mine.decision };
}

async function finish(ports: SettlePortsFull, head: Head): Promise<Settled> {
  const recorded = await readRecorded(ports, head);
  return { step: 'finished', head: await publishAndClose(ports, head, recorded), decision: recorded.decision };
}

/** Takes an unfinished revision over: what it says comes from the ledger, only the registry write is composed anew. */
async function resume(ports: SettlePortsFull, args: SettleArgs, head: Head, seen: Look): Promise<Claimed> {
  const { decision, entryHash } = await readRecorded(ports, head);
  const mine = await takeOver(ports, head);
  const draft = draftOf(head, decision.supersedes);
  const { update, isSilent = false } = args.compose(draft, seen, head.revision, head.decisionId);
  return { head: mine, decision, entryHash, update, isSilent };
}
