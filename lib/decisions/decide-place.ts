// One account and region of a batch: read everything that is shared once, then decide each package, those of one group in ascending version order.
import { NotYetError } from '../errors.ts';
import { makeChampions } from '../evidence/champion.ts';
import type { GatherEvidence } from '../evidence/gather.ts';
import { arnKey, type ModelPackageArn } from '../identity.ts';
import type { Head } from '../ledger/head.ts';
import type { PrepareReview, ReadReviewRules } from '../ledger/review-rules.ts';
import { METRICS, type Observe } from '../observe.ts';
import type { PolicySet } from '../policy/load.ts';
import { governing } from '../policy/match.ts';
import { needsOf } from '../policy/needs.ts';
import type { Pacer } from '../pacer.ts';
import type { Mode, Needs } from '../policy/policy.ts';
import type { Bus, Clock, Ledger, NewToken, Registries, Registry } from '../ports.ts';
import { makeCompose } from './compose.ts';
import { makeReadContacts, type ReadContacts } from './contacts.ts';
import type { DecidePlace, Heard } from './decide-batch.ts';
import { makeLook, type SharedSummary } from './look.ts';
import { makeSettlePackage, type SettlePorts, type Settled } from './settle-package.ts';
import { candidateOf, isOldNews, leftAlone, readSummaries, type Candidate } from './survey.ts';
import { sendUpdate } from './send-update.ts';
import { pacedRegistry, type PacedRegistry } from './paced-registry.ts';
import { type Sleep, sleepInTime } from './patiently.ts';
import { pooled } from './pooled.ts';

export type DecidePorts = {
  readonly registries: Registries;
  readonly ledger: Ledger;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly newToken: NewToken;
  readonly observe: Observe;
  readonly gatherEvidence: GatherEvidence;
  readonly policies: PolicySet;
  readonly stack: string;
  readonly build: number;
  readonly mode: Mode;
  /** First deployment, where known; otherwise the ledger remembers the first time it was asked. */
  readonly deployedAt: number;
  /** How fast this process may call each operation of each registry. */
  readonly pacer: Pacer;
  /** Who counts in reviews, and what is held before anybody is asked; handed over by the function. */
  readonly reviewRules?: ReadReviewRules;
  readonly prepareReview?: PrepareReview;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** Pauses between attempts; real time where left out. */
  readonly sleep?: Sleep;
};

/** Groups side by side; inside a group versions wait for each other, because each may be the next one's champion. */
const GROUPS_AT_ONCE = 16;
/** What is not begun this long before the function's end goes back to the queue. */
const MARGIN = 15_000;
/** No call waits for its turn beyond this long before the function's end. */
const LAST_TURN = 2_000;

export function makeDecidePlace(given: DecidePorts): DecidePlace {
  const ports: Ports = { ...given, readContacts: makeReadContacts(given) };
  return async (heard, remaining) => {
    const answers = new Map<string, PromiseSettledResult<unknown>>();
    const [first] = heard;
    if (!first) return answers;
    const { account, region } = first.hint.arn;
    const registry = pacedRegistry(ports.registries(account, region), `${account}/${region}`, {
      ...ports,
      sleep: ports.sleep ?? sleepInTime,
      until: () => ports.clock() + remaining() - LAST_TURN,
    });
    const place = await readPlace(ports, registry, heard, answers);
    const champions = makeChampions({ registry, gatherEvidence: ports.gatherEvidence });
    const groups = [...Map.groupBy(place.candidates, ({ arn }) => arn.group.toLowerCase()).values()];
    await pooled(groups, GROUPS_AT_ONCE, async (group) => {
      for (const candidate of group.toSorted((a, b) => (a.arn.version ?? 0) - (b.arn.version ?? 0))) {
        const decideOne =
          remaining() > MARGIN
            ? decide(ports, place, registry, champions, candidate)
            : Promise.reject(new NotYetError('the function is about to end', 1));
        const [result] = await Promise.allSettled([decideOne]);
        answers.set(arnKey(candidate.arn), result);
      }
    });
    return answers;
  };
}

type Ports = DecidePorts & { readonly readContacts: ReadContacts };

type Place = {
  readonly candidates: readonly Candidate[];
  readonly heads: ReadonlyMap<string, Head>;
  readonly shared: ReadonlyMap<string, SharedSummary>;
  readonly modes: Awaited<ReturnType<Ledger['readModes']>>;
};

