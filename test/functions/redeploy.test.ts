// Redeploying through the real handlers on the embedded stack: an approval reaches the project that serves the model.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AddTagsCommand, CreateProjectCommand, DescribeProjectCommand } from '@aws-sdk/client-sagemaker';
import { listenTo } from './listen.ts';
import { ACCOUNT, startGate, TEN_LINES, type Gate } from './gate.ts';
import { modelgate } from '../cli/given.ts';
import { untilLane } from './lanes.ts';

/** Decided side by side, an older version may come after a newer one. */
const ANY_ORDER = TEN_LINES.replace('  onPass', '  olderThanApproved: Allow\n  onPass');
const LANE = `project/${ACCOUNT}/us-east-1/churn-serving`;
const SERVING = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: churn-serving }
spec:
  match: { modelPackageGroups: ["churn-*"], exclude: ["churn-tagged"] }
  project: churn-serving
  parameters: { ModelPackageArn: "\${modelPackage.arn}", Release: "v\${modelPackage.version}" }
  onRejected: PreviousApproved
`;

const TAGGED = `apiVersion: modelgate/v1
kind: ProjectRedeployment
metadata: { name: tagged }
spec:
  match: { modelPackageGroups: ["churn-tagged"] }
  fromTag: sagemaker:project-name
  parameters: { ModelPackageArn: "\${modelPackage.arn}" }
