// What a struck call suffers: before its effect, in its request and answer, and on its way back.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Reply } from '../front/reply.ts';
import { AwsError } from '../service.ts';
import type { FaultRule } from './fault-rule.ts';

/** The connection was closed on purpose: there is nobody to answer. */
export class DroppedError extends Error {
  constructor() {
    super('the connection was dropped on purpose');
    this.name = 'DroppedError';
  }
}

/** Between two bytes of a slow body. */
const BYTE_EVERY_MS = 20;

/** Before the effect. Throws AwsError for `error`, DroppedError where the connection is gone. */
export async function sufferBefore(rule: FaultRule, req: IncomingMessage): Promise<void> {
  if (rule.fault === 'delay') await wait(rule.delayMs);
  if (rule.fault === 'error') throw new AwsError(rule.error.code, rule.error.message, rule.error.status);
  if (rule.fault === 'reset') req.socket.resetAndDestroy();
  if (rule.fault === 'dropBefore') req.socket.destroy();
  if (rule.fault === 'reset' || rule.fault === 'dropBefore') throw new DroppedError();
}

/** After the effect: the reply to send, or DroppedError. */
export function sufferAfter(rule: FaultRule, req: IncomingMessage): void {
  if (rule.fault !== 'dropAfter') return;
  req.socket.destroy();
  throw new DroppedError();
}

/** A streamed body counts as empty: faults are for the answers of control planes. */
const bodyOf = ({ body }: Reply): Buffer =>
  typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.alloc(0);

/** Sends a body a byte at a time; ends early where the reader goes away. */
export async function writeSlowly(res: ServerResponse, reply: Reply, requestId: string): Promise<void> {
  const body = bodyOf(reply);
  res.writeHead(reply.status, {
    ...reply.headers,
    'x-amzn-requestid': requestId,
    'content-length': String(body.length),
  });
  for (const byte of body) {
    if (res.destroyed) return;
    res.write(Buffer.of(byte));
    await wait(BYTE_EVERY_MS);
  }
  res.end();
}

type Json = Record<string, unknown>;
type Work = (body: Buffer) => Promise<Reply>;

const isEven = (_one: unknown, index: number): boolean => index % 2 === 0;

/** Works a call whose request or answer is changed on purpose; other faults leave both as they are. */
export async function sufferWithin(rule: FaultRule | null, body: Buffer, work: Work): Promise<Reply> {
  if (rule?.fault === 'failEntries') return failEntries(body, work);
  if (rule?.fault === 'omitArns') return omitArns(body, work);
  return work(body);
}

/** PutEvents with the entries at odd places left out and answered as failures. */
async function failEntries(body: Buffer, work: Work): Promise<Reply> {
  const input = JSON.parse(body.toString()) as { Entries: unknown[] };
  const reply = await work(Buffer.from(JSON.stringify({ ...input, Entries: input.Entries.filter(isEven) })));
  const answer = JSON.parse(bodyOf(reply).toString()) as { Entries: unknown[]; FailedEntryCount: number };
  const taken = answer.Entries.values();
  const failed = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
  const Entries = input.Entries.map((_entry, index) => (index % 2 === 0 ? taken.next().value : failed));
  const FailedEntryCount = answer.FailedEntryCount + Math.floor(input.Entries.length / 2);
  return { ...reply, body: JSON.stringify({ Entries, FailedEntryCount }) };
}

/** BatchDescribeModelPackage without every second ARN, which stands in the error map or, by turns, in neither map. */
async function omitArns(body: Buffer, work: Work): Promise<Reply> {
  const input = JSON.parse(body.toString()) as { ModelPackageArnList: string[] };
  const kept = input.ModelPackageArnList.filter(isEven);
  const reply = await work(Buffer.from(JSON.stringify({ ...input, ModelPackageArnList: kept })));
  const answer = JSON.parse(bodyOf(reply).toString()) as { BatchDescribeModelPackageErrorMap?: Json };
  const omitted = input.ModelPackageArnList.filter((_arn, index) => index % 4 === 1);
  const errors = Object.fromEntries(
    omitted.map((arn) => [arn, { ErrorCode: 'InternalServerException', ErrorResponse: 'Internal failure' }]),
  );
  const BatchDescribeModelPackageErrorMap = { ...answer.BatchDescribeModelPackageErrorMap, ...errors };
  return { ...reply, body: JSON.stringify({ ...answer, BatchDescribeModelPackageErrorMap }) };
}
