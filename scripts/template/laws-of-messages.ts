// Laws of queues, rules and schedules: nothing is lost silently, and nobody but our own rules may send.
import type { Law } from './law.ts';
import { at, deadLetterQueues, idOf, listOf, type Named, ofType, statementsIn, statementsOf } from './query.ts';
import type { Template } from './template.ts';

const A_DAY = 86_400;
const TWO_WEEKS = 14 * A_DAY;
/** As AWS advises for event source mappings: an invocation may be retried by Lambda itself before its messages show again. */
const VISIBILITY_PER_TIMEOUT = 6;
const FEWEST_TRIES = 5;

/** The messages of a queue and the function that takes them. */
type Mapped = { readonly mapping: Named; readonly queue: Named; readonly timeout: number };

function mappedQueues(template: Template): readonly Mapped[] {
  return ofType(template, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
    const queueId = idOf(mapping.properties['EventSourceArn']) ?? '';
    const resource = template.Resources[queueId];
    const timeout = at(template.Resources[idOf(mapping.properties['FunctionName']) ?? '']?.Properties, 'Timeout');
    if (!resource) return [];
    return [
      { mapping, queue: { id: queueId, resource, properties: resource.Properties ?? {} }, timeout: Number(timeout) },
    ];
  });
}

const namesOf = (ids: readonly (string | null)[]): string => ids.map(String).toSorted().join(', ');

/** Queue id -> ids of the rules whose targets it is, or whose dead letters it takes. */
function rulesByQueue(template: Template): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { id, properties } of ofType(template, 'AWS::Events::Rule')) {
    for (const target of listOf(properties['Targets'])) {
      for (const arn of [at(target, 'Arn'), at(target, 'DeadLetterConfig', 'Arn')]) {
        const queue = idOf(arn);
        if (queue !== null) found.set(queue, [...(found.get(queue) ?? []), id]);
      }
    }
  }
  return found;
}

const visibility: Law = {
  name: 'a message stays hidden for six times the timeout of its function',
  faults: (template) =>
    mappedQueues(template)
      .filter(
        ({ queue, timeout }) => !(Number(queue.properties['VisibilityTimeout']) >= VISIBILITY_PER_TIMEOUT * timeout),
      )
      .map(
        ({ queue, timeout }) =>
          `${queue.id}: VisibilityTimeout is ${String(queue.properties['VisibilityTimeout'])}; expected at least ${VISIBILITY_PER_TIMEOUT * timeout}`,
      ),
};

const redrive: Law = {
  name: 'a queue that starts a function tries at least five times and then has a dead letter queue that keeps as long',
  faults: (template) =>
    mappedQueues(template).flatMap(({ queue: { id, properties } }) => {
      const tries = Number(at(properties, 'RedrivePolicy', 'maxReceiveCount'));
      const dead = template.Resources[idOf(at(properties, 'RedrivePolicy', 'deadLetterTargetArn')) ?? ''];
      if (!dead) return [`${id}: has no dead letter queue`];
      const kept = Number(at(dead.Properties, 'MessageRetentionPeriod'));
      return [
        ...(tries >= FEWEST_TRIES ? [] : [`${id}: maxReceiveCount is ${tries}; expected at least ${FEWEST_TRIES}`]),
        ...(kept >= Number(properties['MessageRetentionPeriod'])
          ? []
          : [`${id}: its dead letter queue forgets sooner than the queue itself`]),
      ];
    }),
};

const mappings: Law = {
  name: 'each queue mapping reports failures message by message and bounds how many functions run at once',
  faults: (template) =>
    ofType(template, 'AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => [
      ...(listOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures')
        ? []
        : [`${id}: FunctionResponseTypes lacks ReportBatchItemFailures`]),
      ...(Number(at(properties, 'ScalingConfig', 'MaximumConcurrency')) >= 2
        ? []
        : [`${id}: ScalingConfig.MaximumConcurrency is not set`]),
    ]),
};

const ruleTargets: Law = {
  name: 'each rule tries for a day and then has a dead letter queue',
  faults: (template) =>
    ofType(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
      listOf(properties['Targets']).flatMap((target) => [
        ...(at(target, 'RetryPolicy', 'MaximumEventAgeInSeconds') === A_DAY
          ? []
          : [`${id}: RetryPolicy.MaximumEventAgeInSeconds is not ${A_DAY}`]),
        ...(idOf(at(target, 'DeadLetterConfig', 'Arn')) ? [] : [`${id}: has no dead letter queue`]),
      ]),
    ),
};

