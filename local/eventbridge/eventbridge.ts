// The embedded EventBridge: its operations, and handles for what happens inside AWS.
import { eventTime } from '../clock.ts';
import { uuid } from '../front/ids.ts';
import type { HostedService } from '../front/json-protocol.ts';
import type { Stateful } from '../front/reply.ts';
import { invalid, type World } from '../service.ts';
import { busOperations } from './bus-operations.ts';
import { makeDelivery, type SendToQueue, type Tap } from './deliver.ts';
import { isObject, type JsonObject } from '../json-object.ts';
import { parsePattern } from './pattern.ts';
import { restoreBuses, snapshotBuses } from './persist.ts';
import { putEvents } from './put-events.ts';
import { ruleOperations } from './rules.ts';
import { makeBuses } from './state.ts';

/** An event that an AWS service puts onto the default bus of an account and region; `time` in milliseconds. */
export type AwsEvent = {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly time?: number;
};

/** The service with its in-process handles. */
export type EventBridge = HostedService &
  Stateful & {
    /** Puts an `aws.*` event onto the default bus, past PutEvents' refusal of such sources. */
    readonly putFromAws: (event: AwsEvent) => void;
    /** Sees every event on every bus; returns the end of it. */
    readonly tap: (listener: Tap) => () => void;
    /** Whether no delivery is under way. */
    readonly isIdle: () => boolean;
    /** Resolves when none is. */
    readonly idle: () => Promise<void>;
  };

const required = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

const testPattern = (input: JsonObject): { Result: boolean } => {
  let event: unknown;
  try {
    event = JSON.parse(String(input['Event']));
  } catch {
    throw invalid('Parameter Event is not valid. Reason: Event is not valid JSON.');
  }
  const missing = required.filter((name) => !isObject(event) || event[name] === undefined);
  if (missing.length > 0) {
    throw invalid(`Parameter Event is not valid. Reason: missing ${missing.join(', ')}.`);
  }
  return { Result: parsePattern(String(input['EventPattern']))(event) };
};

/** An EventBridge with only default buses; `sendToQueue` reaches the SQS beside it. */
export const makeEventBridge = (world: World, sendToQueue: SendToQueue): EventBridge => {
  const buses = makeBuses(world.now);
  const { publish, tap, isIdle, idle } = makeDelivery(buses, sendToQueue);
  const putFromAws = (given: AwsEvent): void => {
    const { account, region, source, detailType, resources, detail } = given;
    const bus = buses.find(account, region, 'default');
    if (bus === undefined) throw new Error(`no default bus in ${account} ${region}`);
    const id = given.id ?? uuid(world);
    const time = eventTime(given.time ?? world.now());
    publish(bus, { version: '0', id, 'detail-type': detailType, source, account, time, region, resources, detail });
  };
  return {
    target: 'AWSEvents',
    name: 'EventBridge',
    action: 'events',
    operations: {
      ...busOperations(buses),
      ...ruleOperations(buses),
      PutEvents: async (input, caller) => putEvents(input, caller, { buses, world, publish }),
      TestEventPattern: async (input) => testPattern(input),
    },
    putFromAws,
    tap,
    isIdle,
    idle,
    snapshot: () => snapshotBuses(buses),
    restore: (state) => restoreBuses(buses, state),
  };
};
