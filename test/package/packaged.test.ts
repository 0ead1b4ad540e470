// The zips that are deployed, run under a stand-in of Lambda's Runtime API against the embedded AWS: event in, answer out, the work done.
import assert from 'node:assert/strict';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { TEN_LINES } from '../functions/gate.ts';
import { startFunction, type PackagedFunction } from './runtime-api.ts';
import { startStack, unpackedFunction } from './stack.ts';

const POLICIES = [{ path: 'policies/churn.yaml', text: TEN_LINES }];
const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;

/** A line of CloudWatch's embedded metric format. */
type Emf = Record<string, unknown> & {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
};

const TRACE = '1-67891233-abcdef012345678912345678';

type Subsegment = {
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly type: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly annotations: Record<string, string>;
};

/** What stands in for X-Ray's daemon: it keeps what it is sent. */
async function startDaemon() {
  const documents: Subsegment[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (datagram) => {
    const [header, document = ''] = datagram.toString().split('\n');
    assert.deepEqual(JSON.parse(header ?? ''), { format: 'json', version: 1 });
    documents.push(JSON.parse(document) as Subsegment);
  });
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    /** Resolves when so many have come. */
    heard: async (count: number): Promise<readonly Subsegment[]> => {
      while (documents.length < count) await once(socket, 'message');
      return documents;
    },
    stop: () => void socket.close(),
  };
}

let stack: Awaited<ReturnType<typeof startStack>>;
let sagemaker: SageMakerClient;

before(async () => {
  stack = await startStack({ mode: 'Enforce' });
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'x' };
  sagemaker = new SageMakerClient({ endpoint: stack.aws.url, region: 'us-east-1', credentials });
});
after(async () => {
  sagemaker.destroy();
  await stack.stop();
});

