// The front door: finds which service a signed request is for, and answers in that service's protocol.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamoDb } from '../dynamodb/dynamodb.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import type { Faults } from '../faults/faults.ts';
import { DroppedError, sufferAfter, sufferBefore, sufferWithin, writeSlowly } from '../faults/suffer.ts';
import { stackOf } from '../message-of.ts';
import { denied } from '../s3/answers.ts';
import { addressOf } from '../s3/request.ts';
import { type S3, s3Error } from '../s3/s3.ts';
import { AwsError, type Caller, type World } from '../service.ts';
import { readBody } from './body.ts';
import type { Calls } from './calls.ts';
import type { Permissions } from './permissions.ts';
import { uuid } from './ids.ts';
import { answerJson, type HostedService, jsonBody, jsonError, unknownOperation } from './json-protocol.ts';
import { queryError, type QueryService } from './query-protocol.ts';
import type { Reply } from './reply.ts';
import { restError, restReply, type RestService } from './rest-json.ts';
import { readSignature, type Signed } from './signature.ts';
import { writeReply } from './write-reply.ts';

/** What stands behind the door. */
export type Behind = {
  readonly world: World;
  readonly defaults: { readonly account: string; readonly region: string };
  readonly services: readonly HostedService[];
  /** Those of the REST JSON protocol. */
  readonly restServices: readonly RestService[];
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  /** Those of the Query protocol, by the service name in the signature's credential scope. */
  readonly queryServices: Readonly<Record<string, QueryService>>;
  readonly calls: Calls;
  /** Waits before each call is worked. */
  readonly delay: () => Promise<void>;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly permissions: Permissions;
};

const MAX_JSON_BYTES = 10 * 1024 * 1024;
// Objects are held in memory, so one upload is kept far below S3's 5 GB.
const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

// A request once its address and signature are read.
type Incoming = {
  readonly req: IncomingMessage;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly requestId: string;
  /** The fault that struck this call, once it is known which call it is. */
  struck: FaultRule | null;
};

const asAwsError = (error: unknown): AwsError => {
  if (error instanceof AwsError) return error;
  process.stderr.write(`embedded aws: ${stackOf(error)}\n`);
  return new AwsError('InternalFailure', 'the embedded AWS failed; the reason is on its standard error', 500);
};

const protocolOf = (req: IncomingMessage): 'json' | 'query' | 's3' => {
  if (req.headers['x-amz-target'] !== undefined) return 'json';
  return req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true ? 'query' : 's3';
};

const jsonType = (req: IncomingMessage): string => {
  const given = req.headers['content-type']?.split(';')[0]?.trim() ?? '';
  return given.startsWith('application/x-amz-json-') ? given : 'application/x-amz-json-1.1';
};

const splitTarget = (req: IncomingMessage): { readonly prefix: string; readonly operation: string } => {
  const target = String(req.headers['x-amz-target'] ?? '');
  const dot = target.lastIndexOf('.');
  return { prefix: target.slice(0, Math.max(0, dot)), operation: target.slice(dot + 1) };
};

/** Counts the call, waits as long as calls take here, and lets it suffer what was asked for before its effect. */
const begin = async (behind: Behind, incoming: Incoming, operation: string, caller: Caller): Promise<void> => {
  behind.calls.add({ operation, ...caller });
  behind.permissions.check(operation, caller);
  await behind.delay();
  incoming.struck = behind.faults.strike({ operation });
  if (incoming.struck) await sufferBefore(incoming.struck, incoming.req);
};

const workJson = async (behind: Behind, incoming: Incoming, caller: Caller): Promise<Reply> => {
  const { req } = incoming;
  const { prefix, operation } = splitTarget(req);
  const { dynamodb, services } = behind;
  const body = await readBody(req, MAX_JSON_BYTES);
  if (prefix === dynamodb.target) {
    if (!dynamodb.operations.includes(operation)) throw unknownOperation('dynamodb', operation, dynamodb.operations);
    await begin(behind, incoming, `DynamoDB.${operation}`, caller);
    return dynamodb.call(operation, body, caller);
  }
  const service = services.find((one) => one.target === prefix);
  if (service === undefined) {
    const known = [...services.map((one) => one.target), dynamodb.target].join(', ');
    throw new AwsError(
      'UnknownOperationException',
      `\`${prefix}.${operation}\` is not part of this stand-in; it knows the services ${known}`,
    );
  }
  await begin(behind, incoming, `${service.name}.${operation}`, caller);
  return sufferWithin(incoming.struck, body, (input) => answerJson(service, operation, input, caller, jsonType(req)));
};

