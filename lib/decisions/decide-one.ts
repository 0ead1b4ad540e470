// One package version of a batch: its look, its update's turn, the protocol, and what is told of it.
import type { Champions } from '../evidence/champion.ts';
import { arnKey, type ModelPackageArn } from '../identity.ts';
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
import type { PacedRegistry } from './paced-registry.ts';
import { sendUpdate } from './send-update.ts';
import { makeSettlePackage, type Settled } from './settle-package.ts';
import type { Candidate } from './survey.ts';

export type DecideOnePorts = DecidePorts & {
  readonly readContacts: ReadContacts;
  /** Digest of the policy files as deployed. */
  readonly policyTexts: string;
};

/** What the versions of one batch share. */
export type Shared = { readonly place: Place; readonly registry: PacedRegistry; readonly champions: Champions };

/** Decides one version and carries it out. Throws NotYetError where it has to wait. */
export async function decideOne(ports: DecideOnePorts, shared: Shared, candidate: Candidate): Promise<Settled> {
  const { place, registry, champions } = shared;
  const { arn, identity } = candidate;
  const { clock, build, newToken, policyTexts } = ports;
  const mode = effectiveMode(ports.mode, place.modes, arn);
  const began = clock();
  const policies = governing(ports.policies, arn);
  const summary = place.shared.get(arnKey(arn)) ?? null;
  const { look, gathered } = makeLook(lookPortsOf(ports, shared), arn, policies, summary);
  const context = { mode, build, trigger: triggerOf(candidate), clock, identity, newToken, policyTexts };
  const turn = await registry.turnToUpdate();
  const settlePackage = makeSettlePackage({
    ...ports,
    update: (request, maySign) => sendUpdate(turn, request, maySign),
  });
  const settled = await settlePackage({
    identity,
    modelPackageArn: arn.arn,
    firstHead: place.heads.get(identity) ?? null,
    hint: loudest(candidate),
    look,
    compose: makeCompose(gathered, context),
    mode,
  }).finally(turn.release);
  if (settled.step === 'decided' && settled.decision?.verdict === 'Approve' && settled.decision.origin === 'Gate')
    champions.carryForward(arn, gathered());
  report(ports, candidate, settled, began);
  return settled;
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
  observe.count(METRICS.decisions, 1, { verdict: decision.verdict });
  observe.milliseconds(METRICS.timeToDecision, clock() - summary.creationTime);
  if (decision.hold?.cause === 'System') observe.count(METRICS.systemHolds);
  const ended = head?.lastReview;
  if (ended?.decisionId === decision.decisionId && ended.outcome === 'voided') observe.count(METRICS.reviewsVoided);
}