describe('decide as it is packaged', () => {
  let folder: Awaited<ReturnType<typeof unpackedFunction>>;
  let decide: PackagedFunction;
  let daemon: Awaited<ReturnType<typeof startDaemon>>;
  before(async () => {
    folder = await unpackedFunction('decide', POLICIES);
    daemon = await startDaemon();
    const environment = { ...stack.environmentFor('decide'), AWS_XRAY_DAEMON_ADDRESS: daemon.address };
    decide = await startFunction(folder.folder, environment);
  });
  after(async () => {
    await decide.stop();
    daemon.stop();
    await folder.remove();
  });

  /** What the queue holds, as Lambda hands it on. */
  async function batchOf(queue: string): Promise<{ Records: Record<string, unknown>[] }> {
    const { Messages = [] } = await stack.clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: stack.names.ref(queue),
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 5,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return {
      Records: Messages.map(({ MessageId, Body, ReceiptHandle, Attributes }) => ({
        messageId: MessageId,
        body: Body,
        receiptHandle: ReceiptHandle,
        attributes: Attributes,
        eventSourceARN: stack.names.getAtt(queue, 'Arn'),
      })),
    };
  }

  test('takes the message of a registered version and approves it', async () => {
    await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'churn-weekly' }));
    const { ModelPackageArn: arn } = await sagemaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: 'churn-weekly',
        ModelApprovalStatus: 'PendingManualApproval',
        CustomerMetadataProperties: { accuracy: '0.93' },
        InferenceSpecification: {
          Containers: [{ Image: IMAGE }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['text/csv'],
        },
      }),
    );
    const batch = await batchOf('IntakeQueue');
    assert.ok(batch.Records.length > 0);

    const answer = await decide.invoke(batch, `Root=${TRACE};Parent=53995c3f42cd8ad8;Sampled=1`);

    assert.deepEqual(answer, { ok: true, value: { batchItemFailures: [] } }, decide.output());
    const seen = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
    assert.equal(seen.ModelApprovalStatus, 'Approved');
    const published = (await batchOf('NotifyQueue')).Records.map(({ body }) => JSON.parse(String(body)) as unknown);
    assert.equal((published[0] as { 'detail-type': string })['detail-type'], 'Model Package Decision Made');
  });

  test('counts what it did under the names and dimensions that the dashboard asks for', () => {
    const counted = decide
      .output()
      .split('\n')
      .filter((line) => line.includes('"_aws"'))
      .flatMap((line) => {
        const { _aws, ...values } = JSON.parse(line) as Emf;
        return _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
          Metrics.map(({ Name }) => `${Namespace} ${Name} ${Dimensions[0]?.toSorted().join()} ${String(values[Name])}`),
        );
      });

    assert.ok(counted.includes('modelgate-dev Decisions service,verdict 1'), counted.join('\n'));
    assert.ok(counted.includes('modelgate-dev Decisions policy,service,verdict 1'));
    // Two BatchDescribe and the write: a policy on metadata needs one DescribeModelPackage more.
    assert.ok(counted.some((one) => /^modelgate-dev RegistryCalls service [34]$/u.test(one)));
    assert.ok(counted.some((one) => /^modelgate-dev TimeToDecision service \d+$/u.test(one)));
  });

  test('sends the decision and the write to X-Ray, in the trace of the invocation', async () => {
    const [write, decided] = await daemon.heard(2);

    assert.deepEqual([write?.name, decided?.name], ['UpdateModelPackage', 'decide']);
    for (const one of [write, decided]) {
      assert.deepEqual([one?.trace_id, one?.parent_id, one?.type], [TRACE, '53995c3f42cd8ad8', 'subsegment']);
      assert.ok(one && one.start_time <= one.end_time);
    }
    assert.equal(decided?.annotations['verdict'], 'Approve');
    assert.match(String(decided?.annotations['decisionId']), /^d-/u);
  });

  test('refuses what is no event, and answers that the message is done', async () => {
    const record = { messageId: '1', body: 'not JSON', attributes: { ApproximateReceiveCount: '1' } };

    const answer = await decide.invoke({ Records: [record] });

    assert.deepEqual(answer, { ok: true, value: { batchItemFailures: [] } });
    assert.match(decide.output(), /"message refused"/u);
  });

  test('an event that Lambda never sends is the invocation’s failure, and the next one is answered', async () => {
    const broken = await decide.invoke(null);
    const next = await decide.invoke({ Records: [] });

    assert.equal(broken.ok, false);
    assert.deepEqual(next, { ok: true, value: { batchItemFailures: [] } });
  });
});

test('review as it is packaged answers the private REST API and the public HTTP API alike', async (t) => {
  const { folder, remove } = await unpackedFunction('review', POLICIES);
  const review = await startFunction(folder, { ...stack.environmentFor('review'), PAGES_URL: 'https://gate.internal' });
  t.after(async () => {
    await review.stop();
    await remove();
  });
  const page = { method: 'GET', path: '/sign-in', query: { next: '/r/1?a=b' } };
  const rest = {
    httpMethod: page.method,
    path: page.path,
    multiValueHeaders: { host: ['gate.internal'], 'accept-language': ['en'] },
    multiValueQueryStringParameters: { next: [page.query.next] },
    body: null,
    isBase64Encoded: false,
    requestContext: { requestId: '1', identity: { sourceIp: '10.0.0.9', userArn: null } },
  };
  const http = {
    version: '2.0',
    rawPath: page.path,
    rawQueryString: new URLSearchParams(page.query).toString(),
    headers: { host: 'gate.internal', 'accept-language': 'en' },
    requestContext: { requestId: '1', http: { method: page.method, sourceIp: '10.0.0.9' } },
    isBase64Encoded: false,
  };

  const [private_, public_] = [await review.invoke(rest), await review.invoke(http)];

  assert.ok(private_.ok && public_.ok, review.output());
  const [one, other] = [private_.value, public_.value] as { statusCode: number; body: string }[];
  assert.equal(one?.statusCode, 200);
  assert.match(one?.body ?? '', /<form/u);
  assert.equal(one?.body, other?.body);
});
