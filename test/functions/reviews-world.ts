// A gate whose policies ask people, and what its people do there: answers come in by the core that every door uses.
import { SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { makeWaker } from '../../lib/aws/bus.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import type { ReviewRequested } from '../../lib/events.ts';
import { directoryOf } from '../../lib/policy/directory.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import { makeAnswer } from '../../lib/reviews/answer.ts';
import { makeHandleCommand } from '../../lib/reviews/handle-command.ts';
import type { AnswerOutcome, GivenAnswer } from '../../lib/reviews/answering.ts';
import { ACCOUNT, type Gate, startGate } from './gate.ts';

const PEOPLE = ['amara', 'jonas', 'mei', 'tomas', 'ines'];
const DIRECTORY = `apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
${PEOPLE.map((id) => `    - { id: ${id}, name: ${id[0]?.toUpperCase()}${id.slice(1)}, email: ${id}@example.com, iamUsers: ["arn:aws:iam::${ACCOUNT}:user/${id}"] }`).join('\n')}
  groups:
    - { name: risk-approvers, people: [amara, jonas, mei, ines] }
    - { name: heads, people: [tomas] }
`;
const asking = (group: string, review: string) => `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: ${group} }
spec:
  match: { modelPackageGroups: ["${group}"] }
  validations:
    - { name: floor, range: { value: metadata.accuracy, min: 0.5 }, action: Reject }
  reviews:
    - { name: risk-review, reviewers: { groups: [risk-approvers] }, ${review} }
  onPass: RequireReview
`;
const POLICIES = {
  people: DIRECTORY,
  two: asking('two', 'count: 2, notFrom: ["metadata:trained_by"], requireComment: true'),
  one: asking('one', 'count: 1, notFrom: []'),
  hold: asking('hold', 'count: 1, notFrom: [registrant]'),
  more: asking('more', 'count: 1, notFrom: [registrant], onUnknownAuthor: RequireOneMore'),
  late: asking('late', 'count: 1, notFrom: [], remindEvery: 24h, expiresAfter: 72h, onExpiry: Reject'),
  heads: asking('heads', 'count: 1, notFrom: [], expiresAfter: 72h, onExpiry: Escalate, escalateTo: heads'),
};

export type ReviewsWorld = Awaited<ReturnType<typeof startReviews>>;

/** What an answer that was refused says. */
export const message = (outcome: AnswerOutcome): string =>
  outcome.outcome === 'refused' ? outcome.message : 'recorded';

/** The core that every door uses, on the ledger and the bus of a running gate. */
function makeDoors(gate: Gate) {
  const client = {
    endpoint: gate.world.aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  };
  const ledger = makeLedger({ tableName: gate.world.runtime.nameOf('LedgerTable') ?? '', bucketName: null, client });
  const set = loadPolicySet(Object.entries(POLICIES).map(([path, text]) => ({ path: `${path}.yaml`, text })));
  const wake = makeWaker({ busName: 'modelgate-intake', client });
  const ports = { ledger, wake, directory: directoryOf(set), clock: () => gate.world.now() };
  const answer = makeAnswer(ports);
  const place = { ownAccount: ACCOUNT, region: 'us-east-1', stack: 'modelgate-dev' };
  return { ledger, answer, command: makeHandleCommand({ ...ports, ...place, answer }) };
}

/** What is done and seen in the registry. */
const makeRegistrySide = (gate: Gate) => ({
  register: async (group: string, metadata: Record<string, string> = {}): Promise<string> => {
    const CustomerMetadataProperties = { accuracy: '0.9', ...metadata };
    const arn = await gate.register(group, { CustomerMetadataProperties });
    await gate.rest();
    return arn;
  },
  statusOf: async (arn: string) => (await gate.describe(arn)).ModelApprovalStatus,
  setAs: async (user: string, arn: string, more: Record<string, unknown>): Promise<void> => {
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local', sessionToken: `user/${user}` };
    const client = new SageMakerClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
    await client.send(new UpdateModelPackageCommand({ ModelPackageArn: arn, ...more }));
    client.destroy();
    await gate.rest();
  },
});

/** Starts it with a group for each policy. `say` answers the newest review of a version as a person of the directory. */
export async function startReviews() {
  const gate = await startGate(POLICIES);
  const { ledger, answer, command } = makeDoors(gate);
  for (const name of ['two', 'one', 'hold', 'more', 'late', 'heads']) await gate.group(name);

  const eventsOf = (arn: string, detailType: string): readonly Record<string, unknown>[] =>
    gate.published
      .map(({ event }) => event as { 'detail-type': string; detail: { subject?: { modelPackageArn: string } } })
      .filter((event) => event['detail-type'] === detailType && event.detail.subject?.modelPackageArn === arn)
      .map(({ detail }) => detail as Record<string, unknown>);
  /** How the reviews of a version ended. */
  const endsOf = (arn: string) => eventsOf(arn, 'Model Package Review Closed').map(({ outcome }) => outcome);
  const reviewOf = (arn: string): string =>
    (eventsOf(arn, 'Model Package Review Requested').at(-1) as unknown as ReviewRequested).reviewId;
  const say = async (arn: string, personId: string, more: Partial<GivenAnswer> = {}): Promise<AnswerOutcome> => {
    const given = { choice: 'Approve', comment: 'read', door: 'Page', packageDigest: null } as const;
    const outcome = await answer({ reviewId: reviewOf(arn), personId, ...given, ...more });
    await gate.rest();
    return outcome;
  };
  /** Time goes on and the sweep comes. */
  const later = async (milliseconds: number): Promise<void> => {
    gate.world.advance(milliseconds);
    await gate.world.runtime.runSchedule('reconcile');
    await gate.rest();
  };
  return { gate, ledger, command, ...makeRegistrySide(gate), eventsOf, endsOf, reviewOf, say, later };
}
