// The event source mappings of the functions, as Lambda knows them: each queue that is polled, whether it is, and under which id.
import { createHash } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Environments } from './environments.ts';
import { numberOf } from './function-setup.ts';
import { evaluateValue, type Names } from './intrinsics.ts';
import { startMapping, type Invoked, type PolledQueues, type RunningMapping } from './mapping.ts';
import { logicalIdOf } from './names.ts';
import type { FunctionBlock } from './template.ts';

/** One mapping. The logical id is the one that the framework gives it. */
export type EventSource = {
  readonly logicalId: string;
  readonly uuid: string;
  readonly functionName: string;
  readonly queueArn: string;
  readonly mapping: RunningMapping;
};

type Given = {
  readonly name: string;
  readonly block: FunctionBlock;
  readonly environments: Pick<Environments, 'invoke'>;
  readonly names: Names;
  readonly endpoint: string;
  readonly queues: PolledQueues;
  readonly sqs: SQSClient;
  readonly random: () => number;
  readonly onInvocation?: ((info: Invoked & { readonly function: string }) => void) | undefined;
};

/** Starts polling every queue that the function's block names. */
export function startEventSources(given: Given): readonly EventSource[] {
  return given.block.events.filter(({ kind }) => kind === 'sqs').map(({ event }) => startOne(given, event));
}

function startOne(
  { name, environments, names, endpoint, queues, sqs, random, onInvocation }: Given,
  event: Readonly<Record<string, unknown>>,
): EventSource {
  const queueArn = String(evaluateValue(event['arn'], `functions.${name}.events.sqs.arn`, names));
  const [, , , region = '', account, queue = ''] = queueArn.split(':');
  const setup = {
    queueArn,
    region,
    queueUrl: `${endpoint}/${account}/${queue}`,
    batchSize: numberOf(event['batchSize'], 10),
    window: numberOf(event['maximumBatchingWindow'], 0),
    pollers: numberOf(event['maximumConcurrency'], 2),
    reportsFailures: event['functionResponseType'] === 'ReportBatchItemFailures',
  };
  const logicalId = logicalIdOf(name, `EventSourceMappingSQS${queue.split('-').at(-1) ?? ''}`);
  const mapping = startMapping(setup, {
    queues,
    sqs,
    invoke: environments.invoke,
    random,
    onInvoked: (info) => onInvocation?.({ ...info, function: name }),
  });
  return { logicalId, uuid: uuidOf(logicalId), functionName: name, queueArn, mapping };
}

/** The same id for the same mapping over restarts. */
function uuidOf(logicalId: string): string {
  const hex = createHash('sha256').update(logicalId).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
}
