// What EventBridge remembers: buses with their policies, rules and targets.
import { AwsError, type Caller } from '../service.ts';
import type { Statement } from './bus-policy.ts';
import type { EventPattern } from './pattern.ts';

/** An event as it lies on a bus and as targets get it. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** RFC 3339, whole seconds, UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** A rule's target as PutTargets takes it, so far as this stand-in knows it. */
export type Target = {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
};

/** A rule; `matches` is the pattern, read once. */
export type Rule = {
  readonly name: string;
  readonly pattern: string;
  readonly matches: EventPattern;
  readonly state: string;
  readonly description: string | undefined;
  readonly targets: Map<string, Target>;
};

/** One bus in one account and region. */
export type Bus = {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly rules: Map<string, Rule>;
  /** Of its resource policy, by Sid. */
  readonly statements: Map<string, Statement>;
};

/** All buses of all accounts. */
export type Buses = {
  readonly find: (account: string, region: string, name: string) => Bus | undefined;
  /** The bus named by a name or ARN (default: `default`). Throws ResourceNotFoundException. */
  readonly need: (nameOrArn: unknown, caller: Caller) => Bus;
  readonly byArn: (arn: string) => Bus | undefined;
  readonly create: (account: string, region: string, name: string) => Bus;
  readonly remove: (bus: Bus) => void;
  readonly all: () => readonly Bus[];
};

const busArn = /^arn:aws[a-z-]*:events:([a-z0-9-]+):(\d{12}):event-bus\/([\w./-]+)$/;

const key = (account: string, region: string, name: string): string => `${account}:${region}:${name}`;

/** No buses but the default ones, which exist in every account and region. */
export const makeBuses = (now: () => number): Buses => {
  const buses = new Map<string, Bus>();
  const create = (account: string, region: string, name: string): Bus => {
    const arn = `arn:aws:events:${region}:${account}:event-bus/${name}`;
    const bus = { account, region, name, arn, createdAt: now(), rules: new Map(), statements: new Map() };
    buses.set(key(account, region, name), bus);
    return bus;
  };
  const find = (account: string, region: string, name: string): Bus | undefined =>
    buses.get(key(account, region, name)) ?? (name === 'default' ? create(account, region, name) : undefined);
  const byArn = (arn: string): Bus | undefined => {
    const [, region = '', account = '', name = ''] = busArn.exec(arn) ?? [];
    return find(account, region, name);
  };
  const need = (nameOrArn: unknown, caller: Caller): Bus => {
    const name = typeof nameOrArn === 'string' && nameOrArn !== '' ? nameOrArn : 'default';
    const bus = name.startsWith('arn:') ? byArn(name) : find(caller.account, caller.region, name);
    if (bus === undefined) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return bus;
  };
  const remove = (bus: Bus): void => void buses.delete(key(bus.account, bus.region, bus.name));
  return { find, need, byArn, create, remove, all: () => [...buses.values()] };
};