const workQuery = async (behind: Behind, incoming: Incoming, { caller, service }: Signed): Promise<Reply> => {
  const { req, requestId } = incoming;
  const form = new URLSearchParams((await readBody(req, MAX_JSON_BYTES)).toString('utf8'));
  const operation = form.get('Action') ?? '';
  const known = Object.hasOwn(behind.queryServices, service) ? behind.queryServices[service] : undefined;
  if (!known) throw unknownOperation(service, operation, Object.keys(behind.queryServices));
  await begin(behind, incoming, `${known.name}.${operation}`, caller);
  return known.answer(form, caller, requestId);
};

const workS3 = async (behind: Behind, incoming: Incoming, { caller, service }: Signed): Promise<Reply> => {
  const { req, path, query } = incoming;
  const { method = 'GET', headers } = req;
  const asked = { method, headers, query, ...addressOf(headers.host, path) };
  if (service !== 's3') throw unknownOperation(service, `${method} ${path}`, ['s3']);
  const body = await readBody(req, MAX_OBJECT_BYTES);
  const operation = behind.s3.operationOf(asked) ?? 'Unknown';
  await begin(behind, incoming, `S3.${operation}`, caller);
  try {
    return behind.s3.handle({ ...asked, body, caller });
  } catch (error) {
    const isAbsent = error instanceof AwsError && error.code === 'NoSuchKey';
    if (isAbsent && !behind.permissions.maySeeAbsence(caller)) throw denied();
    throw error;
  }
};

const restServiceOf = (behind: Behind, signingName: string | undefined): RestService | undefined =>
  behind.restServices.find((one) => one.signingName === signingName);

const workRest = async (behind: Behind, service: RestService, incoming: Incoming, caller: Caller): Promise<Reply> => {
  const { req, path } = incoming;
  const asked = { method: req.method ?? 'GET', path, caller, body: jsonBody(await readBody(req, MAX_JSON_BYTES)) };
  await begin(behind, incoming, service.operationOf(asked), caller);
  return restReply(await service.handle(asked));
};

const missingToken = (): AwsError =>
  new AwsError('MissingAuthenticationToken', 'Missing Authentication Token: sign the request, any keys will do', 403);

const work = async (behind: Behind, incoming: Incoming): Promise<Reply> => {
  const signed = readSignature(incoming.req.headers, incoming.query, behind.defaults);
  if (signed === undefined) throw missingToken();
  const protocol = protocolOf(incoming.req);
  if (protocol === 'json') return workJson(behind, incoming, signed.caller);
  if (protocol === 'query') return workQuery(behind, incoming, signed);
  const rest = restServiceOf(behind, signed.service);
  if (rest) return workRest(behind, rest, incoming, signed.caller);
  return workS3(behind, incoming, signed);
};

/** Also asked where the signature could not be read, hence without throwing. */
const isRest = (behind: Behind, req: IncomingMessage): boolean => {
  const scope = /Credential=[^,\s]*\/([^/,\s]+)\/aws4_request/u.exec(req.headers.authorization ?? '');
  return restServiceOf(behind, scope?.[1]) !== undefined;
};

const errorWriter = (behind: Behind, req: IncomingMessage, requestId: string): ((error: AwsError) => Reply) => {
  const protocol = protocolOf(req);
  const service = behind.services.find((one) => one.target === splitTarget(req).prefix);
  return (error) => {
    if (protocol === 'json') return jsonError(error, jsonType(req), service);
    if (isRest(behind, req)) return restError(error);
    return protocol === 'query' ? queryError(error, requestId) : s3Error(error, req.method ?? 'GET', requestId);
  };
};

// The path is kept as it came: `//` and `..` are lawful in object keys, and URL would clean them away.
const readAddress = (req: IncomingMessage): Pick<Incoming, 'path' | 'query'> => {
  const [path = '/', query = ''] = (req.url ?? '/').split(/\?(.*)/s);
  return { path, query: new URLSearchParams(query) };
};

/** A request listener for Node's server; it always answers and never throws. */
export const makeDoor =
  (behind: Behind) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const requestId = uuid(behind.world);
    // By this clients see how far their clocks are off; one over five minutes off is a reason for them to try again.
    res.setHeader('date', new Date(behind.world.now()).toUTCString());
    const error = errorWriter(behind, req, requestId);
    const incoming: Incoming = { req, ...readAddress(req), requestId, struck: null };
    let reply: Reply;
    try {
      reply = await work(behind, incoming);
      if (incoming.struck) sufferAfter(incoming.struck, req);
    } catch (problem) {
      if (problem instanceof DroppedError) return;
      // The client broke off while it was sending: nobody is left to answer.
      if (!req.complete && req.destroyed) {
        res.destroy();
        return;
      }
      reply = error(asAwsError(problem));
      // Bytes that nobody read would be taken for the next request on this connection.
      req.resume();
    }
    await (incoming.struck?.fault === 'slowBody' ? writeSlowly : writeReply)(res, reply, requestId);
  };
