// The use case of functions/notify: a batch of events in, what has to be told told, and each message settled by its own deliveries.
import { InvalidError, messageOf, NotYetError } from '../errors.ts';
import { makeLimit } from '../evidence/limit.ts';
import { readEnvelope } from '../envelope.ts';
import type { QueueMessage, QueueUseCase } from '../handler.ts';
import { makeConsequences } from '../policy/consequences.ts';
import { directoryOf } from '../policy/directory.ts';
import type { PolicySet } from '../policy/load.ts';
import { deliver, type Results } from './deliver.ts';
import type { Attempt, Delivery, DeliverPorts } from './delivery.ts';
import { readNotice } from './notice.ts';
import { makePlanDeliveries, planInstead, type PlanPorts } from './plan-deliveries.ts';
import { markReturned, readReturnedMail, type ReturnPorts } from './returned-mail.ts';

/** Puts a message where people look for what failed, with the reason beside it. */
type DeadLetters = { put(body: string, reason: string): Promise<void> };

export type NotifyPorts = DeliverPorts &
  Omit<PlanPorts, 'routes' | 'people' | 'consequencesOf'> & {
    readonly policies: Pick<PolicySet, 'routes' | 'directories' | 'redeployments' | 'registrations'>;
    readonly deadLetters: DeadLetters;
  };

/** The queue gives a message up at the twentieth receipt without a reason, so the try before is the last one here. */
export const LAST_TRY = 19;
const PLANS_AT_ONCE = 16;

/** Makes the use case. One message with two channels is settled when both are; what one of them has sent is not sent again. */
export function makeNotifyBatch(ports: NotifyPorts): QueueUseCase {
  const { policies } = ports;
  const planFor = makePlan({
    ...ports,
    routes: policies.routes,
    people: directoryOf(policies).people,
    consequencesOf: makeConsequences(policies),
  });
  return async (messages, remaining) => {
    const limit = makeLimit(PLANS_AT_ONCE);
    const planned = await Promise.allSettled(messages.map(({ body }) => limit(() => planFor(body))));
    const attempts = new Map<Delivery, Attempt>();
    for (const [at, plan] of planned.entries()) {
      const receiveCount = messages[at]?.receiveCount ?? 1;
      if (plan.status === 'fulfilled') for (const one of plan.value) attempts.set(one, { receiveCount, remaining });
    }
    const results = await deliver(
      ports,
      [...attempts.keys()],
      (one) => attempts.get(one) ?? { receiveCount: 1, remaining },
    );
    const settled = planned.map((plan) => (plan.status === 'fulfilled' ? settledOf(plan.value, results) : plan));
    return Promise.all(settled.map((result, at) => givenUp(ports, messages[at], result)));
  };
}

/** A message's deliveries: what an event of ours asks to be told, or who hears of a review instead of a mailbox that mail came back from. */
function makePlan(ports: PlanPorts & ReturnPorts): (body: string) => Promise<readonly Delivery[]> {
  const planDeliveries = makePlanDeliveries(ports);
  return async (body) => {
    const event = readEnvelope(body);
    const returned = readReturnedMail(event);
    if (returned === null) return planDeliveries(readNotice(event));
    const plans = returned.map(async (mail) => {
      const about = await markReturned(ports, mail);
      return Promise.all(about.map((id) => planInstead(ports, id, `email:${mail.address}`)));
    });
    return (await Promise.all(plans)).flat(2);
  };
}

/** Fulfilled where all its deliveries are; otherwise it waits for the one that is due first. */
function settledOf(deliveries: readonly Delivery[], results: Results): PromiseSettledResult<unknown> {
  const reasons = deliveries.flatMap((delivery) => {
    const result = results.get(delivery);
    return result?.status === 'rejected' ? [result.reason as unknown] : [];
  });
  if (reasons.length === 0) return { status: 'fulfilled', value: deliveries.length };
  const waits = reasons.filter((reason) => reason instanceof NotYetError);
  const [soonest] = waits.toSorted((a, b) => a.retryAfter - b.retryAfter);
  return { status: 'rejected', reason: soonest ?? reasons[0] };
}

/** After its last try a message goes to the dead letters with the reason; where that fails, SQS puts it there without. */
async function givenUp(
  { deadLetters, observe }: NotifyPorts,
  message: QueueMessage | undefined,
  result: PromiseSettledResult<unknown>,
): Promise<PromiseSettledResult<unknown>> {
  if (result.status === 'fulfilled' || result.reason instanceof InvalidError) return result;
  if (!message || message.receiveCount < LAST_TRY) return result;
  const reason = messageOf(result.reason);
  observe.error('message given up', { messageId: message.id, because: reason });
  const [put] = await Promise.allSettled([deadLetters.put(message.body, reason)]);
  return put.status === 'fulfilled' ? put : result;
}
