// What people approve while the gate only watches: projects and copies wait, and are worked off once, the newest version alone, when it acts again.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import {
  CreateProjectCommand,
  DescribeProjectCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { makeLanes } from '../../lib/aws/lanes.ts';
import { modelgate } from '../cli/given.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';

const TARGET = '444455556666';
const ROLE = `arn:aws:iam::${TARGET}:role/modelgate-registration`;
const COPIES = `arn:aws:sagemaker:us-east-1:${TARGET}:model-package-group/churn-served`;
const SERVING = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: [churn-served] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
---
apiVersion: modelgate/v1
kind: Registration
metadata: { name: churn-copies }
spec:
  match: { modelPackageGroups: [churn-served], accounts: ["${ACCOUNT}"] }
  target: { modelPackageGroup: "${COPIES}", roleArn: "${ROLE}", externalId: modelgate-${ACCOUNT}, createGroup: true }
`;
/** A lane that waits for the mode looks again so often. */
const LOOK_AGAIN = 15 * 60_000;

let gate: Gate;
let there: SageMakerClient;
const effects: string[] = [];
before(async () => {
  gate = await startGate({ 'churn-accuracy': TEN_LINES, serving: SERVING });
  const credentials = { accessKeyId: TARGET, secretAccessKey: 'local' };
  there = new SageMakerClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
  gate.world.aws.sts.trust({ roleArn: ROLE, externalId: `modelgate-${ACCOUNT}`, accounts: [ACCOUNT] });
  await gate.group('churn-served');
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
  gate.world.aws.calls.onCall(({ operation, account }) => {
    if (operation === 'SageMaker.UpdateProject') effects.push('UpdateProject');
    if (operation === 'SageMaker.CreateModelPackage' && account === TARGET) effects.push('copy');
  });
});
after(async () => {
  there.destroy();
  await gate.stop();
});

const mode = (...args: readonly string[]) => modelgate(['mode', ...args, '--local', gate.world.aws.url]);
/** Why the project's lane waits. */
const because = async (): Promise<string | null> => {
  const client = {
    endpoint: gate.world.aws.url,
    region: 'us-east-1',
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  };
  const lanes = makeLanes({ tableName: gate.world.runtime.nameOf('LedgerTable') ?? '', client });
  return (await lanes.readLane(`project/${ACCOUNT}/us-east-1/churn-serving`))?.because ?? null;
};
const served = async () => {
  const { ServiceCatalogProvisioningDetails: details } = await gate.sagemaker.send(
    new DescribeProjectCommand({ ProjectName: 'churn-serving' }),
  );
  return details?.ProvisioningParameters?.find(({ Key }) => Key === 'ModelPackageArn')?.Value;
};
const copies = async (): Promise<number> => {
  const list = new ListModelPackagesCommand({ ModelPackageGroupName: COPIES });
  const { ModelPackageSummaryList: rows = [] } = await there.send(list).catch(() => ({ ModelPackageSummaryList: [] }));
  return rows.length;
};
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let rounds = 0; !(await isSo()); rounds++) {
    if (rounds > 2_000) throw new Error(`it never came to this: ${what}`);
    await pause(50);
  }
}
/** Time passes, and whoever waited for it has done what it does. */
async function pass(milliseconds: number): Promise<void> {
  gate.world.advance(milliseconds);
  await gate.world.runtime.runSchedule('reconcile');
  await until('nobody is at work', async () => gate.world.isWaiting());
}

test('in Audit what people approve moves no project and no copy; back in Enforce the newest version is served, once', async () => {
  await mode('Audit', '--reason', 'watch first');
  const arns: string[] = [];
  for (const accuracy of ['0.93', '0.94', '0.95']) {
    const arn = await gate.register('churn-served', { CustomerMetadataProperties: { accuracy } });
    await gate.update({ ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
    arns.push(arn);
  }
  await until('three decisions about what people did', async () => {
    const external = gate.decisions.filter(({ origin }) => origin === 'External');
    return new Set(external.map(({ subject }) => subject.modelPackageArn)).size === arns.length;
  });
  for (let quarters = 0; quarters < 2; quarters++) await pass(LOOK_AGAIN + 1_000);
  const [watched, waiting] = [[...effects], await because()];

  await mode('Enforce', '--reason', 'go live');
  await pass(LOOK_AGAIN + 1_000);
  await until('project and copy', async () => (await served()) === arns[2] && (await copies()) > 0);
  for (let quarters = 0; quarters < 2; quarters++) await pass(LOOK_AGAIN + 1_000);

  assert.deepEqual(watched, []);
  assert.equal(waiting, 'the mode of churn-served is Audit: nothing is redeployed');
  assert.equal(await served(), arns[2]);
  assert.equal(effects.filter((one) => one === 'UpdateProject').length, 1);
  assert.equal(await copies(), 1);
});
