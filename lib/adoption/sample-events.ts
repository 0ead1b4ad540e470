// Events as SageMaker would send them for a version of a group: what EventBridge is asked about the customer's rules with.
import type { ModelPackageArn } from '../identity.ts';

export type SampleName = 'Registered' | 'Approved' | 'Rejected' | 'MetadataOnly';
export type SampleEvent = { readonly name: SampleName; readonly event: string };

const STATUS = {
  Registered: 'PendingManualApproval',
  Approved: 'Approved',
  Rejected: 'Rejected',
  // Metadata written on an approved version: the status in the event still reads Approved.
  MetadataOnly: 'Approved',
} as const satisfies Record<SampleName, string>;

/** One event for each thing that may happen to a version. `now` is in milliseconds. Source: SageMaker developer guide, "Events that Amazon SageMaker AI sends". */
export function sampleEvents(arn: ModelPackageArn, now: number): readonly SampleEvent[] {
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return (['Registered', 'Approved', 'Rejected', 'MetadataOnly'] as const).map((name) => ({
    name,
    event: JSON.stringify({
      version: '0',
      id: '00000000-0000-4000-8000-000000000000',
      'detail-type': 'SageMaker Model Package State Change',
      source: 'aws.sagemaker',
      account: arn.account,
      time,
      region: arn.region,
      resources: [arn.arn],
      detail: {
        ModelPackageGroupName: arn.group,
        ModelPackageVersion: arn.version ?? 1,
        ModelPackageArn: arn.arn,
        CreationTime: time,
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: STATUS[name],
        LastModifiedTime: time,
        ...(name !== 'Registered' && {
          UpdatedModelPackageFields: [name === 'MetadataOnly' ? 'CustomerMetadataProperties' : 'ModelApprovalStatus'],
        }),
      },
    }),
  }));
}
