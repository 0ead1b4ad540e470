// Versions into the embedded registry, and their messages off the intake queue, as a mapping of Lambda hands them on.
import { CreateModelPackageCommand, CreateModelPackageGroupCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { startStack } from '../../package/stack.ts';

export type Stack = Awaited<ReturnType<typeof startStack>>;

const GROUPS = 10;
const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;

let groupsMade = 0;

/** Registers so many pending versions in ten new groups, every second one of a group good enough. */
export async function registerAll({ aws }: Stack, versions: number): Promise<void> {
  const sagemaker = new SageMakerClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'local' },
  });
  groupsMade += 1;
  const groups = Array.from({ length: Math.min(GROUPS, versions) }, (_, index) => `churn-${groupsMade}-${index}`);
  for (const ModelPackageGroupName of groups)
    await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
  for (let index = 0; index < versions; index += 1) {
    await sagemaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: groups[index % GROUPS],
        ModelApprovalStatus: 'PendingManualApproval',
        CustomerMetadataProperties: { accuracy: Math.floor(index / GROUPS) % 2 === 0 ? '0.93' : '0.87' },
        InferenceSpecification: {
          Containers: [{ Image: IMAGE }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['text/csv'],
        },
      }),
    );
  }
  sagemaker.destroy();
}

/** All that lies on the intake queue or is on its way there, taken off it. */
export async function takeAll({ aws, clients, names }: Stack): Promise<string[]> {
  const QueueUrl = names.ref('IntakeQueue');
  const bodies: string[] = [];
  for (;;) {
    await aws.eventbridge.idle();
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    const Entries = Messages.map(({ MessageId: Id, ReceiptHandle }: Message) => ({ Id, ReceiptHandle }));
    await clients.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
}

/** The event of a mapping that hands on these messages. */
export const intakeEvent = (bodies: readonly string[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body,
    receiptHandle: '',
    attributes: { ApproximateReceiveCount: '1' },
    eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:intake',
  })),
});
