// Takes an event from a bus through its rules to their targets, with retries and dead letter queues.
import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../message-of.ts';
import { mayPut } from './bus-policy.ts';
import type { Bus, BusEvent, Buses, Rule, Target } from './state.ts';

/** Gets what a target is to receive. A rejected promise is a failed delivery and is tried again. */
export type Deliver = (delivery: {
  readonly arn: string;
  readonly input: unknown;
  readonly rule: string;
}) => Promise<void>;

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
  readonly onTarget: (arnPrefix: string, deliver: Deliver) => () => void;
  /** Resolves when no delivery is under way. */
  readonly idle: () => Promise<void>;
};

// AWS tries for a day with up to 185 attempts; on one machine a few quick ones tell the same story.
const MAX_RETRIES = 3;
const RETRY_AFTER_MS = 20;

const atPath = (value: unknown, path: string): unknown => {
  let found = value;
  for (const [, name, index] of path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)) {
    found = (found as Record<string, unknown> | null | undefined)?.[name ?? index ?? ''];
  }
  return found;
};

const inputOf = (target: Target, event: BusEvent): unknown => {
  if (target.Input !== undefined) return JSON.parse(target.Input) as unknown;
  return target.InputPath === undefined ? event : atPath(event, target.InputPath);
};

// A wrong account cannot put events onto a bus without the bus policy; the same holds for rules that forward.

type Route = {
  readonly bus: Bus;
  readonly rule: Rule;
  readonly target: Target;
  readonly event: BusEvent;
  readonly trace: string | undefined;
};

const retriesOf = (target: Target): number =>
  Math.min(target.RetryPolicy?.MaximumRetryAttempts ?? MAX_RETRIES, MAX_RETRIES);

type Reach = {
  readonly buses: Buses;
  readonly sendToQueue: SendToQueue;
  readonly targets: ReadonlyMap<string, Deliver>;
  readonly publish: Delivery['publish'];
};

const toFunction = async ({ rule, target, event }: Route, deliver: Deliver): Promise<void> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await deliver({ arn: target.Arn, input: inputOf(target, event), rule: rule.name });
      return;
    } catch (error) {
      if (attempt >= retriesOf(target)) throw error;
      await wait(RETRY_AFTER_MS * 2 ** attempt);
    }
  }
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
  const registered = [...reach.targets].find(([prefix]) => target.Arn.startsWith(prefix));
  if (registered !== undefined) return toFunction(route, registered[1]);
  if (/:events:.*:event-bus\//.test(target.Arn)) return toBus(route, reach);
  if (/:sqs:/.test(target.Arn)) return reach.sendToQueue(target.Arn, JSON.stringify(inputOf(target, event)), {}, trace);
  throw new Error(`no target is registered for ${target.Arn}`);
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

/** Deliveries that start at once and run beside the caller, as EventBridge is asynchronous. */
export const makeDelivery = (buses: Buses, sendToQueue: SendToQueue): Delivery => {
  const taps = new Set<Tap>();
  const targets = new Map<string, Deliver>();
  const running = new Set<Promise<void>>();
  const publish = (bus: Bus, event: BusEvent, trace?: string): void => {
    for (const tap of taps) tap({ account: bus.account, region: bus.region, bus: bus.name, event });
    for (const route of routesOf(bus, event, trace)) {
      const run: Promise<void> = follow(route, { buses, sendToQueue, targets, publish }).finally(() =>
        running.delete(run),
      );
      running.add(run);
    }
  };
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  const onTarget = (arnPrefix: string, deliver: Deliver): (() => void) => {
    targets.set(arnPrefix, deliver);
    return () => targets.delete(arnPrefix);
  };
  const tap = (listener: Tap): (() => void) => {
    taps.add(listener);
    return () => taps.delete(listener);
  };
  return { publish, tap, onTarget, idle };
};
