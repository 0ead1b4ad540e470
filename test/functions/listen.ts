// A queue of a user's own on the bus of decisions: what comes out of it, and in which trace.
import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ACCOUNT, type Gate } from './gate.ts';

/** An event by its detail-type; `trace` is the root of the X-Ray header that came with its message. */
export type HeardEvent = { readonly type: string; readonly trace: string | undefined };

/** Subscribes to all events of a source. A gate with messages on a queue is not at rest: take them and stop before waiting for that. */
export async function listenTo({ eventbridge, world }: Gate, source: string) {
  const [Name, region] = ['heard-by-a-user', 'us-east-1'];
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: world.aws.url, region, credentials });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: Name }));
  const EventBusName = world.runtime.nameOf('Bus');
  const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:${region}:${ACCOUNT}:${Name}` }];
  await eventbridge.send(
    new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify({ source: [source] }) }),
  );
  await eventbridge.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  const heard: HeardEvent[] = [];
  const receive = async (): Promise<void> => {
    const asked = { QueueUrl, WaitTimeSeconds: 1, MessageSystemAttributeNames: ['AWSTraceHeader' as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    for (const { Body = '', Attributes, ReceiptHandle } of Messages) {
      const { 'detail-type': type } = JSON.parse(Body) as { 'detail-type': string };
      heard.push({ type, trace: /Root=([^;]+)/u.exec(Attributes?.AWSTraceHeader ?? '')?.[1] });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  };
  return {
    /** All events until one of this type has come, that one among them. */
    async until(type: string): Promise<readonly HeardEvent[]> {
      while (!heard.some((event) => event.type === type)) await receive();
      return heard;
    },
    async stop(): Promise<void> {
      await eventbridge.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ['queue'] }));
      await eventbridge.send(new DeleteRuleCommand({ Name, EventBusName }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      sqs.destroy();
    },
  };
}
