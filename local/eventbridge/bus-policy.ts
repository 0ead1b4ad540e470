// The resource policy of a bus: its statements, and which other accounts they let in.
import { invalid } from '../service.ts';
import { isObject, listOf, objectOf, type JsonObject } from '../json-object.ts';
import type { Bus } from './state.ts';

/** One statement, as it was put. */
export type Statement = JsonObject;

// Principals are account ids here: `arn:aws:iam::111122223333:root`, the bare id, or `*`.
const principalsOf = (principal: unknown): string[] => {
  if (isObject(principal)) return principalsOf(principal['AWS']);
  if (Array.isArray(principal)) return (principal as unknown[]).flatMap(principalsOf);
  const account = /^(?:arn:aws[a-z-]*:iam::)?(\d{12}|\*)/.exec(String(principal))?.[1];
  if (account === undefined) throw invalid(`Invalid principal: ${String(principal)}`);
  return [account];
};

/** Who puts which event onto a bus. */
export type Put = { readonly account: string; readonly source: string; readonly detailType: string };

/** StringEquals on account, source and detail-type; nobody gets in by a condition that is not known here, such as an organisation. */
const holds = (condition: unknown, put: Put): boolean => {
  if (condition === undefined) return true;
  if (!isObject(condition)) return false;
  const known: Readonly<Record<string, string>> = {
    'aws:PrincipalAccount': put.account,
    'events:source': put.source,
    'events:detail-type': put.detailType,
  };
  return Object.entries(condition).every(
    ([operator, keys]) =>
      operator === 'StringEquals' &&
      isObject(keys) &&
      Object.entries(keys).every(([key, values]) => listOf(values).includes(known[key] ?? null)),
  );
};

/** Whether an account may put this event here: the owner of the bus, or one that a statement lets in. */
export const mayPut = (bus: Bus, put: Put): boolean =>
  bus.account === put.account ||
  [...bus.statements.values()].some(
    ({ Effect, Condition, Principal }) =>
      Effect === 'Allow' &&
      holds(Condition, put) &&
      principalsOf(Principal).some((one) => one === '*' || one === put.account),
  );

/** The policy as DescribeEventBus shows it; undefined where there is none. */
export const policyOf = (bus: Bus): string | undefined =>
  bus.statements.size === 0
    ? undefined
    : JSON.stringify({ Version: '2012-10-17', Statement: [...bus.statements.values()] });

/** Takes the place of the whole policy. Throws ValidationException for what is none. */
export const putPolicy = (bus: Bus, policy: string): void => {
  const document: unknown = JSON.parse(policy);
  const read = listOf(objectOf(document)['Statement']).map((statement, index): readonly [string, Statement] => {
    if (!isObject(statement)) throw invalid('a policy needs statements');
    principalsOf(statement['Principal']);
    return [typeof statement['Sid'] === 'string' ? statement['Sid'] : `statement-${index}`, statement];
  });
  bus.statements.clear();
  for (const [sid, statement] of read) bus.statements.set(sid, statement);
};

/** Adds one statement that lets an account in. */
export const putPermission = (bus: Bus, id: string, principal: unknown): void => {
  const [account] = principalsOf(principal);
  bus.statements.set(id, {
    Sid: id,
    Effect: 'Allow',
    Principal: account === '*' ? '*' : { AWS: `arn:aws:iam::${account ?? ''}:root` },
    Action: 'events:PutEvents',
    Resource: bus.arn,
  });
};
