// Rules of the default bus that match events of a model package group. EventBridge itself is asked (TestEventPattern), so its answer is the true one.
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  TestEventPatternCommand,
  type Rule,
} from '@aws-sdk/client-eventbridge';
import { isOfOtherSource, type FiringRule } from '../adoption/rule-words.ts';
import type { SampleEvent, SampleName } from '../adoption/sample-events.ts';
import { READING } from './client-settings.ts';
import { asked } from './failures.ts';

/** Nobody has more rules on a bus than this many pages (300 rules are AWS's default quota). */
const MOST_PAGES = 50;

/** The rules that fire on at least one of the events. Throws ThrottledError, UnansweredError. */
export async function findFiringRules(region: string, samples: readonly SampleEvent[]): Promise<readonly FiringRule[]> {
  const client = new EventBridgeClient({ ...READING, region });
  try {
    const found: FiringRule[] = [];
    for (const rule of await listRules(client)) {
      const pattern = rule.EventPattern;
      // Each question is a call: none about rules that can't match.
      if (pattern === undefined || isOfOtherSource(pattern)) continue;
      const firesOn: SampleName[] = [];
      for (const { name, event } of samples) {
        const command = new TestEventPatternCommand({ EventPattern: pattern, Event: event });
        if ((await asked('TestEventPattern', client.send(command))).Result === true) firesOn.push(name);
      }
      if (firesOn.length > 0) found.push({ ...(await withTargets(client, rule)), pattern, firesOn });
    }
    return found;
  } finally {
    client.destroy();
  }
}

async function listRules(client: EventBridgeClient): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await asked('ListRules', client.send(new ListRulesCommand({ NextToken: token })));
    rules.push(...(answer.Rules ?? []));
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return rules;
}

async function withTargets(client: EventBridgeClient, { Name: name = '', State: state }: Rule) {
  const targets: string[] = [];
  let token: string | undefined;
  do {
    const command: ListTargetsByRuleCommand = new ListTargetsByRuleCommand({ Rule: name, NextToken: token });
    const answer = await asked('ListTargetsByRule', client.send(command));
    targets.push(...(answer.Targets ?? []).flatMap(({ Arn: arn }) => arn ?? []));
    token = answer.NextToken;
  } while (token !== undefined);
  return { name, isEnabled: state !== 'DISABLED', targets };
}
