// The functions as serverless.yml wires them: resources created, event sources polled, schedules run, each function in threads of its own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { deploy, makeClients } from './deploy.ts';
import { makeEnvironments, type Environments, type LogLine, type Outcome } from './environments.ts';
import { evaluateValue, type Names } from './intrinsics.ts';
import { TemplateError } from './known.ts';
import { startMapping, type Invoked, type RunningMapping } from './mapping.ts';
import { makeNames, nameOf, type Place } from './names.ts';
import { startSchedule } from './schedule.ts';
import { readTemplate, type FunctionBlock, type Mapping, type Template } from './template.ts';

export type RuntimeOptions = {
  readonly serverlessFile: string;
  readonly projectDir: string;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly stage?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Added to every function's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly random: () => number;
  readonly onLog?: (line: LogLine) => void;
  readonly onInvocation?: (info: Invoked & { readonly function: string }) => void;
  readonly schedules?: boolean;
};

export type Runtime = {
  /** Physical names by logical id. */
  readonly nameOf: (logicalId: string) => string | undefined;
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  /** Resolves when no function works and no mapped queue has a message, not even one that is delayed or waiting to be visible again. */
  readonly idle: () => Promise<void>;
  /** Messages per dead letter queue. */
  readonly dlqDepths: () => Promise<Record<string, number>>;
  readonly runSchedule: (functionName: string) => Promise<Outcome>;
  /** As a deployment does: what comes next runs with this environment. */
  readonly redeploy: (environment: Readonly<Record<string, string>>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Running = { readonly name: string; readonly environments: Environments; readonly block: FunctionBlock };

/** Reads, checks and deploys the file, then starts everything. Throws TemplateError for what it does not know. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { endpoint, account, region, stage = 'dev', params = {} } = options;
  const place: Place = { endpoint, account, region, stage };
  const template = await readTemplate(options.serverlessFile, { stage, region, params });
  const names = makeNames(template, place);
  const clients = makeClients(place);
  await deploy(template, place, names, clients);
  const functions = template.functions.map(
    (block): Running => ({ name: block.name, block, environments: environmentsOf(options, template, block, names) }),
  );
  const mappings = functions.flatMap((running) => mappingsOf(running, options, names, clients.sqs));
  const schedules =
    options.schedules === false ? [] : functions.flatMap(({ block, environments }) => schedulesOf(block, environments));
  const find = (name: string): Running => findFunction(functions, name);
  const queues = template.resources
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map(({ logicalId }) => ({
      logicalId,
      name: nameOf(template, place, logicalId) ?? '',
      url: names.ref(logicalId) ?? '',
    }));
  const isAtWork = (): boolean =>
    functions.some(({ environments }) => environments.running() > 0) || mappings.some(({ atWork }) => atWork() > 0);
  const depths = (isWanted: (name: string) => boolean) =>
    depthsOf(
      clients.sqs,
      queues.filter(({ name }) => isWanted(name)),
    );
  const idle = () => untilIdle(isAtWork, () => depths((name) => !isDeadLetter(name)));
  return {
    nameOf: (logicalId) => nameOf(template, place, logicalId),
    invoke: (name, event) => find(name).environments.invoke(event),
    idle,
    dlqDepths: () => depths(isDeadLetter),
    runSchedule: (name) => find(name).environments.invoke({}),
    redeploy: async (environment) => {
      await Promise.all(
        functions.map(({ block, environments }) =>
          environments.recycle(
            environmentOf(
              { ...options, environment: { ...options.environment, ...environment } },
              template,
              block,
              names,
            ),
          ),
        ),
      );
    },
    stop: async () => {
      for (const stop of schedules) stop();
      await Promise.all(mappings.map(({ stop }) => stop()));
      await Promise.all(functions.map(({ environments }) => environments.stop()));
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

const isDeadLetter = (name: string): boolean => /dead|dlq/iu.test(name);

function findFunction(functions: readonly Running[], name: string): Running {
  const found = functions.find((one) => one.name === name);
  if (!found)
    throw new TemplateError(`functions.${name} is not there; it has ${functions.map((one) => one.name).join(', ')}`);
  return found;
}

async function untilIdle(isAtWork: () => boolean, depths: () => Promise<Record<string, number>>): Promise<void> {
  for (;;) {
    if (!isAtWork() && Object.values(await depths()).every((depth) => depth === 0) && !isAtWork()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const depthsOf = async (
  sqs: SQSClient,
  queues: readonly { name: string; url: string }[],
): Promise<Record<string, number>> =>
  Object.fromEntries(await Promise.all(queues.map(async ({ name, url }) => [name, await depthOf(sqs, url)] as const)));

const numberOf = (value: unknown, otherwise: number): number => (value === undefined ? otherwise : Number(value));

function environmentsOf(options: RuntimeOptions, template: Template, block: FunctionBlock, names: Names): Environments {
  const source = join(options.projectDir, 'functions', `${block.name}.ts`);
  if (!existsSync(source)) throw new TemplateError(`functions.${block.name}: ${source} is not there`);
  const [, exportName = 'handler'] = String(block.block['handler']).split('.');
  const setup = {
    name: block.name,
    arn: names.getAtt(`${block.name[0]?.toUpperCase()}${block.name.slice(1)}LambdaFunction`, 'Arn') ?? block.name,
    file: pathToFileURL(source).href,
    exportName,
    timeout: numberOf(block.block['timeout'] ?? template.provider['timeout'], 6),
    memory: numberOf(block.block['memorySize'] ?? template.provider['memorySize'], 1024),
  };
  return makeEnvironments(setup, environmentOf(options, template, block, names), options.onLog ?? (() => undefined));
}

/** What Lambda sets, what the file says, what the caller adds; the embedded stack is found by the SDK's own variable. */
function environmentOf(
  options: RuntimeOptions,
  template: Template,
  block: FunctionBlock,
  names: Names,
): Record<string, string> {
  const said = {
    ...(template.provider['environment'] as Mapping | undefined),
    ...(block.block['environment'] as Mapping | undefined),
  };
  const evaluated = evaluateValue(said, `functions.${block.name}.environment`, names) as Mapping;
  return {
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_LAMBDA_FUNCTION_NAME: `${template.service}-${options.stage ?? 'dev'}-${block.name}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_ACCESS_KEY_ID: options.account,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: `role/${typeof block.block['role'] === 'string' ? block.block['role'] : block.name}`,
    TZ: 'UTC',
    ...Object.fromEntries(Object.entries(evaluated).map(([name, value]) => [name, String(value)])),
    ...options.environment,
  };
}

function mappingsOf(
  { name, block, environments }: Running,
  options: RuntimeOptions,
  names: Names,
  sqs: SQSClient,
): RunningMapping[] {
  return block.events
    .filter(({ kind }) => kind === 'sqs')
    .map(({ event }) => {
      const queueArn = String(evaluateValue(event['arn'], `functions.${name}.events.sqs.arn`, names));
      const [, , , region = '', account, queue] = queueArn.split(':');
      const setup = {
        queueArn,
        region,
        queueUrl: `${options.endpoint}/${account}/${queue}`,
        batchSize: numberOf(event['batchSize'], 10),
        window: numberOf(event['maximumBatchingWindow'], 0),
        pollers: numberOf(event['maximumConcurrency'], 2),
        reportsFailures: event['functionResponseType'] === 'ReportBatchItemFailures',
      };
      return startMapping(setup, {
        sqs,
        invoke: environments.invoke,
        random: options.random,
        onInvoked: (info) => options.onInvocation?.({ ...info, function: name }),
      });
    });
}

const schedulesOf = (block: FunctionBlock, environments: Environments): (() => void)[] =>
  block.events
    .filter(({ kind, event }) => kind === 'schedule' && event['enabled'] !== false)
    .flatMap(({ event }) =>
      (Array.isArray(event['rate']) ? event['rate'] : [event['rate']]).map((rate: unknown) =>
        startSchedule(String(rate), () => void environments.invoke(event['input'] ?? {})),
      ),
    );

async function depthOf(sqs: SQSClient, url: string): Promise<number> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}
