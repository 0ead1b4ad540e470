// The whole gate for one story: embedded AWS, the real functions as serverless.yml wires them, and SDK clients as a user has them.
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeModelPackageCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
  type CreateModelPackageCommandInput,
  type DescribeModelPackageCommandOutput,
  type UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import { makeThreads } from '../../local/runtime/threads.ts';
import { parseFlags } from '../../local/start/flags.ts';
import { untilRest } from '../../local/start/rest.ts';
import { startWorld, type StartedWorld } from '../../local/start/world.ts';
import { makeLedger } from '../../lib/aws/ledger.ts';
import type { Decision } from '../../lib/decisions/decision.ts';
import { BUILT_FILE, packPolicySet } from '../../lib/policy/built-set.ts';
import { loadPolicySet } from '../../lib/policy/load.ts';
import type { Adoption } from '../../lib/ports.ts';
import { BUNDLES_DIR } from '../processes/made-before.ts';

export const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

export const TEN_LINES = `apiVersion: modelgate/v1
kind: ModelApprovalPolicy
metadata: { name: churn-accuracy }
spec:
  match: { modelPackageGroups: ["churn-*"] }
  validations:
    - name: accuracy-floor
      range: { value: metadata.accuracy, min: 0.90 }
      action: Reject
  onPass: Approve
`;

