// Puts the resource policies of queues and buses where AWS keeps them. Queues let everybody of their account in all the same.
import { DescribeEventBusCommand, type EventBridgeClient, PutPermissionCommand } from '@aws-sdk/client-eventbridge';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Clients } from './deploy.ts';
import type { Resource } from './template.ts';

/** Every QueuePolicy and EventBusPolicy of the template, evaluated. */
export async function putPolicies(
  resources: readonly Resource[],
  { sqs, eventbridge }: Pick<Clients, 'sqs' | 'eventbridge'>,
): Promise<void> {
  for (const { type, properties } of resources) {
    if (type === 'AWS::SQS::QueuePolicy') {
      const Attributes = { Policy: JSON.stringify(properties['PolicyDocument']) };
      for (const QueueUrl of properties['Queues'] as string[])
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    }
    if (type === 'AWS::Events::EventBusPolicy') await addStatement(properties, eventbridge);
  }
}

/** Each of these resources is one statement; PutPermission takes the whole policy. */
async function addStatement(properties: Resource['properties'], eventbridge: EventBridgeClient): Promise<void> {
  const EventBusName = String(properties['EventBusName']);
  const Sid = String(properties['StatementId']);
  const { Policy = '{"Statement":[]}' } = await eventbridge.send(new DescribeEventBusCommand({ Name: EventBusName }));
  const { Statement } = JSON.parse(Policy) as { Statement: { Sid?: string }[] };
  const own = { Sid, ...(properties['Statement'] as object) };
  const next = [...Statement.filter((one) => one.Sid !== Sid), own];
  const document = JSON.stringify({ Version: '2012-10-17', Statement: next });
  await eventbridge.send(new PutPermissionCommand({ EventBusName, Policy: document }));
}
