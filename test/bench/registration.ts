// Control calls of one registration, by how many versions the target group has already: they must not grow with it.
import { CreateModelPackageCommand, CreateModelPackageGroupCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, startGate, TEN_LINES } from '../functions/gate.ts';
import type { Section } from './table.ts';

const TARGET = '444455556666';
const ROLE = `arn:aws:iam::${TARGET}:role/modelgate-registration`;
const GROUP = 'churn-copies';
const REGISTRATION = `apiVersion: modelgate/v1
kind: Registration
metadata: { name: copies }
spec:
  match: { modelPackageGroups: ["${GROUP}"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${GROUP}
    roleArn: ${ROLE}
    externalId: modelgate-${ACCOUNT}
    createGroup: true
`;
/** AWS's own sample describes every version over there. */
const SAMPLE_CALLS = 6;
const LIMIT = 8;

const INFERENCE = {
  Containers: [{ Image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}` }],
  SupportedContentTypes: ['text/csv'],
  SupportedResponseMIMETypes: ['text/csv'],
};

/** Registers one version at each size of the target group; `sizes` ascend. */
export async function benchRegistration(sizes: readonly number[]): Promise<Section> {
  const gate = await startGate({ policy: TEN_LINES, registration: REGISTRATION });
  const { aws } = gate.world;
  aws.sts.trust({ roleArn: ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
  const there = new SageMakerClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: TARGET, secretAccessKey: 'local' },
  });
  await there.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: GROUP }));
  await gate.group(GROUP);
  let calls = 0;
  aws.calls.onCall(({ operation, principalArn }) => {
    const isControl = /^(?:SageMaker|STS)\./u.test(operation);
    if (isControl && /assumed-role\/(?:RegisterRole|modelgate-registration)\//u.test(principalArn)) calls += 1;
  });
  const counted: number[] = [];
  for (let [index, versions] = [0, 0]; index < sizes.length; index += 1) {
    for (; versions < (sizes[index] ?? 0); versions += 1)
      await there.send(
        new CreateModelPackageCommand({ ModelPackageGroupName: GROUP, InferenceSpecification: INFERENCE }),
      );
    const before = calls;
    await gate.register(GROUP, { CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.rest();
    versions += 1;
    counted.push(calls - before);
  }
  there.destroy();
  await gate.stop();
  return {
    title: 'control calls of one registration in another account, by versions in the target group',
    columns: ['ours', 'AWS sample'],
    rows: sizes.map((size, index) => ({
      what: `${size} versions`,
      figures: [counted[index] ?? null, SAMPLE_CALLS + size],
      limit: LIMIT,
    })),
  };
}
