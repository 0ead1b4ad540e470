// Takes an event from a bus through its rules to their targets, queues and other buses, and to dead letter queues.
import { valueAt } from '../json-object.ts';
import { messageOf } from '../message-of.ts';
import { mayPut } from './bus-policy.ts';
import type { Bus, BusEvent, Buses, Rule, Target } from './state.ts';

/** Puts a message onto a queue by ARN, with the X-Ray header of its event; rejects when there is no such queue. */
export type SendToQueue = (
  queueArn: string,
  body: string,
  attributes: Readonly<Record<string, string>>,
  trace?: string,
) => Promise<void>;

/** Sees every event on every bus. */
export type Tap = (seen: { account: string; region: string; bus: string; event: BusEvent }) => void;

/** The running deliveries of one EventBridge. */
export type Delivery = {
  /** `trace` is the X-Ray header that came with the event: queues get it beside the message. */
  readonly publish: (bus: Bus, event: BusEvent, trace?: string) => void;
  readonly tap: (listener: Tap) => () => void;
  /** Whether no delivery is under way. */
  readonly isIdle: () => boolean;
  /** Resolves when none is. */
  readonly idle: () => Promise<void>;
};

/** The keys of a path such as `$.detail.items[0]`. */
const keysOf = (path: string): readonly string[] =>
  Array.from(path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g), ([, name, index]) => name ?? index ?? '');

const inputOf = (target: Target, event: BusEvent): unknown => {
  if (target.Input !== undefined) return JSON.parse(target.Input) as unknown;
  return target.InputPath === undefined ? event : valueAt(event, keysOf(target.InputPath));
};

type Route = {
  readonly bus: Bus;
  readonly rule: Rule;
  readonly target: Target;
  readonly event: BusEvent;
  readonly trace: string | undefined;
};

type Reach = {
  readonly buses: Buses;
  readonly sendToQueue: SendToQueue;
  readonly publish: Delivery['publish'];
};

const toBus = ({ bus, target, event, trace }: Route, { buses, publish }: Reach): void => {
  const next = buses.byArn(target.Arn);
  if (next === undefined) throw new Error(`event bus ${target.Arn} does not exist`);
  const put = { account: bus.account, source: event.source, detailType: event['detail-type'] };
  if (!mayPut(next, put)) throw new Error(`${next.arn} has no permission for account ${bus.account}`);
  // An event that came from another account is not passed on to a third (EventBridge user guide, cross-account).
  if (event.account !== bus.account && next.account !== bus.account) return;
  publish(next, event, trace);
};

const toTarget = async (route: Route, reach: Reach): Promise<void> => {
  const { target, event, trace } = route;
  if (/:events:.*:event-bus\//.test(target.Arn)) return toBus(route, reach);
  if (/:sqs:/.test(target.Arn)) return reach.sendToQueue(target.Arn, JSON.stringify(inputOf(target, event)), {}, trace);
  throw new Error(`${target.Arn} is neither a queue nor a bus: other targets are not part of this stand-in`);
};

const toDeadLetters = async (route: Route, error: unknown, { sendToQueue }: Reach): Promise<void> => {
  const { bus, rule, target, event, trace } = route;
  const attributes = {
    RULE_ARN: `arn:aws:events:${bus.region}:${bus.account}:rule/${bus.name}/${rule.name}`,
    TARGET_ARN: target.Arn,
    ERROR_MESSAGE: messageOf(error),
  };
  if (target.DeadLetterConfig?.Arn === undefined) throw error;
  await sendToQueue(target.DeadLetterConfig.Arn, JSON.stringify(event), attributes, trace);
};

const follow = async (route: Route, reach: Reach): Promise<void> => {
  try {
    await toTarget(route, reach).catch((error: unknown) => toDeadLetters(route, error, reach));
  } catch (error) {
    const { rule, target } = route;
    process.stderr.write(
      `embedded eventbridge: rule ${rule.name} lost an event to ${target.Arn}: ${messageOf(error)}\n`,
    );
  }
};

const routesOf = (bus: Bus, event: BusEvent, trace: string | undefined): Route[] => {
  const matching = [...bus.rules.values()].filter((rule) => rule.state !== 'DISABLED' && rule.matches(event));
  return matching.flatMap((rule) => [...rule.targets.values()].map((target) => ({ bus, rule, target, event, trace })));
};

/** Deliveries that start at once and run beside the caller, as EventBridge is asynchronous. AWS tries for a day; here what fails once fails. */
export const makeDelivery = (buses: Buses, sendToQueue: SendToQueue): Delivery => {
  const taps = new Set<Tap>();
  const running = new Set<Promise<void>>();
  const publish = (bus: Bus, event: BusEvent, trace?: string): void => {
    for (const tap of taps) tap({ account: bus.account, region: bus.region, bus: bus.name, event });
    for (const route of routesOf(bus, event, trace)) {
      const run: Promise<void> = follow(route, { buses, sendToQueue, publish }).finally(() => running.delete(run));
      running.add(run);
    }
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  const tap = (listener: Tap): (() => void) => {
    taps.add(listener);
    return () => taps.delete(listener);
  };
  return { publish, tap, isIdle: () => running.size === 0, idle };
};
