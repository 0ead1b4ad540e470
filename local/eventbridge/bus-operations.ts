// EventBridge's operations on buses and who may put events onto them.
import type { JsonObject } from '../json-object.ts';
import { AwsError, type Caller, invalid, type JsonService } from '../service.ts';
import { policyOf, putPermission, putPolicy } from './bus-policy.ts';
import type { Bus, Buses } from './state.ts';

const describe = (bus: Bus): Record<string, unknown> => ({
  Name: bus.name,
  Arn: bus.arn,
  Policy: policyOf(bus),
  CreationTime: bus.createdAt / 1000,
});

const create = (buses: Buses, input: JsonObject, caller: Caller): unknown => {
  const name = input['Name'];
  if (typeof name !== 'string' || !/^[.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default') {
    throw invalid(`'${String(name)}' is not a name for a new event bus`);
  }
  if (buses.find(caller.account, caller.region, name) !== undefined) {
    throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  }
  return { EventBusArn: buses.create(caller.account, caller.region, name).arn };
};

const remove = (buses: Buses, input: JsonObject, caller: Caller): void => {
  const name = String(input['Name']);
  if (name === 'default') throw invalid('Cannot delete event bus default.');
  const bus = buses.find(caller.account, caller.region, name);
  if (bus !== undefined && bus.rules.size > 0) {
    throw invalid(`Event bus ${name} still has rules; delete them first.`);
  }
  if (bus !== undefined) buses.remove(bus);
};

const putBusPermission = (bus: Bus, input: JsonObject): void => {
  if (typeof input['Policy'] === 'string') putPolicy(bus, input['Policy']);
  else putPermission(bus, String(input['StatementId']), input['Principal']);
};

const removePermission = (bus: Bus, input: JsonObject): void => {
  if (input['RemoveAllPermissions'] === true) bus.statements.clear();
  else bus.statements.delete(String(input['StatementId']));
};

const list = (buses: Buses, input: JsonObject, caller: Caller): unknown => {
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
  PutPermission: async (input, caller) => putBusPermission(buses.need(input['EventBusName'], caller), input),
  RemovePermission: async (input, caller) => removePermission(buses.need(input['EventBusName'], caller), input),
});