const IMAGE = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:${'a'.repeat(64)}`;

type Published = {
  readonly bus: string;
  readonly event: { readonly 'detail-type': string; readonly source: string; readonly detail: unknown };
};

/** A running gate. `decisions` and `published` grow while it runs. */
export type Gate = {
  readonly world: StartedWorld;
  readonly sagemaker: SageMakerClient;
  readonly s3: S3Client;
  readonly eventbridge: EventBridgeClient;
  readonly decisions: readonly Decision[];
  readonly published: readonly Published[];
  readonly logs: readonly string[];
  readonly group: (name: string) => Promise<void>;
  /** Registers one pending version; answers its ARN. */
  readonly register: (group: string, more?: Partial<CreateModelPackageCommandInput>) => Promise<string>;
  /** As `modelgate adopt` does: since when the group's versions count as new. */
  readonly adopt: (group: string, adoption: Pick<Adoption, 'activeSince' | 'includesBacklog'>) => Promise<void>;
  readonly describe: (arn: string) => Promise<DescribeModelPackageCommandOutput>;
  readonly update: (input: UpdateModelPackageCommandInput) => Promise<void>;
  readonly putReport: (
    key: string,
    body: string | Uint8Array,
    more?: { bucket?: string; ContentEncoding?: string },
  ) => Promise<string>;
  /** Resolves when no message, delivery or function moves any more. */
  readonly rest: () => Promise<void>;
  /** Like `rest`, but what waits for its time is not waited for: the clock is put forward to it. Answers by how much (ms). */
  readonly restAheadOfTime: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Gates that follow each other in a process share its threads. */
export const threads = makeThreads();

/** Starts a gate with these policies; `args` are flags of npm start. Where not `isBuilt`, the functions read the files. */
export async function startGate(
  policies: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  { isBuilt = true } = {},
): Promise<Gate> {
  const logs: string[] = [];
  const files = Object.entries(policies).map(([name, text]) => ({ path: `policies/${name}.yaml`, text }));
  // A fault in a file would only show as functions that never answer.
  const built = { path: `policies/${BUILT_FILE}`, text: packPolicySet(loadPolicySet(files)) };
  const flags = parseFlags(['--port', '0', '--pages-port', '0', '--no-seed', ...args]);
  const good = { ok: true, digest: '', policies: files.length, files, ...(isBuilt && { built }) } as const;
  const bundlesDir = process.env[BUNDLES_DIR];
  const world = await startWorld(flags, good, {
    onDecision: () => undefined,
    onLog: (line) => void logs.push(line),
    threads,
    // A machine with much to do is slower than Lambda; a message whose function ran over its limit would come back after minutes.
    patience: 20,
    ...(bundlesDir && { bundlesDir }),
  });
  const published: Published[] = [];
  const decisions: Decision[] = [];
  world.aws.eventbridge.tap(({ bus, event }) => {
    published.push({ bus, event });
    if (event['detail-type'] === 'Model Package Decision Made')
      decisions.push((event.detail as { decision: Decision }).decision);
  });
  const clients = makeClients(world.aws.url);
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'reports' }));
  return {
    world,
    ...clients,
    decisions,
    published,
    logs,
    ...makeUser(clients),
    adopt: (group, adoption) => adopt(world, group, adoption),
    rest: () => untilRest(world),
    restAheadOfTime: () => restAheadOfTime(world),
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await world.stop();
    },
  };
}

async function adopt(
  { aws, runtime, now }: StartedWorld,
  group: string,
  adoption: Pick<Adoption, 'activeSince' | 'includesBacklog'>,
): Promise<void> {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'local' };
  const tableName = runtime.nameOf('LedgerTable') ?? '';
  const ledger = makeLedger({
    tableName,
    bucketName: null,
    client: { endpoint: aws.url, region: REGION, credentials },
  });
  await ledger.putAdoption(group, { ...adoption, by: 'user/ann', at: now() });
}

/** Resolves when functions/review answers, `most` requests at once: a first start on a busy machine may take longer than its time-out. */
export async function untilDoorsOpen({ world }: Pick<Gate, 'world'>, most = 2): Promise<void> {
  for (let isOpen = false; !isOpen; await pause(20)) {
    // On a machine that has no time for it a connection may be reset before it is answered.
    const asked = Array.from({ length: most }, () => fetch(`${world.people.url}/sign-in`).catch(() => null));
    const answers = await Promise.all(asked);
    isOpen = answers.every((answer) => answer?.ok === true);
  }
}

/** No wait in the product is longer than a day and a bit; a message that comes back for ever fails the test. */
const MOST_MS = 30 * 3_600_000;

async function restAheadOfTime(world: StartedWorld): Promise<number> {
  let ahead = 0;
  for (; !world.isResting(); await pause(10)) {
    const next = world.aws.sqs.nextVisibleAt();
    if (next === null || !world.isWaiting()) continue;
    const step = Math.max(0, next - world.now());
    ahead += step;
    if (ahead > MOST_MS) throw new Error('messages keep coming back although the clock was put forward by 30 hours');
    world.advance(step);
  }
  return ahead;
}

function makeClients(endpoint: string) {
  const common = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local', sessionToken: 'role/train-pipeline' },
  };
  return {
    sagemaker: new SageMakerClient(common),
    s3: new S3Client({ ...common, forcePathStyle: true }),
    eventbridge: new EventBridgeClient(common),
  };
}

/** What a user does with his own tools. */
function makeUser({ sagemaker, s3 }: { sagemaker: SageMakerClient; s3: S3Client }) {
  return {
    group: async (name: string) =>
      void (await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: name }))),
    register: async (group: string, more: Partial<CreateModelPackageCommandInput> = {}) => {
      const InferenceSpecification = {
        Containers: [{ Image: IMAGE }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      };
      const made = await sagemaker.send(
        new CreateModelPackageCommand({
          ModelPackageGroupName: group,
          ModelApprovalStatus: 'PendingManualApproval',
          InferenceSpecification,
          ...more,
        }),
      );
      return made.ModelPackageArn ?? '';
    },
    describe: (arn: string) => sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn })),
    update: async (input: UpdateModelPackageCommandInput) =>
      void (await sagemaker.send(new UpdateModelPackageCommand(input))),
    putReport: async (
      key: string,
      body: string | Uint8Array,
      { bucket = 'reports', ...more }: { bucket?: string; ContentEncoding?: string } = {},
    ) => {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
      return `s3://${bucket}/${key}`;
    },
  };
}