/** Everything that is read once for the whole batch; what needs no look gets its answer here. */
async function readPlace(
  ports: DecidePorts,
  registry: Registry,
  heard: readonly Heard[],
  answers: Map<string, PromiseSettledResult<unknown>>,
): Promise<Place> {
  const hints = Map.groupBy(
    heard.map(({ hint }) => hint),
    ({ arn }) => arnKey(arn),
  );
  const arns = [...hints.values()].map(([hint]) => hint?.arn).filter((arn) => arn !== undefined);
  const [summaries, activeSince, modes] = await Promise.all([
    readSummaries(registry, ports.clock, arns),
    ports.ledger.activeSince(ports.deployedAt),
    ports.ledger.readModes([...new Set(arns.map(({ group }) => group.toLowerCase()))]),
  ]);
  const found = arns
    .map((arn) => candidateOf(arn, hints.get(arnKey(arn)) ?? [], summaries.get(arnKey(arn))))
    .filter((candidate) => candidate !== null && leftAlone(candidate.summary, activeSince) === null)
    .filter((candidate) => candidate !== null);
  const heads = await ports.ledger.readHeads(found.map(({ identity }) => identity));
  const candidates = found.filter(
    ({ identity, hints: about, summary }) => !isOldNews(heads.get(identity) ?? null, about, summary.approvalStatus),
  );
  for (const arn of arns) answers.set(arnKey(arn), { status: 'fulfilled', value: 'nothing to do' });
  return { candidates, heads, modes, shared: await readShared(ports, registry, candidates, heads) };
}

/** One more BatchDescribe, after HEAD was read, for the packages that need no full description: their look before the write. */
async function readShared(
  ports: DecidePorts,
  registry: Registry,
  candidates: readonly Candidate[],
  heads: ReadonlyMap<string, Head>,
): Promise<ReadonlyMap<string, SharedSummary>> {
  const shared = new Map<string, SharedSummary>();
  const lean = candidates.filter(
    ({ arn, identity }) => !heads.has(identity) && !needsOf(governing(ports.policies, arn)).description,
  );
  if (lean.length === 0) return shared;
  for (const [key, answer] of await readSummaries(
    registry,
    ports.clock,
    lean.map(({ arn }) => arn),
  ))
    if (answer) shared.set(key, answer);
  return shared;
}

async function decide(
  ports: Ports,
  place: Place,
  registry: PacedRegistry,
  champions: ReturnType<typeof makeChampions>,
  candidate: Candidate,
): Promise<Settled> {
  const { arn, identity } = candidate;
  const mode = effectiveMode(ports.mode, place.modes, arn);
  const { clock } = ports;
  const lookPorts = {
    clock,
    registry,
    gatherEvidence: ports.gatherEvidence,
    readContacts: ports.readContacts,
    ...(ports.prepareReview && { prepareReview: ports.prepareReview }),
    champion: (one: ModelPackageArn, needs: Needs) => champions.of(one, needs),
  };
  const { look, gathered } = makeLook(
    lookPorts,
    arn,
    governing(ports.policies, arn),
    place.shared.get(arnKey(arn)) ?? null,
  );
  const turn = await registry.turnToUpdate();
  const settlePorts: SettlePorts = { ...ports, update: (request, maySign) => sendUpdate(turn, request, maySign) };
  const settlePackage = makeSettlePackage(settlePorts);
  const began = clock();
  const settled = await settlePackage({
    identity,
    modelPackageArn: arn.arn,
    firstHead: place.heads.get(identity) ?? null,
    hint: loudest(candidate),
    look,
    compose: makeCompose(gathered, {
      mode,
      build: ports.build,
      trigger: triggerOf(candidate),
      clock,
      identity,
      newToken: ports.newToken,
    }),
    mode,
  }).finally(turn.release);
  if (settled.step === 'decided' && settled.decision?.verdict === 'Approve' && settled.decision.origin === 'Gate')
    champions.carryForward(arn, gathered());
  report(ports, candidate, settled, began);
  return settled;
}

/** The weakest of stack, ledger and group: Enforce > Audit. */
function effectiveMode(stack: Mode, modes: Place['modes'], arn: ModelPackageArn): Mode {
  const said = [stack, modes.stack, modes.groups.get(arn.group.toLowerCase())];
  return said.includes('Audit') ? 'Audit' : 'Enforce';
}

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

function report({ observe, clock }: DecidePorts, { arn, summary }: Candidate, settled: Settled, began: number): void {
  const { decision, step } = settled;
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
}
