// Brings a gate to write one item of each kind it has, for the set that is kept at a release: what the next version has to read.
import { ScanCommand, DynamoDBClient, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import { modelgate } from '../cli/given.ts';
import { ACCOUNT, TEN_LINES, type Gate } from '../functions/gate.ts';

/** Approved, rejected and held by itself; asked of people; carried on to a project. */
export const KEPT_POLICIES: Readonly<Record<string, string>> = {
  churn: `${TEN_LINES}  olderThanApproved: Allow\n`,
  asked: `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: asked }
spec:
  match: { modelPackageGroups: ["asked-*"] }
  validations:
    - { name: small, range: { value: metadata.size, max: 10 }, action: RequireReview, review: risk }
  reviews:
    - { name: risk, reviewers: { groups: [risk-approvers] }, count: 2, onUnknownAuthor: Allow }
  onPass: Approve
---
apiVersion: modelgate/v1
kind: ReviewerDirectory
metadata: { name: people }
spec:
  people:
    - { id: mei, name: Mei, email: mei@example.com, iamUsers: ["arn:aws:iam::${ACCOUNT}:user/mei"] }
    - { id: jonas, name: Jonas, email: jonas@example.com, iamUsers: ["arn:aws:iam::${ACCOUNT}:user/jonas"] }
  groups:
    - { name: risk-approvers, people: [mei, jonas] }
---
apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: [churn-kept] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`,
};

const metadata = (CustomerMetadataProperties: Record<string, string>) => ({ CustomerMetadataProperties });

/** What every version can: decisions of the gate's own, and one that a person made around it. */
export async function decideSome(gate: Gate): Promise<void> {
  await gate.group('churn-kept');
  await gate.register('churn-kept', metadata({ accuracy: '0.95' }));
  await gate.register('churn-kept', metadata({ accuracy: '0.50' }));
  await gate.register('churn-kept');
  const byHand = await gate.register('churn-kept', metadata({ accuracy: '0.94' }));
  await gate.restAheadOfTime();
  await gate.update({ ModelPackageArn: byHand, ModelApprovalStatus: 'Rejected' });
  await gate.restAheadOfTime();
}

/** And what came later: a review with an answer, a switched mode, a lane, an adoption, a sweep. */
export async function doTheRest(gate: Gate): Promise<void> {
  const local = (...args: readonly string[]) => modelgate([...args, '--local', gate.world.aws.url]);
  await gate.sagemaker.send(
    new CreateProjectCommand({
      ProjectName: 'churn-serving',
      ServiceCatalogProvisioningDetails: {
        ProductId: 'prod-1',
        ProvisioningArtifactId: 'pa-1',
        ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
      },
    }),
  );
  await gate.group('asked-kept');
  await gate.register('asked-kept', metadata({ size: '11' }));
  await gate.register('churn-kept', metadata({ accuracy: '0.96' }));
  await gate.restAheadOfTime();
  await local('approve', 'asked-kept/1', '--comment', 'small enough', '--as', 'mei');
  await local('mode', 'Audit', '--group', 'asked-kept', '--reason', 'to be kept');
  await gate.adopt('churn-kept', { activeSince: gate.world.now(), includesBacklog: false });
  await gate.world.runtime.runSchedule('reconcile');
  await gate.restAheadOfTime();
}

/** An item as the SDK has it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Every item of the ledger's table, in the order of its keys. */
export async function scanItems({ world }: Pick<Gate, 'world'>): Promise<readonly Item[]> {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: world.aws.url, region: 'us-east-1', credentials });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: world.runtime.nameOf('LedgerTable') }));
  client.destroy();
  const keyOf = (item: Item): string => `${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`;
  return Items.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b)));
}