`;

const versionOf = (arn: string): number => Number(arn.split('/').at(-1));

/** The trace that a line about a version was written in, as its logger tells it. */
function traceOf(gate: Gate, message: string, arn: string, phase?: string): string | undefined {
  const lines = gate.logs
    .filter((line) => line.includes(arn))
    .map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
  const found = lines.find(
    (line) => line['message'] === message && line['modelPackageArn'] === arn && line['phase'] === phase,
  );
  return found?.['xray_trace_id'];
}

// A wake-up that meets another worker's call asks for one more when that call's lease is over, six minutes later. It will find nothing to
// do, but a gate with a message is not at rest: the stories put the clock forward.
describe('a project that serves a group', () => {
  let gate: Gate;
  before(async () => {
    gate = await startGate({ 'churn-accuracy': ANY_ORDER, 'churn-serving': SERVING, tagged: TAGGED });
    await gate.group('churn-winback');
    const given = { ModelPackageArn: 'none', Release: 'none', Stage: 'prod' };
    await gate.sagemaker.send(
      new CreateProjectCommand({
        ProjectName: 'churn-serving',
        ProjectDescription: 'ours',
        ServiceCatalogProvisioningDetails: {
          ProductId: 'prod-1',
          ProvisioningArtifactId: 'pa-1',
          ProvisioningParameters: Object.entries(given).map(([Key, Value]) => ({ Key, Value })),
        },
      }),
    );
  });
  after(() => gate.stop());
  const served = async () => {
    const project = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'churn-serving' }));
    const { ProvisioningArtifactId, ProvisioningParameters = [] } = project.ServiceCatalogProvisioningDetails ?? {};
    const parameters = Object.fromEntries(ProvisioningParameters.map(({ Key, Value }) => [Key, Value]));
    return {
      status: project.ProjectStatus,
      description: project.ProjectDescription,
      ProvisioningArtifactId,
      parameters,
    };
  };
  const finished = () =>
    gate.published.filter(({ event }) => event['detail-type'] === 'Project Update Finished').length;
  const good = () => gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.95' } });

  test('is updated with the version that was approved, and nothing else of it changes', async () => {
    const arn = await good();

    await gate.restAheadOfTime();

    assert.deepEqual(await served(), {
      status: 'UpdateCompleted',
      description: 'ours',
      ProvisioningArtifactId: 'pa-1',
      parameters: { ModelPackageArn: arn, Release: 'v1', Stage: 'prod' },
    });
    assert.equal(finished(), 1);
  });

  test('is followed by traces: an event carries that of the invocation that published it, into the queues that it starts', async () => {
    const listening = await listenTo(gate, 'modelgate');
    const arn = await good();

    const events = await listening.until('Project Update Finished');

    const traces = new Map(events.map(({ type, trace }) => [type, trace]));
    assert.match(traces.get('Model Package Decision Made') ?? '', /^1-[0-9a-f]{8}-[0-9a-f]{24}$/u);
    assert.equal(traces.get('Model Package Decision Made'), traceOf(gate, 'decision', arn));
    assert.equal(traces.get('Project Update Started'), traceOf(gate, 'lane moved', arn, 'following'));
    await listening.stop();
    await gate.restAheadOfTime();
  });

  test('gets ten approvals in two updates: the first one, and one more with the newest', async () => {
    const { projects, aws } = gate.world;
    projects.hold('churn-serving');
    const earlier = aws.calls.counts()['SageMaker.UpdateProject'] ?? 0;
    const first = await good();
    await untilLane(gate, LANE, ({ attempt }) => attempt?.phase === 'following');
    const others = await Promise.all(Array.from({ length: 9 }, () => good()));
    const newest = others.reduce((one, other) => (versionOf(other) > versionOf(one) ? other : one));
    await untilLane(gate, LANE, ({ wanted }) => wanted?.version === versionOf(newest));

    projects.release({ account: ACCOUNT, region: 'us-east-1' }, 'churn-serving');
    await gate.restAheadOfTime();

    const lane = await untilLane(gate, LANE, ({ attempt }) => attempt === null);
    assert.equal((await served()).parameters['ModelPackageArn'], newest);
    assert.equal((aws.calls.counts()['SageMaker.UpdateProject'] ?? 0) - earlier, 2);
    assert.deepEqual(
      [lane.outcome, lane.history[0]].map((outcome) => outcome?.wanted.version),
      [versionOf(newest), versionOf(first)],
    );
  });

  test('goes back to the version approved before when the served one is rejected by hand', async () => {
    const { parameters } = await served();
    const current = parameters['ModelPackageArn'] ?? '';

    await gate.update({ ModelPackageArn: current, ModelApprovalStatus: 'Rejected' });
    await gate.restAheadOfTime();

    const previous = current.replace(/\d+$/u, String(versionOf(current) - 1));
    assert.equal((await served()).parameters['ModelPackageArn'], previous);
  });

  test('F34 is tried three times where its update fails, and each failure is told to the owner that the group names', async () => {
    await gate.sagemaker.send(
      new AddTagsCommand({
        ResourceArn: `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/churn-winback`,
        Tags: [{ Key: 'modelgate:owner', Value: 'owner@example.com' }],
      }),
    );
    // Tags are read again after ten minutes.
    gate.world.advance(11 * 60_000);
    const { projects, aws, people } = gate.world;
    const earlier = aws.calls.counts()['SageMaker.UpdateProject'] ?? 0;
    const stop = aws.calls.onCall(({ operation }) => {
      if (operation === 'SageMaker.UpdateProject') projects.failNext('churn-serving', 'limit exceeded');
    });
    projects.failNext('churn-serving', 'limit exceeded');
    await good();
    await gate.restAheadOfTime();
    stop();

    const mails = people.ses.outbox().filter(({ to }) => to.includes('owner@example.com'));
    assert.equal((aws.calls.counts()['SageMaker.UpdateProject'] ?? 0) - earlier, 3);
    assert.equal(mails.length, 3);
    assert.match(
      mails[0]?.text ?? '',
      /The project could not be redeployed[^]*Project churn-serving[^]*limit exceeded/u,
    );
  });

  test('is left alone by a version that was rejected', async () => {
    const { parameters } = await served();

    await gate.register('churn-winback', { CustomerMetadataProperties: { accuracy: '0.5' } });
    await gate.restAheadOfTime();

    assert.deepEqual((await served()).parameters, parameters);
  });

  test('is asked for in words where neither tag nor version names it, and gets the version on modelgate projects --retry once the tag is set', async () => {
    const { aws, people, now } = gate.world;
    const projects = (...args: string[]) => modelgate(['projects', '--local', aws.url, ...args], { clock: now });
    const resource = `arn:aws:sagemaker:us-east-1:${ACCOUNT}:model-package-group/churn-tagged`;
    await gate.group('churn-tagged');
    const tag = (Key: string, Value: string) =>
      gate.sagemaker.send(new AddTagsCommand({ ResourceArn: resource, Tags: [{ Key, Value }] }));
    await tag('modelgate:owner', 'tagged@example.com');
    const arn = await gate.register('churn-tagged', { CustomerMetadataProperties: { accuracy: '0.95' } });
    await gate.restAheadOfTime();

    const unknown = await projects('--name', 'tagged');
    const [mail] = people.ses.outbox().filter(({ to }) => to.includes('tagged@example.com'));
    await gate.sagemaker.send(
      new CreateProjectCommand({
        ProjectName: 'tagged-serving',
        TemplateProviders: [
          {
            CfnTemplateProvider: {
              TemplateName: 'serving',
              TemplateURL: 'https://example.s3.amazonaws.com/t.yaml',
              Parameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
            },
          },
        ],
      }),
    );
    await tag('sagemaker:project-name', 'tagged-serving');
    // Tags are read again after ten minutes.
    gate.world.advance(11 * 60_000);
    const retried = await projects('--retry');
    await untilLane(gate, `project/${ACCOUNT}/us-east-1/tagged-serving`, ({ served: last }) => last !== null);
    const known = await projects('--name', 'tagged');

    assert.equal(unknown.exit, 4);
    assert.match(unknown.out, /no project known for group churn-tagged[^]*did not get churn-tagged v1[^]*set the tag/u);
    assert.match(mail?.text ?? '', /finds no project for group churn-tagged[^]*set the tag sagemaker:project-name/u);
    assert.match(retried.out, /tried again now/u);
    const answer = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'tagged-serving' }));
    assert.equal(answer.TemplateProviderDetails?.[0]?.CfnTemplateProviderDetail?.Parameters?.[0]?.Value, arn);
    assert.equal(known.exit, 0);
    assert.match(known.out, /^tagged-serving .*UpdateCompleted[^]*serves churn-tagged v1 \(since /u);
  });

  test('has its calls made by redeploy alone', async () => {
    const { LastModifiedBy } = await gate.sagemaker.send(new DescribeProjectCommand({ ProjectName: 'churn-serving' }));

    assert.match(LastModifiedBy?.IamIdentity?.Arn ?? '', /assumed-role\/RedeployRole\//u);
  });
});
