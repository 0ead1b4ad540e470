// The design that public samples use, for comparison: for every event one Describe, one Update and one PutEvents.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeModelPackageCommand, SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';

/** Decides each event by itself against one floor on one metadata key. Resolves when the last one is done. */
export async function decideNaively(endpoint: string, arns: readonly string[]): Promise<void> {
  const common = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'local' },
  };
  const sagemaker = new SageMakerClient(common);
  const eventbridge = new EventBridgeClient(common);
  for (const arn of arns) {
    const seen = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
    const isGood = Number(seen.CustomerMetadataProperties?.['accuracy']) >= 0.9;
    await sagemaker.send(
      new UpdateModelPackageCommand({ ModelPackageArn: arn, ModelApprovalStatus: isGood ? 'Approved' : 'Rejected' }),
    );
    await eventbridge.send(
      new PutEventsCommand({ Entries: [{ Source: 'naive', DetailType: 'Decided', Detail: JSON.stringify({ arn }) }] }),
    );
  }
  sagemaker.destroy();
  eventbridge.destroy();
}