const schedules: Law = {
  name: 'a schedule and the function it starts say how long they try, and have a dead letter queue',
  faults: (template) => {
    const bounded = new Set(
      ofType(template, 'AWS::Lambda::EventInvokeConfig').map(({ properties }) => idOf(properties['FunctionName'])),
    );
    return ofType(template, 'AWS::Scheduler::Schedule').flatMap(({ id, properties }) => {
      const target = properties['Target'];
      const functionId = idOf(at(target, 'Arn')) ?? '';
      const own = template.Resources[functionId]?.Properties;
      return [
        ...(at(target, 'RetryPolicy', 'MaximumEventAgeInSeconds') ? [] : [`${id}: has no retry age`]),
        ...(idOf(at(target, 'DeadLetterConfig', 'Arn')) ? [] : [`${id}: has no dead letter queue`]),
        ...(bounded.has(functionId) ? [] : [`${functionId}: has no EventInvokeConfig with a retry age`]),
        ...(idOf(at(own, 'DeadLetterConfig', 'TargetArn')) ? [] : [`${functionId}: has no dead letter queue`]),
      ];
    });
  },
};

const queuePolicies: Law = {
  name: 'a queue behind rules takes messages of exactly those rules, by ARN, and of nobody else',
  faults: (template) => {
    const policies = ofType(template, 'AWS::SQS::QueuePolicy');
    return [...rulesByQueue(template)].flatMap(([queue, rules]) => {
      const statements = policies
        .filter(({ properties }) => listOf(properties['Queues']).some((one) => idOf(one) === queue))
        .flatMap(({ properties }) => statementsIn(properties['PolicyDocument']));
      const allowed = statements.filter(({ effect }) => effect === 'Allow');
      const sources = allowed.flatMap(({ condition }) => listOf(at(condition, 'ArnEquals', 'aws:SourceArn')).map(idOf));
      const isOurs = allowed.every(
        ({ principal, actions, condition }) =>
          at(principal, 'Service') === 'events.amazonaws.com' &&
          actions.join() === 'sqs:SendMessage' &&
          at(condition, 'ArnEquals', 'aws:SourceArn') !== undefined,
      );
      const same = namesOf([...new Set(rules)]);
      return isOurs && namesOf(sources) === same
        ? []
        : [`${queue}: its policy allows [${sources.join(', ')}]; expected SendMessage by ${same}`];
    });
  },
};

const keptLetters: Law = {
  name: 'a dead letter is kept for two weeks, as long as SQS can',
  faults: (template) =>
    [...deadLetterQueues(template)]
      .filter((id) => at(template.Resources[id]?.Properties, 'MessageRetentionPeriod') !== TWO_WEEKS)
      .map((id) => `${id}: forgets sooner`),
};

const deadEnds: Law = {
  name: 'a dead letter queue starts no function, and every other queue starts one',
  faults: (template) => {
    const mapped = new Set(mappedQueues(template).map(({ queue }) => queue.id));
    const dead = deadLetterQueues(template);
    return ofType(template, 'AWS::SQS::Queue')
      .filter(({ id }) => mapped.has(id) === dead.has(id))
      .map(({ id }) => `${id}: ${dead.has(id) ? 'starts a function' : 'nobody takes its messages'}`);
  },
};

/** Lambda sends with the rights of the function. */
const ownDeadLetters: Law = {
  name: 'a function with a dead letter queue may send there',
  faults: (template) =>
    ofType(template, 'AWS::Lambda::Function').flatMap(({ id, properties }) => {
      const queue = idOf(at(properties, 'DeadLetterConfig', 'TargetArn'));
      const statements = statementsOf(template, idOf(properties['Role']) ?? '');
      const maySend = statements.some(
        ({ effect, actions, resources }) =>
          effect === 'Allow' && actions.includes('sqs:SendMessage') && resources.some((one) => idOf(one) === queue),
      );
      return queue === null || maySend ? [] : [`${id}: may not send to ${queue}`];
    }),
};

export const LAWS_OF_MESSAGES: readonly Law[] = [
  visibility,
  redrive,
  mappings,
  ruleTargets,
  schedules,
  queuePolicies,
  keptLetters,
  deadEnds,
  ownDeadLetters,
];
