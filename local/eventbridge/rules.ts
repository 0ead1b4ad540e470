// EventBridge's operations on rules and their targets.
import type { JsonObject } from '../json-object.ts';
import { AwsError, invalid, type JsonService } from '../service.ts';
import { parsePattern } from './pattern.ts';
import type { Bus, Buses, Rule, Target } from './state.ts';

// AWS's quota of targets per rule.
const MAX_TARGETS = 5;

const ruleName = (value: unknown): string => {
  if (typeof value === 'string' && /^[.\-_A-Za-z0-9]{1,64}$/.test(value)) return value;
  throw invalid(
    `1 validation error detected: Value '${String(value)}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
  );
};

const needRule = (bus: Bus, name: unknown): Rule => {
  const rule = bus.rules.get(String(name));
  if (rule === undefined) {
    throw new AwsError('ResourceNotFoundException', `Rule ${String(name)} does not exist on EventBus ${bus.name}.`);
  }
  return rule;
};

const arnOf = (bus: Bus, rule: string): string =>
  `arn:aws:events:${bus.region}:${bus.account}:rule/${bus.name === 'default' ? '' : `${bus.name}/`}${rule}`;

const describe = (bus: Bus, rule: Rule): Record<string, unknown> => ({
  Name: rule.name,
  Arn: arnOf(bus, rule.name),
  EventPattern: rule.pattern,
  State: rule.state,
  Description: rule.description,
  EventBusName: bus.name,
});

const putRule = (bus: Bus, input: JsonObject): unknown => {
  const name = ruleName(input['Name']);
  if (input['ScheduleExpression'] !== undefined) {
    throw invalid('ScheduleExpression is not part of this stand-in: its rules take an EventPattern only');
  }
  const pattern = input['EventPattern'];
  if (typeof pattern !== 'string') throw invalid('Parameter(s) EventPattern must be specified.');
  const description = typeof input['Description'] === 'string' ? input['Description'] : undefined;
  const state = typeof input['State'] === 'string' ? input['State'] : 'ENABLED';
  const targets = bus.rules.get(name)?.targets ?? new Map<string, Target>();
  bus.rules.set(name, { name, pattern, matches: parsePattern(pattern), state, description, targets });
  return { RuleArn: arnOf(bus, name) };
};

const readTarget = (target: Target): Target => {
  if (typeof target.Id !== 'string' || typeof target.Arn !== 'string') throw invalid('a target needs Id and Arn');
  if ('InputTransformer' in target) throw invalid(`target ${target.Id}: InputTransformer is not part of this stand-in`);
  if (target.Input !== undefined) {
    try {
      JSON.parse(target.Input);
    } catch {
      throw invalid(`Invalid input for target ${target.Id}: Input is not valid JSON.`);
    }
  }
  return target;
};

const putTargets = (rule: Rule, input: JsonObject): unknown => {
  const given: unknown = input['Targets'];
  if (!Array.isArray(given) || given.length === 0)
    throw invalid(
      "Value at 'targets' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  const targets = (given as Target[]).map(readTarget);
  const ids = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id)]);
  if (ids.size > MAX_TARGETS) {
    throw new AwsError(
      'LimitExceededException',
      `The requested resource exceeds the maximum number allowed: ${MAX_TARGETS} targets per rule.`,
    );
  }
  for (const target of targets) rule.targets.set(target.Id, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
};

const removeTargets = (rule: Rule, input: JsonObject): unknown => {
  const ids: readonly unknown[] = Array.isArray(input['Ids']) ? (input['Ids'] as unknown[]) : [];
  for (const id of ids) rule.targets.delete(String(id));
  return { FailedEntryCount: 0, FailedEntries: [] };
};

const deleteRule = (bus: Bus, name: unknown): void => {
  const rule = bus.rules.get(String(name));
  if (rule !== undefined && rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
  bus.rules.delete(String(name));
};

const listRules = (bus: Bus, input: JsonObject): unknown => {
  const prefix = typeof input['NamePrefix'] === 'string' ? input['NamePrefix'] : '';
  const rules = [...bus.rules.values()].filter((rule) => rule.name.startsWith(prefix));
  return { Rules: rules.map((rule) => describe(bus, rule)) };
};

/** PutRule, DescribeRule, ListRules, DeleteRule, PutTargets, ListTargetsByRule, RemoveTargets on the caller's buses. */
export const ruleOperations = (buses: Buses): JsonService['operations'] => {
  type Work = (bus: Bus, input: JsonObject) => unknown;
  const onBus =
    (work: Work): JsonService['operations'][string] =>
    async (input, caller) =>
      work(buses.need(input['EventBusName'], caller), input);
  return {
    PutRule: onBus(putRule),
    DescribeRule: onBus((bus, input) => describe(bus, needRule(bus, input['Name']))),
    ListRules: onBus(listRules),
    DeleteRule: onBus((bus, input) => deleteRule(bus, input['Name'])),
    PutTargets: onBus((bus, input) => putTargets(needRule(bus, input['Rule']), input)),
    ListTargetsByRule: onBus((bus, input) => ({ Targets: [...needRule(bus, input['Rule']).targets.values()] })),
    RemoveTargets: onBus((bus, input) => removeTargets(needRule(bus, input['Rule']), input)),
  };
};
