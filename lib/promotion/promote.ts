// promote: reads a decision again from the ledger and the registry, and writes what it wants into lanes.
import { InvalidError } from '../errors.ts';
import type { QueueUseCase } from '../handler.ts';
import { parseModelPackageArn } from '../identity.ts';
import type { Decision } from '../decisions/decision.ts';
import type { Lanes, ProjectsOf, WakeLane } from '../lane-ports.ts';
import { want, type LanePlace } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import { ConditionFailedError, type Clock, type Ledger, type Registries } from '../ports.ts';
import { findProject } from './find-project.ts';
import { planPromotion, wantedBy, type Planned } from './plan.ts';
import { previousApproved } from './previous-approved.ts';

export type PromotePorts = {
  readonly ledger: Pick<Ledger, 'readHead' | 'readEntry'>;
  readonly registries: Registries;
  readonly projectsOf: ProjectsOf;
  readonly lanes: Lanes;
  readonly wakeLane: WakeLane;
  readonly clock: Clock;
  readonly redeployments: readonly ProjectRedeployment[];
};

type Named = { readonly identity: string; readonly decisionId: string };

/** Makes the queue's use case: messages are `Model Package Decision Made`, which are hints only. */
export function makePromote(ports: PromotePorts): QueueUseCase {
  return (messages) =>
    Promise.allSettled(
      messages.map(async ({ body }) => {
        const decision = await readDecision(ports, nameIn(body));
        if (decision) await promote(ports, decision);
      }),
    );
}

function nameIn(body: string): Named {
  try {
    const { detail } = JSON.parse(body) as {
      detail: { subject: { identity: string }; decision: { decisionId: string } };
    };
    const { identity } = detail.subject;
    const { decisionId } = detail.decision;
    if (typeof identity === 'string' && typeof decisionId === 'string') return { identity, decisionId };
  } catch {
    // Told below, like any other message that can never be right.
  }
  throw new InvalidError(
    'NotADecision',
    'the message names no decision; expected the event Model Package Decision Made',
  );
}

/** The decision in the chain of its version; null where the ledger does not know it. */
async function readDecision({ ledger }: PromotePorts, { identity, decisionId }: Named): Promise<Decision | null> {
  const head = await ledger.readHead(identity);
  for (let hash = head?.entryHash ?? null; hash !== null; ) {
    const entry = await ledger.readEntry(identity, hash);
    if (!entry) return null;
    const { content } = entry;
    if (content.kind === 'decided' && content.decision.decisionId === decisionId) return content.decision;
    hash = content.previous;
  }
  return null;
}

async function promote(ports: PromotePorts, decision: Decision): Promise<void> {
  const { subject } = decision;
  const { approvalStatus } = subject;
  const isVerdict = decision.verdict === 'Approve' || decision.verdict === 'Reject';
  const plans = planPromotion(decision, ports.redeployments).filter(({ does }) => does !== 'Nothing');
  if (plans.length === 0 || !isVerdict || (approvalStatus !== 'Approved' && approvalStatus !== 'Rejected')) return;
  const registry = ports.registries(subject.account, subject.region);
  const seen = await registry.describe(parseModelPackageArn(subject.modelPackageArn), { card: false });
  // Decided anew since: that decision has an event of its own.
  if (seen?.description.approvalStatus !== approvalStatus) return;
  const wanted = wantedBy(decision, approvalStatus);
  const results = await Promise.allSettled(plans.map((plan) => carryOut(ports, plan, wanted)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function carryOut(ports: PromotePorts, plan: Planned, decided: Wanted): Promise<void> {
  const { account, region, modelPackageArn } = decided.subject;
  const registry = ports.registries(account, region);
  const wanted = plan.does === 'PreviousApproved' ? await previousApproved(registry, decided) : decided;
  if (!wanted) return;
  const projects = ports.projectsOf(account, region);
  const name = await findProject({ registry, projects }, parseModelPackageArn(modelPackageArn), plan.redeployment);
  if (name === null)
    throw new InvalidError(
      'NoProject',
      `ProjectRedeployment ${plan.redeployment.name}: neither the group's tag nor ProjectId of ${modelPackageArn} names a project that is there`,
    );
  const laneId = `project/${account}/${region}/${name.toLowerCase()}`;
  const isNews = await wantInLane(ports, { laneId, kind: 'project', target: name, account, region }, wanted);
  // Also where it is no news: the worker that wrote it may have died before its wake-up.
  if (isNews) await ports.wakeLane({ laneId, delay: 0, dueAt: null });
}

/** Writes it where it is newer; true where it is wanted now. */
async function wantInLane({ lanes, clock }: PromotePorts, place: LanePlace, wanted: Wanted): Promise<boolean> {
  for (;;) {
    const lane = await lanes.readLane(place.laneId);
    const next = want(lane, place, wanted, clock());
    if (!next) return lane?.wanted?.decisionId === wanted.decisionId;
    try {
      await lanes.putLane(lane, next);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionFailedError)) throw error;
    }
  }
}
