// What each function's role is granted, held against what the functions do: the embedded AWS refuses what is not granted; here nothing granted is unused.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  CreateProjectCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { after, before, describe, test } from 'node:test';
import { actionOf, roleOf } from '../../local/front/permissions.ts';
import { makeDeadLetterQueues } from '../../lib/aws/dead-letter-queues.ts';
import { modelgate } from '../cli/given.ts';
import { faultRule } from '../../local/faults/fault-rule.ts';
import { ACCOUNT, startGate, type Gate } from './gate.ts';
import { lanesOf, untilLane } from './lanes.ts';
import { answerTheReview } from './rights-reviewer.ts';
import { BY_LAMBDA, ELSEWHERE, FILES, SPOKE, SPOKE_ROLE, TARGET, TARGET_ROLE } from './rights-given.ts';

/** Stands in each input at a place that no policy reads. */
const CANARY = 'canary-5f1c9e77';
/** In a comment of a policy file, and in a message that is no event. */
const [IN_POLICY, IN_POISON] = ['canary-policy-77ab03', 'canary-poison-10fe'];

const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;
/** Functions that a queue feeds. */
const READERS: ReadonlySet<string> = new Set([
  'DecideRole',
  'PromoteRole',
  'RedeployRole',
  'RegisterRole',
  'NotifyRole',
]);
const projectOf = (ProjectName: string): CreateProjectCommand =>
  new CreateProjectCommand({
    ProjectName,
    ServiceCatalogProvisioningDetails: {
      ProductId: 'prod-1',
      ProvisioningArtifactId: 'pa-1',
      ProvisioningParameters: [{ Key: 'ModelPackageArn', Value: 'none' }],
    },
  });
const byText = (one: string, other: string): number => (one < other ? -1 : 1);

