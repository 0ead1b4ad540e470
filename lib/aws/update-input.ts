// One RegistryUpdate as the input of UpdateModelPackage: what is not changed is left out, since omitted members stay as they are.
import type { UpdateModelPackageCommandInput } from '@aws-sdk/client-sagemaker';
import type { RegistryUpdate } from '../ports.ts';

/** The call's input. A key that is written is never removed too: what SageMaker does then is documented nowhere. */
export function updateInputOf(request: RegistryUpdate): UpdateModelPackageCommandInput {
  const { metadata } = request;
  const toRemove = request.metadataToRemove.filter((key) => !metadata.has(key));
  return {
    ModelPackageArn: request.arn.arn,
    ApprovalDescription: request.approvalDescription,
    ClientToken: request.clientToken,
    ...(request.approvalStatus !== null && { ModelApprovalStatus: request.approvalStatus }),
    ...(metadata.size > 0 && { CustomerMetadataProperties: Object.fromEntries(metadata) }),
    ...(toRemove.length > 0 && { CustomerMetadataPropertiesToRemove: toRemove }),
  };
}
