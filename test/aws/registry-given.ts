// The registry port over a stub of SageMaker, and what the stub answers.
import { type TestContext } from 'node:test';
import { makeRegistries } from '../../lib/aws/registry.ts';
import { makeRegistryLists } from '../../lib/aws/registry-lists.ts';
import { parseModelPackageArn } from '../../lib/identity.ts';
import type { RegistryAccount } from '../../lib/policy/policy.ts';
import type { RegistryUpdate } from '../../lib/ports.ts';
import { startStub, type StubAnswer, type StubRequest } from './stub.ts';

export const ACCOUNT = '111122223333';
export const ARN = parseModelPackageArn(`arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package/churn/7`);
export const OTHER: RegistryAccount = {
  account: '444455556666',
  regions: ['us-east-1'],
  roleArn: null,
  externalId: null,
  reportBuckets: [],
  place: { file: 'accounts.yaml', line: 3, column: 1 },
};
export const UPDATE: RegistryUpdate = {
  arn: ARN,
  approvalStatus: 'Approved',
  approvalDescription: 'Approved: fine. [d-1]',
  metadata: new Map([['modelgate:decision', 'd-1']]),
  metadataToRemove: ['modelgate:policy', 'modelgate:decision'],
  clientToken: 'abc',
};
export const DESCRIBED = {
  ModelPackageArn: ARN.arn,
  ModelPackageGroupName: 'churn',
  ModelPackageVersion: 7,
  CreationTime: 1_764_547_200.5,
  ModelPackageStatus: 'Completed',
  ModelApprovalStatus: 'PendingManualApproval',
  InferenceSpecification: {
    Containers: [
      {
        Image: 'h.example:5000/team/churn:1.2',
        ImageDigest: `sha256:${'b'.repeat(64)}`,
        ModelDataUrl: 's3://b/m',
        Environment: { A: '1' },
      },
    ],
    SupportedTransformInstanceTypes: ['ml.m5.large'],
    SupportedRealtimeInferenceInstanceTypes: ['ml.c5.large', 'ml.m5.large'],
  },
};

/** The ports of two accounts, and the stub that answers them. */
export async function given(t: TestContext, answer: (request: StubRequest) => StubAnswer) {
  const stub = await startStub(answer);
  t.after(stub.stop);
  const options = { accounts: [OTHER], ownAccount: ACCOUNT, region: 'us-east-1', client: stub.config };
  const registries = makeRegistries(options);
  const lists = makeRegistryLists(options)(ACCOUNT, 'us-east-1');
  return { stub, registries, registry: registries(ACCOUNT, 'us-east-1'), lists };
}
/** An answer with this body. */
export const ok = (body: unknown): StubAnswer => ({ status: 200, body });
/** An error as SageMaker words it. */
export const error = (type: string, message = 'no', status = 400): StubAnswer => ({
  status,
  body: { __type: type, Message: message },
});
