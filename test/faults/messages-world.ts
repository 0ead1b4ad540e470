// What the rows about messages work with: policies, events as they are queued, and a hand on decide's calls.
import { faultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT, TEN_LINES, type Gate } from '../functions/gate.ts';

const QUALITY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: quality-gate }
spec:
  match: { modelPackageGroups: ["fraud-*"] }
  evidence:
    - name: quality
      from: ModelMetrics.ModelQuality.Statistics
      fields: { auc: { pointer: /auc, type: double } }
  validations:
    - { name: auc-floor, range: { value: quality.auc, min: 0.90 }, action: Reject }
  onPass: Approve
`;
const COSTLY = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: costly }
spec:
  match: { modelPackageGroups: ["costly-*"] }
  params: { list: { default: [${Array.from({ length: 60 }, (_, index) => index).join(', ')}] } }
  validations:
    - name: nested
      expression: 'params.list.all(a, params.list.all(b, params.list.all(c, a + b + c >= 0)))'
      action: Reject
  onPass: Approve
`;

const ASKED = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: asked }
spec:
  match: { modelPackageGroups: ["asked-*"] }
  validations:
    - { name: floor, range: { value: metadata.accuracy, min: 0.90 }, action: Reject }
  onPass: RequireReview
`;

/** The policy folder, for groups churn-*, fraud-*, costly-* and asked-*. */
export const POLICIES = { churn: TEN_LINES, quality: QUALITY, costly: COSTLY, asked: ASKED };

/** SageMaker's event about a model package, as the intake queue holds it. */
export const envelope = (arn: string, more: Record<string, unknown> = {}, detail: Record<string, unknown> = {}) =>
  JSON.stringify({
    id: crypto.randomUUID(),
    source: 'aws.sagemaker',
    'detail-type': 'SageMaker Model Package State Change',
    account: ACCOUNT,
    region: 'us-east-1',
    detail: { ModelPackageArn: arn, ...detail },
    ...more,
  });

/** Calls to the registry and the ledger that decide made meanwhile. */
export async function callsOfDecide(gate: Gate, work: () => Promise<unknown>): Promise<string[]> {
  const calls: string[] = [];
  const end = gate.world.aws.calls.onCall(({ operation, principalArn }) => {
    if (principalArn.includes('/DecideRole/') && !operation.startsWith('SQS.')) calls.push(operation);
  });
  await work();
  end();
  return calls;
}

/** The first call of this operation waits, and `act` is done before it goes on. */
export function meanwhile(gate: Gate, operation: string, act: () => Promise<unknown>): Promise<unknown> {
  const done = Promise.withResolvers<unknown>();
  gate.world.aws.faults.set([faultRule({ operation, fault: 'delay', delayMs: 700, times: 1 })]);
  const end = gate.world.aws.calls.onCall((call) => {
    if (call.operation !== operation || !call.principalArn.includes('/DecideRole/')) return;
    end();
    act().then(done.resolve, done.reject);
  });
  return done.promise;
}
