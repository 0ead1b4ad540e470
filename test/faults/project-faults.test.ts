// Rows F33 to F36 of the fault matrix over real HTTP: projects that take hours, calls that are refused or whose answer is lost.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { CreateProjectCommand, DescribeProjectCommand } from '@aws-sdk/client-sagemaker';
import { faultRule, type FaultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from '../functions/gate.ts';
import { untilLane } from '../functions/lanes.ts';
import { untilTrue } from '../functions/until-true.ts';

const MINUTE = 60_000;
const PLACE = { account: ACCOUNT, region: 'us-east-1' };
const LANE = `project/${ACCOUNT}/us-east-1/churn-serving`;
const SERVING = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`;
const THROTTLED = { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 };

describe('redeployment, while calls fail', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ 'churn-accuracy': TEN_LINES, 'churn-serving': SERVING });
    await gate.group('churn-winback');
    await gate.sagemaker.send(
      new CreateProjectCommand({
        ProjectName: 'churn-serving',
        TemplateProviders: [
          {
            CfnTemplateProvider: {
              TemplateName: 'serving',
              TemplateURL: 'https://templates.s3.amazonaws.com/serving.yaml',
              Parameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
            },
          },
        ],
      }),
    );
  });
  after(() => gate.stop());
  afterEach(async () => {
    gate.world.aws.faults.set([]);
    assert.ok(
      Object.values(gate.world.runtime.dlqDepths()).every((depth) => depth === 0),
      'no dead letters',
    );
  });

  const fail = (rule: Pick<FaultRule, 'operation' | 'fault'> & Partial<FaultRule>): void =>
    gate.world.aws.faults.set([faultRule(rule)]);
  const approve = () => gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.95' } });
  const updates = (): number => gate.world.aws.calls.counts()['SageMaker.UpdateProject'] ?? 0;
  const told = (what: string): number =>
    gate.published.filter(({ event }) => event['detail-type'] === `Project Update ${what}`).length;
  const served = async (): Promise<string | undefined> => {
    const project = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'churn-serving' }));
    assert.equal(project.ProjectStatus, 'UpdateCompleted');
    const [provider] = project.TemplateProviderDetails ?? [];
    return provider?.CfnTemplateProviderDetail?.Parameters?.find(({ Key }) => Key === 'ModelPackageArn')?.Value;
  };
  const versionOf = (arn: string): number => Number(arn.split('/').at(-1));

  test('F33 F36 an update that takes hours: no second call, ever longer pauses, an alarm after an hour, then the newest only', async () => {
    const { projects, aws } = gate.world;
    projects.hold('churn-serving');
    await approve();
    await untilLane(gate, LANE, ({ attempt }) => attempt?.phase === 'following');
    const arns = [await approve(), await approve()];
    await untilLane(gate, LANE, ({ wanted }) => wanted?.version === versionOf(arns[1] ?? ''));
    const [earlier, looks] = [updates(), aws.calls.counts()['SageMaker.DescribeProject'] ?? 0];

    for (let minutes = 0; minutes < 90; minutes += 15) {
      // A worker that has written the lane may still be about to send the wake-up, whose time would begin after the quarter of an hour.
      await untilTrue(gate.world.isWaiting);
      const { revision } = await untilLane(gate, LANE, () => true);
      gate.world.advance(15 * MINUTE);
      // At most two minutes lie between two looks: one is due now.
      await untilLane(gate, LANE, (lane) => lane.revision > revision);
    }
    await untilTrue(() => gate.logs.some((line) => line.includes('a lane waits') && line.includes('churn-serving')));
    const waiting = [updates() - earlier, (aws.calls.counts()['SageMaker.DescribeProject'] ?? 0) - looks];
    projects.release(PLACE, 'churn-serving');
    await gate.restAheadOfTime();

    assert.equal(waiting[0], 0);
    assert.ok((waiting[1] ?? 0) < 45, `${waiting[1]} looks in one hour and a half`);
    assert.ok(gate.logs.some((line) => line.includes('LanesWaiting')));
    assert.equal(updates() - earlier, 1);
    assert.equal(await served(), arns[1]);
  });

  test('F34 UpdateProject is throttled: sent again later, told as one update', async () => {
    const [earlier, started, failed] = [updates(), told('Started'), told('Failed')];
    fail({ operation: 'SageMaker.UpdateProject', fault: 'error', error: THROTTLED, times: 2 });

    const arn = await approve();
    await gate.restAheadOfTime();

    assert.equal(await served(), arn);
    assert.equal(updates() - earlier, 3);
    assert.deepEqual([told('Started') - started, told('Failed') - failed], [1, 0]);
  });

  for (const [fault, sent] of [
    ['dropAfter', 1],
    ['dropBefore', 2],
  ] as const)
    test(`F35 the answer to UpdateProject is lost (${fault}): the project itself tells, once the lease is over`, async () => {
      const [earlier, finished] = [updates(), told('Finished')];
      fail({ operation: 'SageMaker.UpdateProject', fault, times: 1 });

      const arn = await approve();
      const ahead = await gate.restAheadOfTime();

      assert.ok(ahead > 5 * MINUTE, `the lease was waited for, not ${ahead} ms`);
      assert.equal(updates() - earlier, sent);
      assert.equal(await served(), arn);
      assert.equal(told('Finished') - finished, 1);
    });

  test('I9 a worker killed between the effect of its UpdateProject and the answer: no second update', async () => {
    const earlier = updates();
    const { projects, runtime } = gate.world;
    projects.hold('churn-serving');
    fail({ operation: 'SageMaker.UpdateProject', fault: 'slowBody', times: 1 });
    const arn = await approve();
    await untilTrue(async () => {
      const project = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'churn-serving' }));
      return project.ProjectStatus === 'UpdateInProgress';
    });

    await runtime.kill('redeploy');
    projects.release(PLACE, 'churn-serving');
    await gate.restAheadOfTime();

    assert.equal(updates() - earlier, 1);
    assert.equal(await served(), arn);
  });
});
