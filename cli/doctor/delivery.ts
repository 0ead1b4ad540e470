// Whether a queue's resource policy lets a rule of EventBridge deliver, and the statement that would. Pure.
import { matchesGlobIgnoringCase } from '../../lib/policy/glob.ts';

type Statement = {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** One value or a list of them, as policies have it, as a list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

/** The statements of a policy's JSON text; none where there is no policy or it can't be read. */
export function statementsOf(policy: string | null): readonly Statement[] {
  try {
    const { Statement } = JSON.parse(policy ?? '{}') as { Statement?: unknown };
    return listOf(Statement ?? []) as Statement[];
  } catch {
    return [];
  }
}

/** Whether events.amazonaws.com may send for this rule. Conditions other than on aws:SourceArn are taken to refuse: nobody guesses here. */
export function allowsRule(policy: string | null, ruleArn: string): boolean {
  const statements = statementsOf(policy).filter((one) => covers(one, ruleArn));
  return statements.some(({ Effect }) => Effect === 'Allow') && !statements.some(({ Effect }) => Effect === 'Deny');
}

function covers({ Effect, Principal, Action, Condition = {} }: Statement, ruleArn: string): boolean {
  const isSending = listOf(Action).some((one) =>
    ['sqs:SendMessage', 'SQS:SendMessage', 'sqs:*', '*'].includes(String(one)),
  );
  const service =
    typeof Principal === 'object' && Principal !== null && 'Service' in Principal ? Principal.Service : null;
  const isEvents = Principal === '*' || listOf(service).includes('events.amazonaws.com');
  if (!isSending || !isEvents) return false;
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ operator, key, values: listOf(value).map(String) })),
  );
  // A Deny under a condition that can't be judged (TLS, the account) is not held against the rule.
  if (Effect === 'Deny') return conditions.length === 0;
  return conditions.every(
    ({ operator, key, values }) =>
      /^(?:ArnEquals|ArnLike|StringEquals|StringLike)$/u.test(operator) &&
      key.toLowerCase() === 'aws:sourcearn' &&
      values.some((value) => matches(value, ruleArn)),
  );
}

const matches = (pattern: string, text: string): boolean => matchesGlobIgnoringCase(text, pattern);

/** The policy with a statement for these rules put into it, as JSON text for set-queue-attributes. */
export function policyLetting(policy: string | null, queueArn: string, ruleArns: readonly string[]): string {
  const own = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArns } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [...statementsOf(policy), own] });
}
