// EventBridge's operations on buses and who may put events onto them.
import { AwsError, type Caller, type JsonService } from '../service.ts';
import { isObject } from './pattern-error.ts';
import type { Bus, Buses } from './state.ts';

type Input = Readonly<Record<string, unknown>>;

const policyOf = (bus: Bus): string | undefined => {
  if (bus.permissions.size === 0) return undefined;
  const Statement = [...bus.permissions.values()].map(({ id, principal }) => ({
    Sid: id,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: `arn:aws:iam::${principal}:root` },
    Action: 'events:PutEvents',
    Resource: bus.arn,
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
};

const describe = (bus: Bus): Record<string, unknown> => ({
  Name: bus.name,
  Arn: bus.arn,
  Policy: policyOf(bus),
  CreationTime: bus.createdAt / 1000,
});

const create = (buses: Buses, input: Input, caller: Caller): unknown => {
  const name = input['Name'];
  if (typeof name !== 'string' || !/^[.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default') {
    throw new AwsError('ValidationException', `'${String(name)}' is not a name for a new event bus`);
  }
  if (buses.find(caller.account, caller.region, name) !== undefined) {
    throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  }
  return { EventBusArn: buses.create(caller.account, caller.region, name).arn };
};

const remove = (buses: Buses, input: Input, caller: Caller): void => {
  const name = String(input['Name']);
  if (name === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.');
  const bus = buses.find(caller.account, caller.region, name);
  if (bus !== undefined && bus.rules.size > 0) {
    throw new AwsError('ValidationException', `Event bus ${name} still has rules; delete them first.`);
  }
  if (bus !== undefined) buses.remove(bus);
};

// Principals are account ids here: `arn:aws:iam::111122223333:root`, the bare id, or `*`.
const principalsOf = (principal: unknown): string[] => {
  if (isObject(principal)) return principalsOf(principal['AWS']);
  if (Array.isArray(principal)) return (principal as unknown[]).flatMap(principalsOf);
  const account = /^(?:arn:aws[a-z-]*:iam::)?(\d{12}|\*)/.exec(String(principal))?.[1];
  if (account === undefined) throw new AwsError('ValidationException', `Invalid principal: ${String(principal)}`);
  return [account];
};

const putPolicy = (bus: Bus, policy: string): void => {
  const document: unknown = JSON.parse(policy);
  const given: unknown = isObject(document) ? document['Statement'] : undefined;
  const statements: readonly unknown[] = Array.isArray(given) ? (given as unknown[]) : [given];
  bus.permissions.clear();
  for (const [index, statement] of statements.entries()) {
    if (!isObject(statement)) throw new AwsError('ValidationException', 'a policy needs statements');
    for (const principal of principalsOf(statement['Principal'])) {
      const sid = typeof statement['Sid'] === 'string' ? statement['Sid'] : `statement-${index}`;
      bus.permissions.set(`${sid}/${principal}`, { id: sid, principal });
    }
  }
};

const putPermission = (bus: Bus, input: Input): void => {
  if (typeof input['Policy'] === 'string') return putPolicy(bus, input['Policy']);
  const id = String(input['StatementId']);
  for (const principal of principalsOf(input['Principal']))
    bus.permissions.set(`${id}/${principal}`, { id, principal });
};

const removePermission = (bus: Bus, input: Input): void => {
  if (input['RemoveAllPermissions'] === true) return bus.permissions.clear();
  for (const [key, one] of bus.permissions) if (one.id === input['StatementId']) bus.permissions.delete(key);
};

const list = (buses: Buses, input: Input, caller: Caller): unknown => {
  const prefix = typeof input['NamePrefix'] === 'string' ? input['NamePrefix'] : '';
  buses.find(caller.account, caller.region, 'default');
  const mine = buses.all().filter((bus) => bus.account === caller.account && bus.region === caller.region);
  return { EventBuses: mine.filter((bus) => bus.name.startsWith(prefix)).map(describe) };
};

/** CreateEventBus, DescribeEventBus, ListEventBuses, DeleteEventBus, PutPermission, RemovePermission. */
export const busOperations = (buses: Buses): JsonService['operations'] => ({
  CreateEventBus: async (input, caller) => create(buses, input, caller),
  DescribeEventBus: async (input, caller) => describe(buses.need(input['Name'], caller)),
  ListEventBuses: async (input, caller) => list(buses, input, caller),
  DeleteEventBus: async (input, caller) => remove(buses, input, caller),
  PutPermission: async (input, caller) => putPermission(buses.need(input['EventBusName'], caller), input),
  RemovePermission: async (input, caller) => removePermission(buses.need(input['EventBusName'], caller), input),
});
