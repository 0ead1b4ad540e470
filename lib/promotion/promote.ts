// promote: reads a decision again from the ledger and the registry, and writes what it wants into lanes.
import { InvalidError, NotYetError, RefusedError } from '../errors.ts';
import type { QueueUseCase } from '../handler.ts';
import { parseModelPackageArn } from '../identity.ts';
import type { Decision } from '../decisions/decision.ts';
import type { Lanes, ProjectsOf, WakeLane } from '../lane-ports.ts';
import { SETTLES_WITHIN } from '../ledger/limits.ts';
import type { Wanted } from '../ledger/wanted.ts';
import { membersOf, parseMembers, textOf } from '../members.ts';
import type { ProjectRedeployment } from '../policy/project-redeployment.ts';
import type { Registration } from '../policy/registration.ts';
import type { Clock, Ledger, Registries } from '../ports.ts';
import { findProject } from './find-project.ts';
import { planPromotion, wantedBy } from './plan.ts';
import { previousApproved } from './previous-approved.ts';
import { projectLane } from './project-lane.ts';
import { readDecision } from './read-decision.ts';
import { wantCopy } from './want-copy.ts';
import { wantInLane } from './want-in-lane.ts';

export type PromotePorts = {
  readonly ledger: Pick<Ledger, 'readHead' | 'readEntry'>;
  readonly registries: Registries;
  readonly projectsOf: ProjectsOf;
  readonly lanes: Lanes;
  readonly wakeLane: WakeLane;
  readonly clock: Clock;
  readonly redeployments: readonly ProjectRedeployment[];
  readonly registrations: readonly Registration[];
};

type Named = { readonly identity: string; readonly decisionId: string };

/** Makes the queue's use case: messages are `Model Package Decision Made`, which are hints only. */
export function makePromote(ports: PromotePorts): QueueUseCase {
  return (messages) =>
    Promise.allSettled(
      messages.map(async ({ body }) => {
        const decision = await readDecision(ports.ledger, nameIn(body));
        if (decision) await promote(ports, decision);
      }),
    );
}

function nameIn(body: string): Named {
  const detail = membersOf(parseMembers(body)?.['detail']);
  const identity = textOf(membersOf(detail['subject'])['identity']);
  const decisionId = textOf(membersOf(detail['decision'])['decisionId']);
  if (identity !== '' && decisionId !== '') return { identity, decisionId };
  throw new InvalidError(
    'NotADecision',
    'the message names no decision; expected the event Model Package Decision Made',
  );
}

async function promote(ports: PromotePorts, decision: Decision): Promise<void> {
  const { subject } = decision;
  const { approvalStatus } = subject;
  const isVerdict = decision.verdict === 'Approve' || decision.verdict === 'Reject';
  const redeployments = following(decision, ports.redeployments);
  const registrations = following(decision, ports.registrations);
  if (
    redeployments.length + registrations.length === 0 ||
    !isVerdict ||
    (approvalStatus !== 'Approved' && approvalStatus !== 'Rejected')
  )
    return;
  const registry = ports.registries(subject.account, subject.region);
  const seen = await registry.describe(parseModelPackageArn(subject.modelPackageArn), { card: false });
  if (seen?.description.approvalStatus !== approvalStatus) {
    if (seen && (await mayBeBehind(ports, decision)))
      throw new NotYetError(`the registry does not show ${decision.decisionId} yet`, 5);
    // Decided anew since: that decision has an event of its own.
    return;
  }
  const wanted = { ...wantedBy(decision, approvalStatus), seenAt: ports.clock() };
  const { metadata } = seen.description;
  const results = await Promise.allSettled([
    ...redeployments.map((one) => redeploy(ports, one, wanted)),
    ...registrations.map((one) => wantCopy(ports, one, wanted, metadata)),
  ]);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  // One that can never be right must not acknowledge the message over another that has to be tried again.
  if (failures.length > 0) throw failures.find((one) => !(one instanceof InvalidError)) ?? failures[0];
}

/** Whether the look may be one at the past: the decision is the newest one, and was carried out only just now. */
async function mayBeBehind({ ledger, clock }: PromotePorts, { subject, decisionId }: Decision): Promise<boolean> {
  const head = await ledger.readHead(subject.identity);
  return head?.decisionId === decisionId && (head.closedAt === null || clock() < head.closedAt + SETTLES_WITHIN);
}

/** The files by which something follows. */
const following = <File extends ProjectRedeployment | Registration>(decision: Decision, files: readonly File[]) =>
  planPromotion(decision, files).flatMap(({ file, because }) => (because === null ? [file] : []));

async function redeploy(ports: PromotePorts, redeployment: ProjectRedeployment, decided: Wanted): Promise<void> {
  const { account, region, modelPackageArn } = decided.subject;
  const registry = ports.registries(account, region);
  const wanted = decided.approvalStatus === 'Rejected' ? await previousApproved(registry, decided) : decided;
  if (!wanted) return;
  const projects = ports.projectsOf(account, region);
  const name = await projectName({ registry, projects }, parseModelPackageArn(modelPackageArn), redeployment);
  const place = projectLane(decided, redeployment, name);
  await wantInLane(ports, place, { ...wanted, redeployment: redeployment.name });
}

/** null where no project is found, or none may be looked for: redeploy looks again and tells. */
async function projectName(...of: Parameters<typeof findProject>): Promise<string | null> {
  try {
    const found = await findProject(...of);
    return 'name' in found ? found.name : null;
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}
