// A day of a gate for the auditor: decided by policy, by people, past the policies and around the gate, carried on, archived.
import { CreateProjectCommand } from '@aws-sdk/client-sagemaker';
import { ACCOUNT, TEN_LINES, untilDoorsOpen, type Gate } from './gate.ts';
import { RISK_APPROVERS } from './risk-approvers.ts';

/** Its comment has to be in the dossier. */
export const FRAUD = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: fraud } # the floor was agreed on in October
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  validations:
    - { name: floor, range: { value: metadata.auc, min: 0.90 }, action: Reject }
  reviews:
    - name: risk-review
      reviewers: { groups: [risk-approvers] }
      count: 2
      notFrom: ["metadata:trained_by"]
      requireComment: true
  onPass: RequireReview
`;
const EXCEPTION = `apiVersion: modelgate/v1
kind: PolicyException
metadata: { name: churn-new-market }
spec:
  policy: churn-accuracy
  validation: accuracy-floor
  package: churn-winback/2
  until: "2099-06-30"
  reason: only eight weeks of data yet
  approvedBy: tomas
`;
const SERVING = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`;
const COPY = `apiVersion: modelgate/v1
kind: Registration
metadata: { name: churn-copy }
spec:
  match: { modelPackageGroups: ["churn-winback"], accounts: ["${ACCOUNT}"] }
  target:
    modelPackageGroup: arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/copies-of-winback
    createGroup: true
`;
/** The policy folder. */
export const FILES = {
  churn: TEN_LINES.replace('  onPass', '  olderThanApproved: Allow\n  onPass'),
  people: RISK_APPROVERS,
  fraud: FRAUD,
  exception: EXCEPTION,
  serving: SERVING,
  copy: COPY,
};

/** The day itself. `done` runs a command line that has to succeed. */
export async function liveThroughADay(gate: Gate, done: (...args: readonly string[]) => Promise<void>): Promise<void> {
  const ServiceCatalogProvisioningDetails = {
    ProductId: 'prod-1',
    ProvisioningArtifactId: 'pa-1',
    ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
  };
  await gate.sagemaker.send(
    new CreateProjectCommand({ ProjectName: 'churn-serving', ServiceCatalogProvisioningDetails }),
  );
  await gate.group('churn-winback');
  await gate.group('fraud-card');
  const accuracy = (value: string) => ({ CustomerMetadataProperties: { accuracy: value } });
  await gate.register('churn-winback', accuracy('0.95'));
  await gate.restAheadOfTime();
  await gate.register('churn-winback', accuracy('0.85'));
  const rejected = await gate.register('churn-winback', accuracy('0.80'));
  for (const auc of ['0.95', '0.88'])
    await gate.register('fraud-card', { CustomerMetadataProperties: { auc, trained_by: 'Ines' } });
  await gate.restAheadOfTime();
  await untilDoorsOpen(gate);
  await done('approve', 'fraud-card/1', '--comment', 'read the report', '--as', 'mei');
  await done('approve', 'fraud-card/1', '--comment', 'me too <script>', '--as', 'tomas');
  await done('bypass', 'fraud-card/2', '--comment', 'incident 4711', '--as', 'tomas');
  await done('mode', 'Audit', '--group', 'sandbox', '--reason', 'only to look');
  await gate.update({ ModelPackageArn: rejected, ModelApprovalStatus: 'Approved', ApprovalDescription: 'by hand' });
  await gate.restAheadOfTime();
  gate.world.advance(26 * 3_600_000);
  await gate.world.runtime.runSchedule('reconcile');
  await gate.restAheadOfTime();
}