describe('the rights of the functions', () => {
  let gate: Gate;
  const used = new Map<string, Set<string>>();
  const pages: string[] = [];
  /** What lies in the dead letter queues, and what redrive says of it. */
  const letters: string[] = [];
  /** What came up under way and belongs to nobody else: codes, sessions, nonces. */
  const secrets: string[] = [];
  before(async () => {
    gate = await startGate(FILES);
    gate.world.aws.calls.onCall(({ operation, principalArn }) => {
      const role = roleOf(principalArn);
      if (role === undefined) return;
      (used.get(role) ?? used.set(role, new Set()).get(role))?.add(actionOf(operation));
      mishap(role, operation);
    });
    for (const name of ['churn-a', 'churn-tagged']) await gate.group(name);
    await prepareOtherAccounts();
    await liveThroughEverything();
  });
  after(() => gate.stop());

  /** The call under way fails where the function needs one more right to get over it: a message of its own that waits, a copy that is looked for. */
  function mishap(role: string, operation: string): void {
    const { faults } = gate.world.aws;
    const error = { code: 'ValidationException', message: 'told to fail', status: 400 };
    const isReader = READERS.has(role) && !used.get(role)?.has('sqs:ChangeMessageVisibility');
    if (isReader && operation.startsWith('DynamoDB.'))
      faults.set([faultRule({ operation, fault: 'error', error, times: 1 })]);
    if (role !== 'RegisterRole' || operation !== 'SageMaker.CreateModelPackage') return;
    if (!used.get(role)?.has('sagemaker:ListModelPackages'))
      faults.set([faultRule({ operation, fault: 'dropAfter', times: 1 })]);
  }

  /** A report too large for an item of the ledger, a model in a folder. */
  const register = async (auc: number): Promise<string> => {
    const padding = randomBytes(40_000).toString('base64');
    const S3Uri = await gate.putReport(`${auc}.json`, JSON.stringify({ auc, undeclared: CANARY, padding }));
    await gate.s3.send(new PutObjectCommand({ Bucket: 'reports', Key: 'model/weights', Body: 'weights' }));
    const ModelMetrics = { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } };
    const S3DataSource = { S3Uri: 's3://reports/model/', S3DataType: 'S3Prefix', CompressionType: 'None' } as const;
    return gate.register('churn-a', {
      ModelMetrics,
      CustomerMetadataProperties: { undeclared: CANARY },
      InferenceSpecification: { Containers: [{ Image: IMAGE, ModelDataSource: { S3DataSource } }] },
    });
  };

  async function prepareOtherAccounts(): Promise<void> {
    const { aws } = gate.world;
    aws.sts.trust({ roleArn: TARGET_ROLE, externalId: 'copies', accounts: [ACCOUNT] });
    aws.sts.trust({ roleArn: SPOKE_ROLE, externalId: 'modelgate', accounts: [ACCOUNT] });
    await gate.s3.send(new CreateBucketCommand({ Bucket: 'models-own' }));
    aws.s3.share('reports', [TARGET]);
    const credentials = { accessKeyId: TARGET, secretAccessKey: 'local' };
    const theirs = new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials, forcePathStyle: true });
    await theirs.send(new CreateBucketCommand({ Bucket: `models-${TARGET}` }));
    theirs.destroy();
  }

  /** A version of the spoke account, decided and redeployed over there. */
  async function liveInTheSpoke(): Promise<void> {
    const credentials = { accessKeyId: SPOKE, secretAccessKey: 'local' };
    const spoke = new SageMakerClient({ endpoint: gate.world.aws.url, region: 'us-east-1', credentials });
    const ModelPackageGroupName = 'churn-spoke';
    await spoke.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName }));
    await spoke.send(projectOf('churn-serving'));
    const { ModelPackageArn } = await spoke.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName,
        ModelApprovalStatus: 'PendingManualApproval',
        CustomerMetadataProperties: { accuracy: '0.95' },
        InferenceSpecification: { Containers: [{ Image: IMAGE }] },
      }),
    );
    spoke.destroy();
    const hint = {
      source: 'aws.sagemaker',
      'detail-type': 'SageMaker Model Package State Change',
      account: SPOKE,
      region: 'us-east-1',
      detail: { ModelPackageArn },
    };
    await gate.world.aws.sqs.send(intakeArn(), JSON.stringify(hint));
    await rest();
  }

  /** What a lane wants was rejected, and the wake-up that would have told it is lost. */
  async function forgetAWakeUp(rejected: string): Promise<void> {
    const lane = await untilLane(gate, `project/${ACCOUNT}/us-east-1/churn-serving`, ({ attempt }) => attempt === null);
    const known = [lane.outcome, ...lane.history].map((outcome) => outcome?.wanted ?? null);
    const wanted =
      known.find((one) => one?.subject.modelPackageArn === rejected) ?? assert.fail(`${rejected} was served`);
    const now = gate.world.now();
    await lanesOf(gate).putLane(lane, {
      ...lane,
      revision: lane.revision + 1,
      wanted,
      waitingSince: now,
      nextAttemptAt: now,
    });
  }
  const intakeArn = (): string => {
    const intake = gate.world.runtime.nameOf('IntakeQueue') ?? '-';
    return gate.world.aws.sqs.queueArns().find((arn) => arn.endsWith(intake)) ?? '';
  };
  const rest = () => gate.restAheadOfTime();

  async function liveThroughEverything(): Promise<void> {
    await gate.sagemaker.send(projectOf('churn-serving'));
    await register(0.9);
    await rest();
    const served = await register(0.95);
    await rest();
    await register(0.85);
    await rest();
    const shown = await answerTheReview(gate);
    pages.push(...shown.pages);
    secrets.push(...shown.secrets);
    await rest();
    await gate.update({ ModelPackageArn: served, ModelApprovalStatus: 'Rejected' });
    const Statistics = { ContentType: 'application/json', S3Uri: 's3://reports/late.json' };
    await gate.register('churn-a', { ModelMetrics: { ModelQuality: { Statistics } } });
    await rest();
    await liveInTheSpoke();
    await gate.register('churn-tagged', {
      CustomerMetadataProperties: { accuracy: '0.95' },
      MetadataProperties: { ProjectId: 'p-none' },
    });
    await rest();
    await forgetAWakeUp(served);
    gate.world.advance(15 * 60_000);
    await gate.world.runtime.runSchedule('reconcile');
    await rest();
    await fillTheDeadLetters();
  }

  /** A message that is no event, and a mail that SES will never take: what is given up lies in a queue with its reason. */
  async function fillTheDeadLetters(): Promise<void> {
    await gate.world.aws.sqs.send(intakeArn(), `{"token": "${IN_POISON}`);
    gate.world.people.ses.refuse({
      code: 'MessageRejected',
      message: 'Email address is not verified.',
      statusCode: 400,
    });
    await register(0.84);
    await rest();
    gate.world.people.ses.refuse(null);
    const shown = await modelgate(['redrive', '--local', gate.world.aws.url], { clock: gate.world.now });
    letters.push(shown.out);
    const queues = makeDeadLetterQueues({ stack: 'modelgate-dev', region: 'us-east-1' });
    for (const queue of await queues.list())
      for (const { body, reason } of await queues.read(queue, 10)) letters.push(body, reason ?? '');
  }

  test('no call of the story was refused: nothing is missing', () => {
    assert.deepEqual(
      gate.logs.filter((line) => line.includes('is not authorized to perform')),
      [],
    );
  });

  test('nothing granted is unused, but for what Lambda does with the role', () => {
    // The scheduler only invokes.
    const here = [...gate.world.runtime.rights].filter(([role]) => role !== 'SchedulerRole');
    const unused = here.flatMap(([role, granted]) =>
      [...granted]
        .filter((action) => !used.get(role)?.has(action) && !BY_LAMBDA.test(action))
        .map((action) => `${role} ${action}`),
    );

    assert.deepEqual(unused.toSorted(byText), [...ELSEWHERE.keys()].toSorted(byText));
  });

  test('A56 canaries and secrets are in no log, event, page, Slack message, mail or dead letter', () => {
    const { botToken, signingSecret } = gate.world.people.slack.workspace;
    const told = JSON.stringify([gate.world.people.slack.messages(), gate.world.people.ses.outbox()]);
    const events = JSON.stringify(gate.published.filter(({ event }) => event.source === 'modelgate'));
    const kept = [CANARY, IN_POLICY, IN_POISON, botToken, signingSecret, 'local-secret', ...secrets];
    const sinks = { logs: gate.logs.join('\n'), events, pages: pages.join('\n'), told, letters: letters.join('\n') };

    assert.ok(secrets.length === 3 && kept.every((one) => one.length >= 6));
    for (const [sink, text] of Object.entries(sinks)) {
      assert.ok(text.length > 100, sink);
      // The code is meant for the mailbox; the page of a policy shows its whole text to whoever is signed in.
      const meant = { told: secrets[0], pages: IN_POLICY }[sink];
      const seen = kept.filter((one) => text.includes(one) && one !== meant);
      assert.deepEqual(seen, [], sink);
    }
  });
});
