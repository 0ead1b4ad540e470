// Makes deliveries: each destination in turn at its own pace, several posts for one as a digest, a failing one by its fallback.
import { NotYetError } from '../errors.ts';
import { makeLimit } from '../evidence/limit.ts';
import { METRICS } from '../observe.ts';
import { recordMessage } from './claim-message.ts';
import type { Attempt, Delivery, DeliverPorts } from './delivery.ts';
import { prepare, recordOutcome, sendAtTurn, sendSingle, type Ready, type Unsent } from './send-delivery.ts';

/** More than this for one destination in a batch become one message. */
const MOST_SINGLE = 5;
const DESTINATIONS_AT_ONCE = 8;

export type Results = ReadonlyMap<Delivery, PromiseSettledResult<unknown>>;

type Round = {
  readonly ports: DeliverPorts;
  /** The queue message behind a delivery. */
  readonly attemptOf: (delivery: Delivery) => Attempt;
  readonly results: Map<Delivery, PromiseSettledResult<unknown>>;
  readonly unsent: Unsent[];
};

const DONE: PromiseSettledResult<unknown> = { status: 'fulfilled', value: 'told' };

/** Makes all deliveries of a batch, and says of each whether it is done. A failure of one leaves the others alone. */
export async function deliver(
  ports: DeliverPorts,
  deliveries: readonly Delivery[],
  attemptOf: (delivery: Delivery) => Attempt,
): Promise<Results> {
  const round: Round = { ports, attemptOf, results: new Map(), unsent: [] };
  const limit = makeLimit(DESTINATIONS_AT_ONCE);
  const groups = [...Map.groupBy(deliveries, ({ key }) => key).values()];
  await Promise.all(groups.map((group) => limit(() => deliverTo(round, group))));
  await fallBack(round);
  return round.results;
}

async function deliverTo(round: Round, group: readonly Delivery[]): Promise<void> {
  const ready: Ready[] = [];
  for (const delivery of group.filter((one) => !isChange(one))) {
    const one = await prepared(round, delivery);
    if (one) ready.push(one);
  }
  const [first] = ready;
  if (first && ready.length > MOST_SINGLE) await deliverDigest(round, first.delivery, ready);
  else for (const one of ready) await deliverSingle(round, one);
  // A change is claimed when its turn comes: the last state is what is shown.
  for (const delivery of group.filter(isChange)) {
    const one = await prepared(round, delivery);
    if (one) await deliverSingle(round, one);
  }
}

/** What belongs to a message that stands already can't be put into a digest. */
const isChange = ({ task, thread }: Delivery): boolean => task === 'update' || (task === 'remind' && thread !== null);

/** null where nothing is left to do; then its result is known. */
async function prepared({ ports, results }: Round, delivery: Delivery): Promise<Ready | null> {
  const [result] = await Promise.allSettled([prepare(ports, delivery)]);
  if (result.status === 'fulfilled' && result.value) return result.value;
  results.set(delivery, result.status === 'fulfilled' ? DONE : result);
  return null;
}

async function deliverSingle(round: Round, one: Ready): Promise<void> {
  const { ports, attemptOf } = round;
  const outcome = await sendSingle(ports, one, attemptOf(one.delivery));
  await settle(round, one, recordOutcome(ports, one, outcome, attemptOf(one.delivery), false));
}

async function deliverDigest(round: Round, delivery: Delivery, ready: readonly Ready[]): Promise<void> {
  const { ports, attemptOf } = round;
  const messages = ready.map(({ message }) => message);
  const about = ready.map((one) => one.delivery.about);
  const outcome = await sendAtTurn(ports, delivery, attemptOf(delivery), (channel, isLast) =>
    channel.postDigest({ ...delivery.reader, about }, messages, isLast),
  );
  const recorded = ready.map((one) =>
    settle(round, one, recordOutcome(ports, one, outcome, attemptOf(one.delivery), true)),
  );
  await Promise.all(recorded);
}

async function settle(
  { results, unsent }: Round,
  { delivery }: Ready,
  recording: Promise<Unsent | null>,
): Promise<void> {
  const [recorded] = await Promise.allSettled([recording]);
  if (recorded.status === 'rejected') results.set(delivery, recorded);
  else if (recorded.value) unsent.push(recorded.value);
  else results.set(delivery, DONE);
}

/** The channel's failure stays its own: what its fallback has taken over is done, the rest is tried again. */
async function fallBack({ ports, attemptOf, results, unsent }: Round): Promise<void> {
  const second = new Map(
    unsent
      .filter(({ isFallbackDue }) => isFallbackDue)
      .flatMap(({ delivery }) => (delivery.fallback?.deliveries ?? []).map((one) => [one, delivery] as const)),
  );
  const told =
    second.size === 0
      ? new Map<Delivery, PromiseSettledResult<unknown>>()
      : await deliver(ports, [...second.keys()], (one) => attemptOf(second.get(one) ?? one));
  await Promise.all(
    unsent.map(async ({ delivery, item, reason, failingSince, again }) => {
      const instead = delivery.fallback?.deliveries ?? [];
      // Of several people, whoever was not reached is tried again; those who were are known from the ledger.
      const isTold = instead.length > 0 && instead.every((one) => told.get(one)?.status === 'fulfilled');
      const isUpdate = delivery.task === 'update';
      const state = isTold ? 'replaced' : isUpdate ? 'sent' : 'waiting';
      if (isTold)
        ports.observe.warn('fallback used', { destination: delivery.key, about: delivery.about, because: reason });
      else ports.observe.count(METRICS.notTold, 1, { channel: delivery.channel });
      const [recorded] = await Promise.allSettled([recordMessage(ports, item, { state, failingSince, reason })]);
      const failure = new NotYetError(`${delivery.key}: ${reason}`, again);
      results.set(delivery, isTold && recorded.status === 'fulfilled' ? DONE : { status: 'rejected', reason: failure });
    }),
  );
}
