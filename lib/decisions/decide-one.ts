// One package version of a batch: its look, its update's turn, the protocol, and what is told of it.
import { NotYetError } from '../errors.ts';
import type { Champions } from '../evidence/champion.ts';
import type { ModelPackageArn } from '../identity.ts';
import { weakestMode } from '../ledger/mode.ts';
import { METRICS } from '../observe.ts';
import { makeSetsInMotion } from '../policy/consequences.ts';
import { governing } from '../policy/match.ts';
import type { Mode } from '../policy/policy.ts';
import { makeCompose } from './compose.ts';
import type { ReadContacts } from './contacts.ts';
import type { Heard } from './decide-batch.ts';
import type { DecidePorts, Place } from './decide-ports.ts';
import { makeLook, type LookPorts } from './look.ts';
import type { Outbox } from './outbox.ts';
import type { PacedRegistry } from './paced-registry.ts';
import { sendUpdate } from './send-update.ts';
import { patiently, type Sleep } from './patiently.ts';
import type { ReadHeadNow } from './read-heads.ts';
import { makeSettlePackage, type Settled } from './settle-package.ts';
import type { Candidate } from './survey.ts';

export type DecideOnePorts = DecidePorts & {
  readonly readContacts: ReadContacts;
  /** Digest of the policy files as deployed. */
  readonly policyTexts: string;
  readonly sleep: Sleep;
};

/** What the versions of one batch share. */
export type Shared = {
  readonly place: Place;
  readonly registry: PacedRegistry;
  readonly champions: Champions;
  readonly outbox: Outbox;
  readonly readHeadNow: ReadHeadNow;
};

/**
 * Decides one version and carries it out. `onLanded` is called when its write has landed: the next version of the group need not wait
 * for the event. Throws NotYetError where it has to wait.
 */
export async function decideOne(
  ports: DecideOnePorts,
  shared: Shared,
  candidate: Candidate,
  onLanded: () => void,
): Promise<Settled> {
  const { place, registry, champions, outbox } = shared;
  const { arn, identity } = candidate;
  const { clock, build, newToken, policyTexts } = ports;
  const mode = effectiveMode(ports.mode, place.modes, arn);
  const began = clock();
  const policies = governing(ports.policies, arn);
  const { look, gathered } = makeLook(lookPortsOf(ports, shared), arn, policies, () => place.summaryInBatch(arn));
  const context = { mode, build, trigger: triggerOf(candidate), clock, identity, newToken, policyTexts };
  const turn = await registry.turnToUpdate();
  const settlePackage = makeSettlePackage({
    ...ports,
    update: (request, maySign) => tracedUpdate(ports, arn, () => sendUpdate(turn, request, maySign)),
    turnToPublish(decision) {
      if (decision.verdict === 'Approve' && decision.origin === 'Gate') champions.carryForward(arn, gathered());
      turn.release();
      onLanded();
      return outbox.turn();
    },
  });
  const settle = async (): Promise<Settled> => {
    const firstHead = await headOf(ports, shared, candidate);
    const compose = makeCompose(gathered, context);
    const hint = loudest(candidate);
    return settlePackage({ identity, modelPackageArn: arn.arn, firstHead, hint, look, compose, mode });
  };
  const settled = await settle().finally(turn.release);
  report(ports, candidate, settled, began);
  return settled;
}

/**
 * HEAD as the batch read it; where copies are about, it is read again: that is cheaper than a look that somebody else has just had. A
 * summary of the batch still serves where there is none: no HEAD is ever deleted, so there was none before. Throws NotYetError where
 * another worker was faster: what this batch read about the version is out of date, and a later batch will find nothing left to do.
 */
async function headOf({ sleep }: DecideOnePorts, { place, readHeadNow }: Shared, one: Candidate) {
  const known = place.heads.get(one.identity) ?? null;
  if (!place.hasCopies) return known;
  const head = await patiently(sleep, () => readHeadNow(one.identity));
  if (head && (head.entryHash !== known?.entryHash || head.state !== known.state))
    throw new NotYetError(`${one.arn.arn}: another worker was faster`, 1);
  return head;
}

/** The write as a call of its own in the trace, whatever became of it. */
async function tracedUpdate<T>(
  { observe, clock }: Pick<DecideOnePorts, 'observe' | 'clock'>,
  arn: ModelPackageArn,
  send: () => Promise<T>,
): Promise<T> {
  const began = clock();
  try {
    return await send();
  } finally {
    const annotations = { modelPackageArn: arn.arn };
    observe.traced({ name: 'UpdateModelPackage', began, ended: clock(), annotations, isCall: true });
  }
}

const lookPortsOf = (ports: DecideOnePorts, { registry, champions }: Shared): LookPorts => ({
  clock: ports.clock,
  registry,
  gatherEvidence: ports.gatherEvidence,
  readContacts: ports.readContacts,
  setsInMotion: makeSetsInMotion(ports.policies),
  ...(ports.prepareReview && { prepareReview: ports.prepareReview }),
  champion: (one, needs) => champions.of(one, needs),
  keptChampion: (champion) => champions.keptOf(champion),
});

/** The weakest of stack, ledger and group. */
const effectiveMode = (stack: Mode, modes: Place['modes'], arn: ModelPackageArn): Mode =>
  weakestMode([stack, modes.stack, modes.groups.get(arn.group.toLowerCase())]);

/** Of all hints about a package the one that can't be skipped: a wake without a time, else the newest. */
function loudest({ hints }: Candidate): { status: Heard['hint']['status']; modifiedAt: number | null } {
  const [newest] = hints.toSorted((a, b) => (b.modifiedAt ?? Infinity) - (a.modifiedAt ?? Infinity));
  const foreign = hints.find(({ status }) => status !== null && status !== 'PendingManualApproval');
  const loud = newest?.modifiedAt === null ? newest : (foreign ?? newest);
  return { status: loud?.status ?? null, modifiedAt: loud?.modifiedAt ?? null };
}

const triggerOf = ({ hints }: Candidate): string => {
  const [hint] = hints;
  return hint?.source === 'lookAgain'
    ? `Model Package Look Again: ${hint.reason ?? 'no reason given'}`
    : 'SageMaker Model Package State Change';
};

function report(
  { observe, clock }: DecideOnePorts,
  { arn, summary }: Candidate,
  settled: Settled,
  began: number,
): void {
  const { decision, step, head } = settled;
  if (step === 'nothing' || !decision) return;
  observe.info('decision', {
    decisionId: decision.decisionId,
    modelPackageArn: arn.arn,
    verdict: decision.verdict,
    origin: decision.origin,
    milliseconds: clock() - began,
  });
  const { verdict, decisionId } = decision;
  const annotations = { decisionId, verdict, modelPackageArn: arn.arn, modelPackageGroup: arn.group };
  observe.traced({ name: 'decide', began, ended: clock(), annotations });
  observe.count(METRICS.decisions, 1, { verdict });
  for (const { policy } of decision.policies) observe.count(METRICS.decisions, 1, { verdict, policy });
  observe.milliseconds(METRICS.timeToDecision, clock() - summary.creationTime);
  if (decision.hold) observe.count(METRICS.holds, 1, { cause: decision.hold.cause });
  const ended = head?.lastReview;
  if (ended?.decisionId === decision.decisionId && ended.outcome === 'voided') observe.count(METRICS.reviewsVoided);
}
