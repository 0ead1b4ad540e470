// The probe for a real account, run against the embedded AWS: it sees each variant, and leaves nothing behind.
import assert from 'node:assert/strict';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateProjectCommand,
  DescribeProjectCommand,
  ListModelPackageGroupsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startAws } from '../../local/aws.ts';
import { makeSageMaker } from '../../local/sagemaker/sagemaker.ts';
import type { SageMakerEvent } from '../../local/sagemaker/state-change.ts';
import type { Variants } from '../../local/sagemaker/variants.ts';
import { probe } from '../../scripts/probe/probe.ts';
import { type AsUpdater, makeUpdater, projectQuestion } from '../../scripts/probe/project-question.ts';
import { openSite } from '../../scripts/probe/site.ts';
import { QUESTIONS } from '../../scripts/probe/questions.ts';

const PLACE = { account: '111122223333', region: 'us-east-1' };
// A second without an event: with less, those of the question before would be left for the next one.
const OPTIONS = { wait: 1_000, image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/probe:1', isMeant: true };

async function registry(t: TestContext, variants: Partial<Variants>) {
  const world = { now: Date.now, random: Math.random };
  const emit = (event: SageMakerEvent): void =>
    aws.eventbridge.putFromAws({ ...event, detailType: event['detail-type'], time: Date.parse(event.time) });
  const aws = await startAws({ port: 0, ...PLACE, world, services: [makeSageMaker({ world, emit, variants })] });
  const settings = {
    endpoint: aws.url,
    region: PLACE.region,
    maxAttempts: 1,
    credentials: { accessKeyId: PLACE.account, secretAccessKey: 'x' },
  };
  const clients = {
    settings,
    sagemaker: new SageMakerClient(settings),
    eventbridge: new EventBridgeClient(settings),
    sqs: new SQSClient(settings),
  };
  t.after(async () => {
    for (const client of [clients.sagemaker, clients.eventbridge, clients.sqs]) client.destroy();
    await aws.close();
  });
  return clients;
}

async function leftBy({
  sagemaker,
  eventbridge,
  sqs,
}: Awaited<ReturnType<typeof registry>>): Promise<readonly unknown[]> {
  const groups = await sagemaker.send(new ListModelPackageGroupsCommand({}));
  const rules = await eventbridge.send(new ListRulesCommand({}));
  const queues = await sqs.send(new ListQueuesCommand({}));
  return [...(groups.ModelPackageGroupSummaryList ?? []), ...(rules.Rules ?? []), ...(queues.QueueUrls ?? [])];
}

test('a registry as it is taken for likely answers as expected, and nothing is left', async (t) => {
  const clients = await registry(t, {});
  const lines: string[] = [];

  const others = await probe(clients, OPTIONS, (line) => void lines.push(line));

  assert.equal(others, 0, lines.join('\n'));
  assert.equal(lines.filter((line) => line.startsWith('= ')).length, QUESTIONS.length);
  assert.equal(QUESTIONS.length, 10);
  assert.equal(lines.at(-1), 'all of it is removed');
  assert.deepEqual(await leftBy(clients), []);
});

test('a registry that does everything else is seen through', async (t) => {
  const clients = await registry(t, {
    metadata: 'replace',
    clientTokenWindow: 'none',
    noOpUpdateEmits: false,
    batchErrorCode: 'ModelPackageNotFound',
    creationEvents: 'progress',
    deletionEmits: true,
    arnCase: 'lower',
  });
  const lines: string[] = [];

  const others = await probe(clients, OPTIONS, (line) => void lines.push(line));

  // What ApprovalDescription does has no variant.
  assert.equal(others, QUESTIONS.length - 1, lines.join('\n'));
  for (const seen of [
    'Pending, InProgress, Completed',
    'lower case',
    'two versions',
    'seen go',
    'ModelPackageNotFound',
  ])
    assert.ok(lines.join('\n').includes(seen), `${seen}\n${lines.join('\n')}`);
  assert.deepEqual(await leftBy(clients), []);
});

test('without --yes it says what it would make, and makes nothing', async (t) => {
  const clients = await registry(t, {});
  const lines: string[] = [];

  await probe(clients, { ...OPTIONS, isMeant: false }, (line) => void lines.push(line));

  assert.match(lines[0] ?? '', /^makes and removes: model package group modelgate-Probe-\w{8} /u);
  assert.match(lines[1] ?? '', /with --yes/u);
  assert.deepEqual(await leftBy(clients), []);
});

describe('a project that may be updated', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/updater';
  /** A project with these parameters, and what the question about it sees. */
  async function asked(t: TestContext, values: readonly string[], asUpdater?: AsUpdater) {
    const { settings, ...clients } = await registry(t, {});
    const ProvisioningParameters = values.map((Value, i) => ({ Key: `P${i}`, Value }));
    const details = { ProductId: 'prod-serving', ProvisioningArtifactId: 'pa-1', ProvisioningParameters };
    const project = { ProjectName: 'sandbox', ServiceCatalogProvisioningDetails: details };
    await clients.sagemaker.send(new CreateProjectCommand(project));
    await untilCreated(clients.sagemaker);
    const { ask } = projectQuestion('sandbox', asUpdater ?? makeUpdater(ROLE, settings), 5);
    const names = { group: 'g', rule: 'r', queue: 'q' };
    const site = await openSite(clients, names, OPTIONS);
    t.after(() => site.remove());
    return { seen: await ask(site), sagemaker: clients.sagemaker };
  }
  async function untilCreated(sagemaker: SageMakerClient): Promise<void> {
    const { ProjectStatus } = await sagemaker.send(new DescribeProjectCommand({ ProjectName: 'sandbox' }));
    if (ProjectStatus === 'CreateCompleted') return;
    await pause(20);
    await untilCreated(sagemaker);
  }

  test('is updated with what it has by a session that may do nothing else, and no right is missing', async (t) => {
    const { seen, sagemaker } = await asked(t, ['v1', 'prod']);

    assert.equal(seen, 'none');
    const { ServiceCatalogProvisioningDetails: has } = await sagemaker.send(
      new DescribeProjectCommand({ ProjectName: 'sandbox' }),
    );
    assert.deepEqual(
      has?.ProvisioningParameters?.map(({ Value }) => Value),
      ['v1', 'prod'],
    );
  });

  test('names the right that is missing', async (t) => {
    const said = 'User is not authorized to perform: servicecatalog:UpdateProvisionedProduct on resource: *';
    const refusing = { send: () => Promise.reject(new Error(said)), destroy: () => undefined };

    const { seen } = await asked(t, ['v1'], async () => refusing as unknown as SageMakerClient);

    assert.equal(seen, 'servicecatalog:UpdateProvisionedProduct');
  });

  test('is left alone where a parameter is hidden', async (t) => {
    const { seen } = await asked(t, ['v1', '****'], () => assert.fail('nobody updates it'));

    assert.match(seen, /^not asked: a parameter of the project is hidden/u);
  });
});
