// The embedded AWS: all services behind one port of this machine.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type CloudFormation, makeCloudFormation } from './cloudformation/cloudformation.ts';
import { makeCloudWatch } from './cloudwatch/cloudwatch.ts';
import { type DynamoDb, makeDynamoDb } from './dynamodb/dynamodb.ts';
import { type EventBridge, makeEventBridge } from './eventbridge/eventbridge.ts';
import { type Faults, makeFaults } from './faults/faults.ts';
import { type Calls, makeCalls } from './front/calls.ts';
import { makeDoor } from './front/door.ts';
import { makePermissions, type Permissions } from './front/permissions.ts';
import { type Iam, makeIam } from './iam/iam.ts';
import type { HostedService } from './front/json-protocol.ts';
import { isStateful, type Stateful } from './front/reply.ts';
import type { RestService } from './front/rest-json.ts';
import { loadState, type Parts, saveState } from './front/state-files.ts';
import { listen, stop } from './http/listen.ts';
import { makeS3, type S3 } from './s3/s3.ts';
import type { JsonService, World } from './service.ts';
import { makeSqs, type Sqs } from './sqs/sqs.ts';
import { makeSts, type Sts } from './sts/sts.ts';

/** How to start it. `port` 0 takes any free one. */
export type AwsOptions = {
  readonly port: number;
  readonly host?: string;
  /** The account of access keys that are not 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly world: World;
  /** Further services by X-Amz-Target; those with `snapshot` and `restore` are saved too. */
  readonly services?: readonly (JsonService & Partial<Stateful>)[];
  /** Further services of the REST JSON protocol; saved in the same way. */
  readonly restServices?: readonly (RestService & Partial<Stateful>)[];
  /** Put onto each call, in milliseconds. */
  readonly latencyMs?: number;
  /** Folder of the saved state; without it nothing is kept. */
  readonly dataDir?: string;
  /** Sees each request first; true when it has answered (pages beside the API). */
  readonly onHttp?: (req: IncomingMessage, res: ServerResponse) => boolean;
};

/** The running stand-in. */
export type Aws = {
  readonly url: string;
  readonly port: number;
  readonly calls: Omit<Calls, 'add'>;
  /** What goes wrong on purpose; nothing until rules are set. */
  readonly faults: Omit<Faults, 'strike'>;
  /** What the roles of functions may call; everything until rights are set. */
  readonly permissions: Pick<Permissions, 'set'>;
  readonly eventbridge: EventBridge;
  readonly sqs: Sqs;
  readonly s3: S3;
  readonly sts: Sts;
  readonly cloudformation: CloudFormation;
  readonly iam: Iam;
  readonly dynamodb: DynamoDb;
  /** Writes the state of one moment into `dataDir`; does nothing without one. */
  readonly save: () => Promise<void>;
  /** Ends long polls and connections, waits for deliveries, saves. */
  readonly close: () => Promise<void>;
};

const hosted = (service: JsonService): HostedService => ({
  name: service.target,
  action: service.target.toLowerCase(),
  ...service,
});

const statefulParts = (own: Parts, services: readonly (JsonService | RestService)[]): Parts => {
  const nameOf = (one: JsonService | RestService): string => ('target' in one ? one.target : one.signingName);
  const further = services.flatMap((one) => (isStateful(one) ? [[nameOf(one).toLowerCase(), one] as const] : []));
  return { ...own, ...Object.fromEntries(further) };
};

const delayOf = (latencyMs: number) => async (): Promise<void> => {
  if (latencyMs > 0) await wait(latencyMs);
};

async function closeAll(server: Server, { sqs, eventbridge, save }: Pick<Aws, 'sqs' | 'eventbridge' | 'save'>) {
  sqs.close();
  await stop(server);
  await eventbridge.idle();
  await save();
}

/**
 * Starts the stand-in and resolves when it listens. Rejects with Node's error for a port in use (`EADDRINUSE`),
 * and with a sentence that names the file for saved state that cannot be read.
 */
export const startAws = async (options: AwsOptions): Promise<Aws> => {
  const { world, host = '127.0.0.1', account, region, dataDir, services = [], restServices = [] } = options;
  const bound = { url: '' };
  const sqs = makeSqs(world, () => bound.url);
  const eventbridge = makeEventBridge(world, sqs.send);
  const [s3, dynamodb, sts] = [makeS3(world), makeDynamoDb(), makeSts(world)];
  const [cloudformation, iam] = [makeCloudFormation(), makeIam()];
  const [calls, faults, permissions] = [makeCalls(), makeFaults(world), makePermissions()];
  const parts = statefulParts({ eventbridge, sqs, s3, dynamodb }, [...services, ...restServices]);
  if (dataDir !== undefined) await loadState(dataDir, parts);
  const door = makeDoor({
    world,
    defaults: { account, region },
    services: [eventbridge, sqs, ...services.map(hosted)],
    restServices,
    dynamodb,
    s3,
    queryServices: { sts, cloudformation, iam, monitoring: makeCloudWatch(world, sqs.oldestSentAt) },
    calls,
    delay: delayOf(options.latencyMs ?? 0),
    faults,
    permissions,
  });
  const server = createServer((req, res) => {
    if (options.onHttp?.(req, res) !== true) void door(req, res);
  });
  // Node closes an idle connection after five seconds; a caller on a busy machine would write into it just then and get no answer.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, options.port, host);
  bound.url = `http://${host}:${port}`;
  const save = async (): Promise<void> => {
    if (dataDir !== undefined) await saveState(dataDir, parts);
  };
  const close = (): Promise<void> => closeAll(server, { sqs, eventbridge, save });
  const answering = { calls, faults, permissions, eventbridge, sqs, s3, sts, cloudformation, iam, dynamodb };
  return { url: bound.url, port, ...answering, save, close };
};
