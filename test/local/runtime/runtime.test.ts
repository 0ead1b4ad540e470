// The embedded runtime treats functions as Lambda does, and survives what they do.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Aws, startAws } from '../../../local/aws.ts';
import { type Runtime, startRuntime } from '../../../local/runtime/runtime.ts';

const FIXTURE = join(import.meta.dirname, 'fixture');
const PLACE = { account: '111122223333', region: 'us-east-1' };
const world = { now: Date.now, random: Math.random };

describe('functions wired by serverless.yml', () => {
  const lines: string[] = [];
  const invocations: { function: string; outcome: string; failures: number; batchSize: number }[] = [];
  let aws: Aws;
  let runtime: Runtime;
  let sqs: SQSClient;
  before(async () => {
    aws = await startAws({ port: 0, ...PLACE, world });
    runtime = await startRuntime({
      ...PLACE,
      serverlessFile: join(FIXTURE, 'serverless.yml'),
      projectDir: FIXTURE,
      endpoint: aws.url,
      queues: aws.sqs,
      environment: {},
      random: () => 0.5,
      onLog: (line) => void lines.push(line),
      onInvocation: (info) => void invocations.push(info),
    });
    sqs = new SQSClient({
      endpoint: aws.url,
      region: PLACE.region,
      credentials: { accessKeyId: PLACE.account, secretAccessKey: 'local' },
    });
  });
  after(async () => {
    sqs.destroy();
    await runtime.stop();
    await aws.close();
  });
  const send = async (queue: string, ...bodies: string[]) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: runtime.nameOf(queue) ?? '' }));
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  const deadLetters = () => runtime.dlqDepths()['fixture-dev-DeadLetterQueue'];

  test('a batch that fails in part is deleted but for the failed message, which comes back after its visibility', async () => {
    await send('PartialQueue', 'good', 'bad');

    await runtime.idle();

    assert.deepEqual(
      lines.filter((line) => line.startsWith('hello')).toSorted((a, b) => a.localeCompare(b)),
      ['hello bad 1', 'hello bad 2', 'hello good 1'],
    );
    assert.equal(deadLetters(), 0);
  });

  test('a function that throws is retried by its queue, until the message is a dead letter', async () => {
    await send('ThrowingQueue', 'x');

    await runtime.idle();

    const thrown = invocations.filter((one) => one.function === 'throwing');
    assert.deepEqual(
      thrown.map(({ outcome, failures }) => [outcome, failures]),
      [
        ['error', 1],
        ['error', 1],
      ],
    );
    assert.equal(deadLetters(), 1);
  });

  test('a function that runs over its timeout is ended, even from a loop that never yields', async () => {
    await send('SlowQueue', 'x');

    await runtime.idle();

    assert.deepEqual(
      invocations.filter((one) => one.function === 'slow').map(({ outcome }) => outcome),
      ['timeout'],
    );
    assert.equal(deadLetters(), 2);
  });

  test('a function that ends its process fails only its invocation', async () => {
    const died = await runtime.invoke('dying', {});

    assert.deepEqual(died, { outcome: 'error', message: "the function's process ended with 3" });
    assert.equal((await runtime.invoke('partial', { Records: [] })).outcome, 'ok');
  });

  test('a deployment gives what comes next a new environment', async () => {
    await runtime.redeploy({ GREETING: 'good morning' });

    await send('PartialQueue', 'fresh');
    await runtime.idle();

    assert.ok(lines.includes('good morning fresh 1'));
  });
});

describe('a serverless.yml that this runtime does not know', () => {
  const startWith = async (from: string, to: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'fixture-'));
    const text = await readFile(join(FIXTURE, 'serverless.yml'), 'utf8');
    assert.ok(text.includes(from));
    await writeFile(join(folder, 'serverless.yml'), text.replace(from, to));
    try {
      await startRuntime({
        ...PLACE,
        serverlessFile: join(folder, 'serverless.yml'),
        projectDir: FIXTURE,
        endpoint: 'http://127.0.0.1:1',
        queues: { receive: () => Promise.resolve([]), depth: () => ({ visible: 0, inFlight: 0, delayed: 0 }) },
        environment: {},
        random: Math.random,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('is refused for a resource type', async () => {
    await assert.rejects(
      startWith('Type: AWS::SQS::Queue', 'Type: AWS::SNS::Topic'),
      /resources\.Resources\.ThrowingQueue: type AWS::SNS::Topic is not known/u,
    );
  });

  test('is refused for a property', async () => {
    await assert.rejects(
      startWith('VisibilityTimeout: 1', 'VisibilityTimout: 1'),
      /ThrowingQueue\.Properties\.VisibilityTimout is not known/u,
    );
  });

  test('is refused for a function of CloudFormation', async () => {
    await assert.rejects(
      startWith('QUEUE: !Ref PartialQueue', 'QUEUE: { "Fn::ImportValue": x }'),
      /Fn::ImportValue is not known/u,
    );
  });

  test('is refused for a variable', async () => {
    await assert.rejects(
      startWith('${param:greeting}', '${ssm:/greeting}'),
      /variable \$\{ssm:\/greeting\} is not known/u,
    );
  });

  test('is refused for an event source and for a name that is nowhere', async () => {
    await assert.rejects(startWith('[{ sqs:', '[{ kinesis:'), /events\[0\]\.kinesis is not known/u);
    await assert.rejects(
      startWith('!GetAtt ThrowingQueue.Arn', '!GetAtt NoQueue.Arn'),
      /`NoQueue\.Arn` names nothing/u,
    );
  });
});
