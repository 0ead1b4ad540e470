// The design that public samples use, as a function: for every message one Describe, one Update and one PutEvents.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeModelPackageCommand, SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

const sagemaker = new SageMakerClient({});
const eventbridge = new EventBridgeClient({});

/** Decides one message by itself against one floor on one metadata key. */
export async function decideNaively({ body }: SQSRecord): Promise<void> {
  const { detail } = JSON.parse(body) as { detail: { ModelPackageArn: string } };
  const seen = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: detail.ModelPackageArn }));
  const accuracy = Number(seen.CustomerMetadataProperties?.['accuracy']);
  const status = accuracy >= 0.9 ? 'Approved' : 'Rejected';
  const description = `${status}: accuracy ${accuracy}`;
  await sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: detail.ModelPackageArn,
      ModelApprovalStatus: status,
      ApprovalDescription: description,
    }),
  );
  const decision = { arn: detail.ModelPackageArn, status, description };
  await eventbridge.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: 'modelgate',
          DetailType: 'Decided',
          Detail: JSON.stringify(decision),
          EventBusName: process.env['BUS_NAME'],
        },
      ],
    }),
  );
}

/** A handler that works messages one after the other and hands back those that failed. */
export const oneByOne =
  (work: (record: SQSRecord) => Promise<void>) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of Records) {
      try {
        await work(record);
      } catch (error) {
        console.error(error);
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };

export const handler = oneByOne(decideNaively);
