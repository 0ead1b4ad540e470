// The middy stacks, one for each way in: fromQueue, fromSchedule. The only user of middy.
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { InvalidError, messageOf, NotYetError } from './errors.ts';
import { type Gateway, gatewayOf, type HttpEvent, type HttpResult, requestOf, resultOf } from './http-event.ts';
import { METRICS, type Observe } from './observe.ts';

/** A message of the batch as a use case sees it; `body` is untrusted text. */
export type QueueMessage = { readonly id: string; readonly body: string; readonly receiveCount: number };

/** Settled results in the order of the messages. A rejection with InvalidError is acknowledged and counted, any other is retried. */
export type QueueUseCase = (
  messages: readonly QueueMessage[],
  remainingMilliseconds: () => number,
) => Promise<readonly PromiseSettledResult<unknown>[]>;

/** Makes a message visible again after so many seconds; failing to do so only means that it comes back later. */
export type ChangeVisibility = (queueArn: string, receiptHandle: string, seconds: number) => Promise<void>;

type Verdict = { readonly record: SQSRecord; readonly retryAfter: number };

/** The longest visibility that SQS takes, in seconds. */
const MOST_HIDDEN = 43_200;

/**
 * Seconds until a message that failed for no stated reason is tried again. What passes, such as a lost connection, mostly passes at once, and the
 * queue's own visibility timeout is up to 90 minutes; ten receipts outlast 57 minutes of an outage, twenty more than three hours.
 */
const backOff = (receiveCount: number): number => Math.min(900, 2 * 3 ** Math.min(10, Math.max(0, receiveCount - 1)));

const receiveCountOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount) || 1;

/** A whole SQS batch in, batchItemFailures out; NotYetError's retryAfter, else a back-off, becomes the message's visibility. */
export function fromQueue(ports: { observe: Observe; changeVisibility: ChangeVisibility }, useCase: QueueUseCase) {
  const { observe } = ports;
  const outcomeOf = (record: SQSRecord, result: PromiseSettledResult<unknown> | undefined): Verdict | null => {
    const about = aboutOf(record);
    if (result?.status === 'fulfilled') {
      // So that a decision can be followed through the logs; what is about no decision yet leaves no line.
      if ('decisionId' in about) observe.info('message done', about);
      return null;
    }
    const reason: unknown = result?.reason ?? new Error('the use case gave no result for this message');
    if (reason instanceof InvalidError) {
      // It can never be right: acknowledged, counted with its reason, its body not logged.
      observe.warn('message refused', { ...about, reason: reason.reason, because: reason.message });
      observe.count(METRICS.refused, 1, { reason: reason.reason });
      return null;
    }
    if (reason instanceof NotYetError)
      observe.info('message waits', { ...about, because: reason.message, retryAfter: reason.retryAfter });
    else observe.error('message is retried', about, reason);
    observe.count(METRICS.retried);
    return { record, retryAfter: reason instanceof NotYetError ? reason.retryAfter : backOff(receiveCountOf(record)) };
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use(flushing(observe))
    .handler(async (event, context: Context) => {
      const messages = event.Records.map((record) => ({
        id: record.messageId,
        body: record.body,
        receiveCount: receiveCountOf(record),
      }));
      const results = await useCase(messages, () => context.getRemainingTimeInMillis());
      const again = event.Records.map((record, i) => outcomeOf(record, results[i])).filter((one) => one !== null);
      await Promise.all(again.map((one) => hide(ports, one)));
      return { batchItemFailures: again.map(({ record }) => ({ itemIdentifier: record.messageId })) };
    });
}

/** Makes a message that failed visible again after its time; where that fails too, the queue's own visibility timeout has to do. */
async function hide(
  { observe, changeVisibility }: { observe: Observe; changeVisibility: ChangeVisibility },
  { record, retryAfter }: Verdict,
): Promise<void> {
  try {
    await changeVisibility(record.eventSourceARN, record.receiptHandle, Math.min(retryAfter, MOST_HIDDEN));
  } catch (error) {
    const because = messageOf(error);
    observe.warn('message comes back late', { messageId: record.messageId, because });
  }
}

/** Nothing else of a body is ever logged: ids are taken only in the form that ours have. */
function aboutOf({ messageId, body }: SQSRecord): { messageId: string; decisionId?: string; laneId?: string } {
  const decisionId = /"decisionId":"(d-[0-9a-f]{1,40})"/u.exec(body)?.[1];
  const laneId = /"laneId":"((?:project|registration)\/[\w./:-]{1,500})"/u.exec(body)?.[1];
  return { messageId, ...(decisionId !== undefined && { decisionId }), ...(laneId !== undefined && { laneId }) };
}

/** A schedule's tick, or a person's command in the form of an event; the answer is logged by the caller's own lines. */
export function fromSchedule(
  ports: { observe: Observe },
  useCase: (remainingMilliseconds: () => number, event: unknown) => Promise<unknown>,
) {
  return middy<unknown, unknown>()
    .use(flushing(ports.observe))
    .handler(async (event, context: Context) => useCase(() => context.getRemainingTimeInMillis(), event));
}

/** An HTTP request by the gateway; the use case gets a standard Request with its raw bytes and what the gateway vouches for. */
export function fromHttp(
  ports: { observe: Observe },
  useCase: (request: Request, gateway: Gateway) => Promise<Response>,
) {
  return middy<HttpEvent, HttpResult>()
    .use(flushing(ports.observe))
    .handler(async (event) => {
      const request = requestOf(event);
      const response = request ? await useCase(request, gatewayOf(event)) : new Response(null, { status: 405 });
      return resultOf(response, event);
    });
}

/** Metrics leave with the invocation, also when it fails. */
const flushing = (observe: Observe) => {
  // What a hook returns becomes the answer of the function: a flush must return nothing.
  const flush = (): void => {
    observe.flush();
  };
  return { after: flush, onError: flush };
};
