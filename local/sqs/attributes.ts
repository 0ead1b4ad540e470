// Queue attributes: defaults, bounds, and how GetQueueAttributes shows them.
import { AwsError } from '../service.ts';
import { depthOf, type Queue } from './queue.ts';

/** Attributes of a queue that was created with none. */
export const defaultAttributes: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  MaximumMessageSize: '1048576',
  SqsManagedSseEnabled: 'true',
};

const bounds: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, 1_048_576],
};

const free = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

const checkRedrive = (value: string): void => {
  if (value === '') return;
  const bad = (reason: string): AwsError =>
    new AwsError('InvalidParameterValue', `Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  let policy: { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  try {
    policy = JSON.parse(value) as typeof policy;
  } catch {
    throw bad('Redrive policy is not a valid JSON map.');
  }
  if (typeof policy.deadLetterTargetArn !== 'string')
    throw bad('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  const max = Number(policy.maxReceiveCount);
  if (!Number.isInteger(max) || max < 1 || max > 1000) throw bad('Invalid value for maxReceiveCount: 1 to 1000.');
};

/** Checks attributes a caller sets. Throws InvalidAttributeName and InvalidParameterValue; FIFO queues are refused. */
export const readAttributes = (given: unknown): Record<string, string> => {
  const read: Record<string, string> = {};
  for (const [name, raw] of Object.entries((given ?? {}) as Record<string, unknown>)) {
    const value = String(raw);
    const range = Object.hasOwn(bounds, name) ? bounds[name] : undefined;
    if (range === undefined && name !== 'RedrivePolicy' && !free.has(name)) {
      const why = name === 'FifoQueue' ? ' FIFO queues are not part of this stand-in.' : '';
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.${why}`);
    }
    const [least, most] = range ?? [0, 0];
    if (range !== undefined && !(/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most)) {
      throw new AwsError(
        'InvalidAttributeValue',
        `Invalid value for the parameter ${name}: ${least} to ${most} is expected.`,
      );
    }
    if (name === 'RedrivePolicy') checkRedrive(value);
    read[name] = value;
  }
  return read;
};

/** The attributes a caller asks for by name (`All` for every one). */
export const showAttributes = (queue: Queue, names: unknown, now: number): Record<string, string> | undefined => {
  const wanted = new Set(Array.isArray(names) ? (names as string[]) : []);
  const depth = depthOf(queue, now);
  const all: Record<string, string> = {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(depth.visible),
    ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
    ApproximateNumberOfMessagesDelayed: String(depth.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
  const shown = Object.entries(all).filter(([name, value]) => value !== '' && (wanted.has('All') || wanted.has(name)));
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
};
