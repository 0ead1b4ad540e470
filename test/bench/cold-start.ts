// Cold starts under the stand-in of Lambda's Runtime API: from the start of the process to a loaded handler, and to its first answer.
import { functionNames } from '../../local/runtime/bundle-functions.ts';
import { TEN_LINES } from '../functions/gate.ts';
import { startFunction } from '../package/runtime-api.ts';
import { startStack, unpackedFunction } from '../package/stack.ts';
import { type Packed, packedDesign, plainFunction } from './designs/packed.ts';
import { intakeEvent, registerAll, takeAll } from './calls/intake.ts';
import type { Row, Section } from './table.ts';

const EMPTY = 'export const handler = async () => ({ batchItemFailures: [] });';
/** What an unbundled function of this kind would import. */
const UNBUNDLED = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
const used = [new DynamoDBClient({}), new EventBridgeClient({}), new SageMakerClient({}), new Logger(), new Metrics()];
export const handler = async () => ({ batchItemFailures: used.slice(9) });`;

/** Milliseconds: to the loaded handler, to the first answer, and CPU of both. */
type Start = { readonly init: number; readonly answer: number; readonly cpu: number };
type Candidate = Packed & {
  readonly title: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: () => Promise<unknown>;
  readonly limit?: number;
};

const POLICIES = [{ path: 'policies/churn.yaml', text: TEN_LINES }];
const NOTHING = async () => ({ Records: [] });
/** Lambda's window for init; under the budget nothing of a first decision is left out. */
const LIMIT = 150;

async function startOnce({ folder, environment, event }: Candidate): Promise<Start> {
  const first = await event();
  const began = performance.now();
  const running = await startFunction(folder, environment);
  const init = (await running.ready()) - began;
  const answer = await running.invoke(first);
  const start = { init, answer: running.answeredAt() - began, cpu: running.cpu() };
  await running.stop();
  if (!answer.ok) throw new Error(`a cold start failed: ${JSON.stringify(answer)}\n${running.output()}`);
  return start;
}

/** The least of each over all starts: noise only ever adds. */
const least = (starts: readonly Start[]): Start => ({
  init: Math.min(...starts.map(({ init }) => init)),
  answer: Math.min(...starts.map(({ answer }) => answer)),
  cpu: Math.min(...starts.map(({ cpu }) => cpu)),
});

/** Starts each candidate so many times, one after the other in each round. */
export async function benchColdStart(starts: number): Promise<Section> {
  const stack = await startStack({ mode: 'Enforce', registryRate: '10000', deployedAt: '2026-01-01T00:00:00Z' });
  const [empty, ...others] = await candidatesOf(stack);
  if (!empty) throw new Error('nothing to start');
  const seen = new Map([empty, ...others].map((one) => [one, [] as Start[]]));
  for (let round = 0; round < starts; round++)
    for (const [candidate, list] of seen) list.push(await startOnce(candidate));
  for (const { remove } of seen.keys()) await remove();
  await stack.stop();
  const base = least(seen.get(empty) ?? []);
  return {
    title: `cold start, milliseconds over an empty handler (${base.answer.toFixed(0)} ms), the least of ${starts} starts in turn`,
    columns: ['to 1st answer', 'init', 'CPU of both'],
    note: 'decide, naive: their first call decides one version on the embedded AWS; the others get an empty batch',
    rows: others.map((one) => rowOf(one, least(seen.get(one) ?? []), base)),
  };
}

function rowOf({ title, limit }: Candidate, start: Start, base: Start): Row {
  const figures = [start.answer - base.answer, start.init - base.init, start.cpu - base.cpu];
  return { what: title, figures, unit: 'ms', ...(limit !== undefined && { limit }) };
}

async function candidatesOf(stack: Awaited<ReturnType<typeof startStack>>): Promise<readonly Candidate[]> {
  const decision = async () => {
    await registerAll(stack, 1);
    return intakeEvent(await takeAll(stack));
  };
  const environment = stack.environmentFor('decide');
  const functions: Candidate[] = [];
  for (const name of await functionNames())
    functions.push({
      ...(await unpackedFunction(name, POLICIES)),
      title: name,
      environment: { ...stack.environmentFor(name), PAGES_URL: 'https://gate.internal' },
      event: name === 'decide' ? decision : name === 'review' ? async () => PAGE : NOTHING,
      ...(name === 'decide' && { limit: LIMIT }),
    });
  return [
    { ...(await plainFunction(EMPTY)), title: 'empty', environment: {}, event: NOTHING },
    ...functions,
    { ...(await packedDesign('naive')), title: 'naive design, bundled', environment, event: decision },
    {
      ...(await plainFunction(UNBUNDLED)),
      title: 'three SDK clients and powertools, unbundled, nothing done',
      environment,
      event: NOTHING,
    },
  ];
}

const PAGE = {
  version: '2.0',
  rawPath: '/sign-in',
  rawQueryString: '',
  headers: { host: 'gate.internal', 'accept-language': 'en' },
  requestContext: { requestId: '1', http: { method: 'GET', sourceIp: '10.0.0.9' } },
  isBase64Encoded: false,
};
