// A gate with a second account to register in, and what is seen of both sides.
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeModelPackageCommand, ListModelPackagesCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, type Gate, startGate, TEN_LINES } from './gate.ts';

export const TARGET = '444455556666';
export const ROLE = `arn:aws:iam::${TARGET}:role/modelgate-registration`;
const registration = (group: string, more = '') => `apiVersion: modelgate/v1
kind: Registration
metadata: { name: ${group} }
spec:
  match: { modelPackageGroups: ["${group}"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${group}
    roleArn: ${ROLE}
    externalId: modelgate-${ACCOUNT}
    createGroup: true
${more}`;
const ARTIFACTS = `  artifacts: { bucket: models-${TARGET}, prefix: copies/, kmsKeyArn: "arn:aws:kms:us-east-1:${TARGET}:key/k1" }
  images: [{ from: "${ACCOUNT}.dkr", to: "${TARGET}.dkr" }]
  onRejected: Carry
`;
export const OTHER_ROLE = `${ROLE}-other`;
const DIRECT = registration('churn-direct').replace(/ {4}roleArn.*\n {4}externalId.*\n {4}createGroup.*\n/u, '');
// Of the same version by the same role as `ids`, with the external id that this role asks for.
const KNOWN = registration('churn-known')
  .replace('["churn-known"]', '["churn-ids"]')
  .replace(ROLE, OTHER_ROLE)
  .replace(`modelgate-${ACCOUNT}`, 'somebody-elses');

const POLICIES = {
  'churn-accuracy': TEN_LINES,
  winback: registration('churn-winback', ARTIFACTS),
  missing: registration('churn-missing').replace('createGroup: true', 'createGroup: false'),
  direct: DIRECT,
  lost: registration('churn-lost'),
  counted: registration('churn-counted'),
  stranger: registration('churn-stranger').replace(ROLE, OTHER_ROLE),
  ids: registration('churn-ids').replace(ROLE, OTHER_ROLE),
  known: KNOWN,
};
const GROUPS = ['winback', 'missing', 'direct', 'lost', 'counted', 'stranger', 'ids'];

/** ARN of a group of the other account. */
export const groupArn = (group: string): string => `arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/${group}`;

export type RegisterWorld = Awaited<ReturnType<typeof startRegistering>>;

/** What the gate published of registrations. */
function makeNews(gate: Gate) {
  const events = (detailType: string) =>
    gate.published.filter(({ event }) => event['detail-type'] === detailType).map(({ event }) => event.detail as never);
  const failures = () =>
    events('Model Package Registration Failed') as {
      reason: string;
      fix: string | null;
      target: { modelPackageGroupName: string };
    }[];
  return { events, failures, failedWith: (reason: string) => failures().some((one) => one.reason === reason) };
}

/** Starts it, with a bucket over there and a role that may be assumed; `there` and `s3` are the other account's. */
export async function startRegistering() {
  const gate = await startGate(POLICIES);
  const common = { endpoint: gate.world.aws.url, region: 'us-east-1' };
  const credentials = { accessKeyId: TARGET, secretAccessKey: 'local' };
  const there = new SageMakerClient({ ...common, credentials });
  const s3 = new S3Client({ ...common, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: `models-${TARGET}` }));
  gate.world.aws.s3.share('reports', [TARGET]);
  gate.world.aws.sts.trust({ roleArn: ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
  for (const name of GROUPS) await gate.group(`churn-${name}`);
  const copiesIn = async (group: string) => {
    const list = new ListModelPackagesCommand({ ModelPackageGroupName: groupArn(group), MaxResults: 100 });
    const { ModelPackageSummaryList: rows = [] } = await there
      .send(list)
      .catch(() => ({ ModelPackageSummaryList: [] }));
    return Promise.all(
      rows.map(({ ModelPackageArn }) =>
        there.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn })),
      ),
    );
  };
  const put = async (key: string, body: string) => {
    await gate.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: key, Body: body }));
    return `s3://reports/${key}`;
  };
  const stop = async (): Promise<void> => {
    there.destroy();
    s3.destroy();
    await gate.stop();
  };
  return { gate, there, s3, copiesIn, put, stop, ...makeNews(gate) };
}
