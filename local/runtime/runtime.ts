// The functions as serverless.yml wires them: resources created, event sources polled, schedules run, each function in threads of its own.
import { setTimeout as wait } from 'node:timers/promises';
import { deploy, makeClients } from './deploy.ts';
import { makeEnvironments, type Environments, type LogLine, type Outcome } from './environments.ts';
import { startEventSources, type EventSource } from './event-sources.ts';
import { type Code, environmentOf, setupOf } from './function-setup.ts';
import { type HttpApi, makeHttpApi } from './http-api.ts';
import { evaluateValue, type Names } from './intrinsics.ts';
import { TemplateError } from './known.ts';
import type { Invoked, PolledQueues, RunningMapping } from './mapping.ts';
import { rightsOf } from './rights.ts';
import type { Rights } from '../front/permissions.ts';
import { makeNames, nameOf, resourcesOf, type Place } from './names.ts';
import { stackRolesOf, templateBodyOf } from './roles.ts';
import { startSchedule } from './schedule.ts';
import { readTemplate, type FunctionBlock, type Template } from './template.ts';
import { makeThreads, type Threads } from './threads.ts';

export type RuntimeOptions = Code & {
  readonly serverlessFile: string;
  readonly endpoint: string;
  /** Those of the endpoint. */
  readonly queues: PolledQueues;
  readonly account: string;
  readonly region: string;
  readonly stage?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Added to every function's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly random: () => number;
  /** Hears of every line a function writes, with the function's whole name. */
  readonly onLog?: (line: LogLine, functionName: string) => void;
  readonly onInvocation?: (info: Invoked & { readonly function: string }) => void;
  readonly schedules?: boolean;
  /** Those of the process, where several runtimes follow each other in it. */
  readonly threads?: Threads;
};

