// One copy of a version in its target: evidence checked, objects copied and compared, then one CreateModelPackage under the lane's lease.
import { sha256 } from '../identity.ts';
import { accepted, begin, maySign, withdrawn, type Attempt, type Lane } from '../ledger/lane.ts';
import type { Wanted } from '../ledger/wanted.ts';
import type { RegistrationTarget } from '../policy/registration.ts';
import {
  BlockedError,
  type CopyRequest,
  type CreateAnswer,
  type TargetAccess,
  type TargetRegistry,
} from '../registration-ports.ts';
import { checkModelData, checkReports } from './check-evidence.ts';
import { copyMetadata } from './copy-metadata.ts';
import { copyObjects } from './copy-objects.ts';
import { copyFolder } from './copy-places.ts';
import { sent, settleCall, type NotSent } from './one-call.ts';
import { moveLane } from './redeploy-ports.ts';
import { block } from './register-blocked.ts';
import type { RegisterPorts } from './register-ports.ts';
import type { Registering } from './register-start.ts';

/** Whose rights a target is reached with, for one decision. */
export const accessFor = (
  { account, region, roleArn, externalId }: RegistrationTarget,
  decisionId: string,
): TargetAccess => ({
  account,
  region,
  roleArn,
  externalId,
  decisionId,
});

/** Copies and registers. Throws BlockedError before anything was registered. */
export async function createCopy(ports: RegisterPorts, given: Registering): Promise<Lane> {
  const { lane, wanted, registration, source } = given;
  await checkReports(ports, wanted);
  const moved = await moveObjects(ports, given);
  const { modelPackageArn } = wanted.subject;
  const { decisionId, packageDigest } = wanted;
  const { metadata, dropped } = copyMetadata(source.metadata, { modelPackageArn, decisionId, packageDigest });
  const { target, approvalStatus, images } = registration;
  const clientToken = copyTokenOf(ports.stack, lane, wanted);
  const copy: CopyRequest = { source, target, approvalStatus, metadata, images, moved, clientToken };
  const call = {
    owner: ports.newToken(),
    parameterDigest: sha256(packageDigest),
    readModifiedAt: null,
    before: {},
    after: { approvalStatus, droppedMetadata: dropped.join('\n'), sourceUri: source.sourceUriToFollow ?? '' },
    changedBy: null,
  };
  const begun = await moveLane(ports, lane, begin(lane, call, ports.clock()));
  return begun.attempt ? send(ports, begun, begun.attempt, copy) : begun;
}

/** One token for a version, its evidence and its target, whoever sends it and however often. */
const copyTokenOf = (stack: string, { laneId }: Lane, { packageDigest }: Wanted): string =>
  sha256(`${stack}|${laneId}|${packageDigest}`).slice(0, 32);

async function moveObjects(ports: RegisterPorts, given: Registering): Promise<ReadonlyMap<string, string>> {
  const { wanted, registration, source } = given;
  const { artifacts, target } = registration;
  const { account: sourceAccount, modelPackageGroupName: group, region } = wanted.subject;
  if (!artifacts) {
    const own = { account: sourceAccount, region, roleArn: null, externalId: null, decisionId: wanted.decisionId };
    await checkModelData(ports.objectsOf(own), source.objects, sourceAccount);
    return new Map();
  }
  const { version, packageDigest } = wanted;
  const folder = copyFolder(artifacts, { group, version, identity: source.identity, packageDigest });
  const objects = ports.objectsOf(accessFor(target, wanted.decisionId));
  return copyObjects(objects, { named: source.objects, sourceAccount, folder, artifacts });
}

type Answer = CreateAnswer | NotSent | BlockedError;

async function send(ports: RegisterPorts, begun: Lane, attempt: Attempt, copy: CopyRequest): Promise<Lane> {
  const registry = ports.targets(accessFor(copy.target, attempt.wanted.decisionId));
  const answer = await answerOf(ports, registry, attempt, copy);
  return settleCall(ports.lanes, begun, attempt, (lane, sending) => settleOnce(ports, lane, sending, answer));
}

async function answerOf(
  ports: RegisterPorts,
  registry: TargetRegistry,
  attempt: Attempt,
  copy: CopyRequest,
): Promise<Answer> {
  const create = (): Promise<CreateAnswer> => registry.create(copy, () => maySign(attempt, ports.clock()));
  try {
    return await sent(create);
  } catch (error) {
    if (!(error instanceof BlockedError)) throw error;
    if (error.reason !== 'GroupMissing' || !copy.target.createGroup) return error;
    return inNewGroup(registry, copy, create);
  }
}

/** The group is created where the file allows it; then the same call once more. */
async function inNewGroup(
  registry: TargetRegistry,
  { target }: CopyRequest,
  create: () => Promise<CreateAnswer>,
): Promise<Answer> {
  try {
    return await sent(async () => {
      await registry.createGroup(target.group);
      return create();
    });
  } catch (error) {
    if (error instanceof BlockedError) return error;
    throw error;
  }
}

const AGAIN = 20_000;

/** What is known of the call is written down; what is not known is looked for once the lease is over. */
async function settleOnce(ports: RegisterPorts, lane: Lane, attempt: Attempt, answer: Answer): Promise<Lane> {
  const now = ports.clock();
  if (answer instanceof BlockedError) return block(ports, lane, attempt.wanted, answer, { isAnswer: true });
  if (answer.answer === 'notSent') return moveLane(ports, lane, withdrawn(lane, now + AGAIN, answer.because));
  if (answer.answer === 'lost') return lane;
  return moveLane(ports, lane, withCopy(accepted(lane, now), answer.copyArn));
}

/** The call under way is known to have made this copy. */
export const withCopy = (lane: Lane, copyArn: string): Lane => ({
  ...lane,
  attempt: lane.attempt && { ...lane.attempt, after: { ...lane.attempt.after, copyArn } },
});
