// The probe for a real account, run against the embedded AWS: it sees each variant, and leaves nothing behind.
import assert from 'node:assert/strict';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListModelPackageGroupsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { test, type TestContext } from 'node:test';
import { startAws } from '../../local/aws.ts';
import { makeSageMaker } from '../../local/sagemaker/sagemaker.ts';
import type { SageMakerEvent } from '../../local/sagemaker/state-change.ts';
import type { Variants } from '../../local/sagemaker/variants.ts';
import { probe } from '../../scripts/probe/probe.ts';
import { QUESTIONS } from '../../scripts/probe/questions.ts';

const PLACE = { account: '111122223333', region: 'us-east-1' };
const OPTIONS = { wait: 1, image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/probe:1', isMeant: true };

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
    sagemaker: new SageMakerClient(settings),
    eventbridge: new EventBridgeClient(settings),
    sqs: new SQSClient(settings),
  };
  t.after(async () => {
    for (const client of Object.values(clients)) client.destroy();
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