export type Runtime = HttpApi & {
  /** Physical names by logical id, and what Ref makes of pseudo parameters such as AWS::StackName. */
  readonly nameOf: (logicalId: string) => string | undefined;
  /** What the stack made, by logical and physical id. */
  readonly resources: ReturnType<typeof resourcesOf>;
  readonly templateBody: string;
  readonly roles: ReturnType<typeof stackRolesOf>;
  readonly eventSources: readonly EventSource[];
  /** Their names in the file. */
  readonly functionNames: readonly string[];
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  /** Ends the execution environments in which a function works now; its invocations fail as Lambda's do. */
  readonly kill: (functionName: string) => Promise<void>;
  /** Actions that the roles of the file allow. */
  readonly rights: Rights;
  /** What the function finds in its environment, for one that is started elsewhere. */
  readonly environmentOf: (functionName: string) => Record<string, string>;
  /** Whether no function works and no queue has a message, not even one that is delayed or waiting to be visible again; dead letters don't count. */
  readonly isIdle: () => boolean;
  /** Whether no function works and none is about to: messages that are there wait for their time, or for a mapping that is off. */
  readonly isWaiting: () => boolean;
  /** Resolves when it is idle. */
  readonly idle: () => Promise<void>;
  /** Whether a function works or a message is being handed to one. */
  readonly isAtWork: () => boolean;
  /** Messages per dead letter queue. */
  readonly dlqDepths: () => Record<string, number>;
  readonly runSchedule: (functionName: string) => Promise<Outcome>;
  /** As a deployment does: what comes next runs with this environment. */
  readonly redeploy: (environment: Readonly<Record<string, string>>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Running = { readonly name: string; readonly environments: Environments; readonly block: FunctionBlock };

type Started = {
  readonly schedules: readonly (() => void)[];
  readonly mappings: readonly RunningMapping[];
  readonly functions: readonly Running[];
  readonly clients: ReturnType<typeof makeClients>;
};

/** What brings work first, then what does it. */
async function stopAll({ schedules, mappings, functions, clients }: Started): Promise<void> {
  for (const stop of schedules) stop();
  await Promise.all(mappings.map(({ stop }) => stop()));
  await Promise.all(functions.map(({ environments }) => environments.stop()));
  for (const client of Object.values(clients)) client.destroy();
}

type Parts = { readonly template: Template; readonly names: Names; readonly place: Place };

function makeFunctions(
  options: RuntimeOptions,
  { template, names, place }: Parts,
  environmentFor: (block: FunctionBlock) => Record<string, string>,
): readonly Running[] {
  const { onLog = () => undefined, threads = makeThreads() } = options;
  return template.functions.map((block) => {
    const setup = setupOf({ template, block, names, place }, options);
    const log = (line: LogLine): void => onLog(line, setup.arn.split(':').at(-1) ?? setup.name);
    return { name: block.name, block, environments: makeEnvironments(threads, setup, environmentFor(block), log) };
  });
}

/** Every name is looked up before anything is created: a faulty file leaves nothing half-made. Throws TemplateError. */
function lookUpNames(template: Template, names: Names): void {
  for (const { name, events } of template.functions)
    for (const { event } of events) evaluateValue(event, `functions.${name}.events`, names);
}

/** Reads, checks and deploys the file, then starts everything. Throws TemplateError for what it does not know. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { endpoint, account, region, stage = 'dev', params = {} } = options;
  const place: Place = { endpoint, account, region, stage };
  const template = await readTemplate(options.serverlessFile, { stage, region, params });
  const names = makeNames(template, place);
  const clients = makeClients(place);
  const environmentFor = (block: FunctionBlock, more: Readonly<Record<string, string>> = {}) =>
    environmentOf({ template, block, names, place }, { ...options.environment, ...more });
  const functions = makeFunctions(options, { template, names, place }, environmentFor);
  lookUpNames(template, names);
  const api = makeHttpApi(
    functions.map(({ block, environments }) => ({ block, invoke: environments.invoke })),
    place,
  );
  await deploy(template, place, names, clients);
  const eventSources = functions.flatMap((running) =>
    startEventSources({ ...options, ...running, names, sqs: clients.sqs }),
  );
  const mappings = eventSources.map(({ mapping }) => mapping);
  const schedules =
    options.schedules === false ? [] : functions.flatMap(({ block, environments }) => schedulesOf(block, environments));
  const find = (name: string): Running => findFunction(functions, name);
  return {
    ...api,
    ...namesOfStack(template, place, names, eventSources),
    eventSources,
    functionNames: functions.map(({ name }) => name),
    invoke: (name, event) => find(name).environments.invoke(event),
    rights: rightsOf(template),
    kill: (name) => find(name).environments.kill(),
    ...deploying(functions, find, environmentFor),
    ...watching({ functions, eventSources, depth: options.queues.depth, queues: queuesOf(template, place, names) }),
    runSchedule: (name) => find(name).environments.invoke({}),
    stop: () => stopAll({ schedules, mappings, functions, clients }),
  };
}

const asResource = ({ logicalId, uuid }: EventSource) => ({
  logicalId,
  physicalId: uuid,
  type: 'AWS::Lambda::EventSourceMapping',
});

const namesOfStack = (
  template: Template,
  place: Place,
  names: Names,
  eventSources: readonly EventSource[],
): Pick<Runtime, 'nameOf' | 'resources' | 'templateBody' | 'roles'> => ({
  nameOf: (logicalId) => nameOf(template, place, logicalId) ?? names.ref(logicalId),
  resources: [...resourcesOf(template, place, names), ...eventSources.map(asResource)],
  templateBody: templateBodyOf(template),
  roles: stackRolesOf(template, names),
});

/** What the functions run with: the file's environment and what the last deployment added. */
function deploying(
  functions: readonly Running[],
  find: (name: string) => Running,
  environmentFor: (block: FunctionBlock, more: Readonly<Record<string, string>>) => Record<string, string>,
): Pick<Runtime, 'environmentOf' | 'redeploy'> {
  let deployed: Readonly<Record<string, string>> = {};
  return {
    environmentOf: (name) => environmentFor(find(name).block, deployed),
    redeploy: async (more) => {
      deployed = more;
      await Promise.all(functions.map(({ block, environments }) => environments.recycle(environmentFor(block, more))));
    },
  };
}

type Queue = { readonly name: string; readonly arn: string };

const queuesOf = (template: Template, place: Place, names: Names): readonly Queue[] =>
  template.resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map(({ logicalId }) => ({
      name: nameOf(template, place, logicalId) ?? '',
      arn: names.getAtt(logicalId, 'Arn') ?? '',
    }));

/** Whether something still moves, and what ended in dead letter queues. */
function watching(seen: {
  functions: readonly Running[];
  eventSources: readonly EventSource[];
  depth: PolledQueues['depth'];
  queues: readonly Queue[];
}): Pick<Runtime, 'isIdle' | 'isWaiting' | 'idle' | 'isAtWork' | 'dlqDepths'> {
  const isAtWork = (): boolean =>
    seen.functions.some(({ environments }) => environments.running() > 0) ||
    seen.eventSources.some(({ mapping }) => mapping.atWork() > 0);
  const depthOf = (arn: string): number => {
    const { visible, inFlight, delayed } = seen.depth(arn);
    return visible + inFlight + delayed;
  };
  const depths = (isDead: boolean): Record<string, number> =>
    Object.fromEntries(
      seen.queues.filter(({ name }) => isDeadLetter(name) === isDead).map(({ name, arn }) => [name, depthOf(arn)]),
    );
  const isIdle = (): boolean => !isAtWork() && Object.values(depths(false)).every((depth) => depth === 0);
  const isAwaited = ({ mapping, queueArn }: EventSource): boolean =>
    mapping.isEnabled() && seen.depth(queueArn).visible > 0;
  const isWaiting = (): boolean => !isAtWork() && !seen.eventSources.some(isAwaited);
  return { isIdle, isWaiting, idle: () => untilIdle(isIdle), isAtWork, dlqDepths: () => depths(true) };
}

const isDeadLetter = (name: string): boolean => /dead|dlq/iu.test(name);

function findFunction(functions: readonly Running[], name: string): Running {
  const found = functions.find((one) => one.name === name);
  if (!found)
    throw new TemplateError(`functions.${name} is not there; it has ${functions.map((one) => one.name).join(', ')}`);
  return found;
}

async function untilIdle(isIdle: () => boolean): Promise<void> {
  while (!isIdle()) await wait(50);
}

const schedulesOf = (block: FunctionBlock, environments: Environments): (() => void)[] =>
  block.events
    .filter(({ kind, event }) => kind === 'schedule' && event['enabled'] !== false)
    .flatMap(({ event }) =>
      (Array.isArray(event['rate']) ? event['rate'] : [event['rate']]).map((rate: unknown) =>
        startSchedule(String(rate), () => void environments.invoke(event['input'] ?? {})),
      ),
    );
