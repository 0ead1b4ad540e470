// The ways of events: rules, the queues they deliver to, and who may put events onto the two buses.
import { sampleEvents } from '../../lib/adoption/sample-events.ts';
import { versionArn } from '../../lib/identity.ts';
import { allowsRule, policyLetting, statementsOf } from './delivery.ts';
import { good, MAKE_ANEW, wrong, type Check, type Finding, type Given } from './finding.ts';

/** Each rule with its queue and where goes what can't be delivered, by logical id in serverless.yml, and what it brings. */
const RULES = [
  ['RegistryRule', 'IntakeQueue', 'RuleDeadLetterQueue', 'state changes of this registry'],
  ['IntakeRule', 'IntakeQueue', 'RuleDeadLetterQueue', 'state changes of other accounts and wakes'],
  ['NotifyRule', 'NotifyQueue', 'NotifyRuleDeadLetterQueue', 'news for people'],
  ['PromoteRule', 'PromoteQueue', 'PromoteRuleDeadLetterQueue', 'decisions to be carried on'],
] as const;

/** Asked of EventBridge itself: a rule may be there and match nothing. */
async function registryEvents({ connection: { account, region, stack }, now }: Given): Promise<Finding> {
  const { findFiringRules } = await import('../../lib/aws/event-rules.ts');
  const arn = versionArn('any/1', { account, region });
  const found = await findFiringRules(region, sampleEvents(arn, now));
  const own = found.filter(({ targets }) => targets.some((target) => target.includes(`:${stack}-IntakeQueue`)));
  const next = 'npm run deploy; until then only sweeps find what happens';
  if (own.length === 0)
    return wrong('registry events', 'no rule of the default bus brings them to the intake queue', next);
  const off = own.find(({ isEnabled }) => !isEnabled);
  return off
    ? wrong('registry events', `rule ${off.name} is disabled`, `aws events enable-rule --name ${off.name}`)
    : good('registry events', `rule ${own[0]?.name ?? ''} brings them to the intake queue`);
}

async function rules(given: Given): Promise<readonly Finding[]> {
  const { resources } = given;
  if (!resources) return [];
  const ways = await Promise.all(RULES.map((rule) => readWay(given, resources, rule)));
  const faults = [...ways.flatMap(ruleFaults), ...policyFaults(ways, resources)];
  return faults.length > 0
    ? faults
    : [good('rules', `${RULES.length} rules are enabled, and their queues let them in`)];
}

type Way = Awaited<ReturnType<typeof readWay>>;

async function readWay(
  { installation }: Given,
  resources: ReadonlyMap<string, string>,
  [logicalId, queueId, deadLettersId, brings]: (typeof RULES)[number],
) {
  const [name = '', bus = null] = (resources.get(logicalId) ?? logicalId).split('|').toReversed();
  const [rule, queue, deadLetters] = await Promise.all([
    installation.rule(bus, name),
    installation.queue(resources.get(queueId) ?? queueId),
    installation.queue(resources.get(deadLettersId) ?? deadLettersId),
  ]);
  const on = bus === null ? '' : ` --event-bus-name ${bus}`;
  return { logicalId, queueId, deadLettersId, brings, name, on, rule, queue, deadLetters };
}

function ruleFaults({ logicalId, queueId, brings, name, on, rule, queue }: Way): readonly Finding[] {
  if (!rule) return [wrong('rules', `${logicalId}, which brings ${brings}, is not there`, MAKE_ANEW)];
  if (!queue) return [wrong('queues', `${queueId} is not there`, MAKE_ANEW)];
  const enable = `aws events enable-rule --name ${name}${on}`;
  if (!rule.isEnabled) return [wrong('rules', `${logicalId}, which brings ${brings}, is disabled`, enable)];
  if (rule.targets.some(({ arn }) => arn === queue.arn)) return [];
  const target = `aws events put-targets --rule ${name}${on} --targets Id=gate,Arn=${queue.arn}`;
  return [wrong('rules', `${logicalId} does not bring ${brings} to ${queueId}`, target)];
}

/** One finding for each queue that is shut to a rule, with the policy that opens it to all of them. */
function policyFaults(ways: readonly Way[], resources: ReadonlyMap<string, string>): readonly Finding[] {
  const doors = ways.flatMap(({ queueId, queue, deadLettersId, deadLetters, ...way }) => [
    { ...way, id: queueId, to: queue, lost: `${way.brings} end in its dead letter queue` },
    { ...way, id: deadLettersId, to: deadLetters, lost: 'what can not be delivered is lost' },
  ]);
  const shut = doors.flatMap(({ rule, to, ...door }) =>
    rule && to && !allowsRule(to.policy, rule.arn) ? [{ ...door, to, arn: rule.arn }] : [],
  );
  return [...Map.groupBy(shut, ({ id }) => id)].flatMap(([id, of]) => {
    const [first] = of;
    if (!first) return [];
    const Policy = policyLetting(
      first.to.policy,
      first.to.arn,
      of.map(({ arn }) => arn),
    );
    const set = `aws sqs set-queue-attributes --queue-url ${resources.get(id) ?? ''} --attributes '${JSON.stringify({ Policy })}'`;
    const names = of.map(({ logicalId }) => logicalId).join(' and ');
    return [wrong('queue policies', `${id} does not let ${names} in: ${first.lost}`, set)];
  });
}

async function buses({ installation, resources }: Given): Promise<readonly Finding[]> {
  if (!resources) return [];
  const [own, intake] = [resources.get('Bus') ?? 'modelgate', resources.get('IntakeBus') ?? 'modelgate-intake'];
  const [ours, theirs] = await Promise.all([installation.bus(own), installation.bus(intake)]);
  const faults = [
    ...(ours ? [] : [wrong('bus policies', `bus ${own} is not there`, MAKE_ANEW)]),
    ...(theirs ? [] : [wrong('bus policies', `bus ${intake} is not there`, MAKE_ANEW)]),
    ...(ours && !isClosed(ours.policy)
      ? [
          wrong(
            'bus policies',
            `everybody in the account may put events onto bus ${own}: whoever reads it can't trust what it says`,
            `put the statement only-our-functions of serverless.yml back: aws events put-permission --event-bus-name ${own} --policy file://bus.json`,
          ),
        ]
      : []),
    ...openStatements(theirs?.policy ?? null).map((sid) =>
      wrong(
        'bus policies',
        `bus ${intake} lets every account in: statement ${sid} has no condition`,
        `aws events remove-permission --event-bus-name ${intake} --statement-id ${sid}`,
      ),
    ),
  ];
  return faults.length > 0
    ? faults
    : [good('bus policies', `${own} is closed to others, ${intake} open to named accounts alone`)];
}

const isClosed = (policy: string | null): boolean =>
  statementsOf(policy).some(
    ({ Effect, Action, Condition }) =>
      Effect === 'Deny' && String(Action) === 'events:PutEvents' && Condition?.['ArnNotEquals'] !== undefined,
  );

const openStatements = (policy: string | null): readonly string[] =>
  statementsOf(policy)
    .filter(({ Effect, Principal, Condition }) => Effect === 'Allow' && isAnybody(Principal) && !Condition)
    .map((one) => ('Sid' in one ? String(one.Sid) : 'without a Sid'));

const isAnybody = (principal: unknown): boolean =>
  principal === '*' ||
  (typeof principal === 'object' && principal !== null && 'AWS' in principal && principal.AWS === '*');

export const EVENTS: readonly Check[] = [
  { what: 'registry events', run: registryEvents },
  { what: 'rules', run: rules },
  { what: 'bus policies', run: buses },
];
