// What the probe works on and removes again: one model package group, and a rule and a queue that hear its events.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteRuleCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Milliseconds. */
const LOOK_EVERY = 500;
const MOST_LOOKS = 120;

export type ProbeClients = {
  readonly sagemaker: SageMakerClient;
  readonly eventbridge: EventBridgeClient;
  readonly sqs: SQSClient;
};

/** The `detail` of an event about one version, as far as the questions look at it. */
type Heard = {
  readonly ModelPackageArn?: string;
  readonly ModelPackageStatus?: string;
  readonly UpdatedModelPackageFields?: readonly string[];
};

export type Site = ProbeClients & {
  readonly group: string;
  /** Registers one pending version and waits until it is Completed; answers its ARN. */
  readonly register: (more?: {
    ClientToken?: string;
    CustomerMetadataProperties?: Record<string, string>;
  }) => Promise<string>;
  /** Events about a version that came until none came for the waiting time; each is told once. */
  readonly events: (arn: string) => Promise<readonly Heard[]>;
  /** Removes all of it; answers what could not be removed. */
  readonly remove: () => Promise<readonly string[]>;
};

/** Names of what is made, told before it is. Capitals are on purpose: one question is about them. */
export const namesOf = (id = randomBytes(4).toString('hex')) => ({
  group: `modelgate-Probe-${id}`,
  rule: `modelgate-probe-${id}`,
  queue: `modelgate-probe-${id}`,
});

/** Makes group, queue and rule. `wait` is how long events are waited for, in milliseconds. Where one of them can't be made, the others are removed, and AWS's refusal is thrown. */
export async function openSite(
  clients: ProbeClients,
  names: ReturnType<typeof namesOf>,
  { wait, image }: { readonly wait: number; readonly image: string },
): Promise<Site> {
  const { group } = names;
  const undo: Undo = [];
  const queueUrl = await make(clients, names, undo).catch(async (error: unknown) => {
    await removeAll(undo);
    throw error;
  });
  const heard: Heard[] = [];
  return {
    ...clients,
    group,
    register: (more = {}) => register(clients.sagemaker, group, image, more),
    events: async (arn) => {
      await collect(clients.sqs, queueUrl, wait, heard);
      const about = heard.filter(({ ModelPackageArn: one }) => one?.toLowerCase() === arn.toLowerCase());
      for (const one of about) heard.splice(heard.indexOf(one), 1);
      return about;
    },
    remove: () => removeAll(undo),
  };
}

/** What was made, and how it is removed, in the order of making. */
type Undo = (readonly [what: string, how: () => Promise<unknown>])[];

/** Makes it all; answers the queue's URL. */
async function make(
  { sagemaker, eventbridge, sqs }: ProbeClients,
  { group, rule, queue }: ReturnType<typeof namesOf>,
  undo: Undo,
): Promise<string> {
  await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: group }));
  undo.push([`model package group ${group}`, () => removeGroup(sagemaker, group)]);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  undo.push([`queue ${queue}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl }))]);
  undo.push([`rule ${rule}`, () => removeRule(eventbridge, rule)]);
  await listen(eventbridge, sqs, { rule, QueueUrl, group });
  return QueueUrl;
}

async function removeAll(undo: Undo): Promise<readonly string[]> {
  const left: string[] = [];
  for (const [what, how] of undo.splice(0).toReversed())
    await how().catch((error: unknown) => void left.push(`${what}: ${String(error)}`));
  return left;
}

async function register(
  sagemaker: SageMakerClient,
  group: string,
  image: string,
  more: Parameters<Site['register']>[0],
): Promise<string> {
  const InferenceSpecification = {
    Containers: [{ Image: image }],
    SupportedContentTypes: ['text/csv'],
    SupportedResponseMIMETypes: ['text/csv'],
  };
  const input = { ModelPackageGroupName: group, ModelApprovalStatus: 'PendingManualApproval' as const };
  const made = await sagemaker.send(new CreateModelPackageCommand({ ...input, InferenceSpecification, ...more }));
  const arn = made.ModelPackageArn ?? '';
  await untilCompleted(sagemaker, arn);
  return arn;
}

/** A version is not updated before it is Completed; some registries say so at once, others a little later. */
async function untilCompleted(sagemaker: SageMakerClient, arn: string): Promise<void> {
  for (let tries = 0; tries < MOST_LOOKS; tries++) {
    const { ModelPackageStatus: status } = await sagemaker.send(
      new DescribeModelPackageCommand({ ModelPackageName: arn }),
    );
    if (status !== 'Pending' && status !== 'InProgress') return;
    await pause(LOOK_EVERY);
  }
  throw new Error(`${arn} was not Completed within ${(MOST_LOOKS * LOOK_EVERY) / 1000} s`);
}

async function listen(
  eventbridge: EventBridgeClient,
  sqs: SQSClient,
  { rule, QueueUrl, group }: { readonly rule: string; readonly QueueUrl: string; readonly group: string },
): Promise<void> {
  const detail = { ModelPackageGroupName: [{ 'equals-ignore-case': group }] };
  const EventPattern = JSON.stringify({ source: ['aws.sagemaker'], detail });
  const { RuleArn = '' } = await eventbridge.send(new PutRuleCommand({ Name: rule, EventPattern }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes?.QueueArn ?? '';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Arn,
    Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await eventbridge.send(new PutTargetsCommand({ Rule: rule, Targets: [{ Id: 'probe', Arn }] }));
}

/** Takes messages until none came for `wait` milliseconds. */
async function collect(sqs: SQSClient, QueueUrl: string, wait: number, heard: Heard[]): Promise<void> {
  for (let quietSince = Date.now(); Date.now() - quietSince < wait; ) {
    const seconds = Math.min(20, Math.max(1, Math.ceil(wait / 1000)));
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: seconds }),
    );
    for (const { Body = '{}', ReceiptHandle } of Messages) {
      heard.push((JSON.parse(Body) as { detail?: Heard }).detail ?? {});
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      quietSince = Date.now();
    }
  }
}

async function removeGroup(sagemaker: SageMakerClient, group: string): Promise<void> {
  const list = new ListModelPackagesCommand({ ModelPackageGroupName: group, MaxResults: 100 });
  const { ModelPackageSummaryList = [] } = await sagemaker.send(list);
  for (const { ModelPackageArn } of ModelPackageSummaryList)
    await sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn }));
  await sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: group }));
}

async function removeRule(eventbridge: EventBridgeClient, rule: string): Promise<void> {
  await eventbridge.send(new RemoveTargetsCommand({ Rule: rule, Ids: ['probe'] }));
  await eventbridge.send(new DeleteRuleCommand({ Name: rule }));
}
